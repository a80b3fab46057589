/**
 * `RegExp.$1` to `RegExp.$9`, `RegExp.lastMatch` and their kin: older than any standard, in all browsers and in JScript, and not in QuickJS. Handed over to the script's machine as its
 * source text where a script names them, so it may use nothing but what it declares itself and the standard objects of ECMAScript.
 */
export function expressionStatics() {
  const { apply } = Reflect;
  const { exec } = RegExp.prototype;
  let input = '';
  let from = 0;
  let groups: readonly (string | undefined)[] = [''];

  // What `test`, `match`, `replace`, `search` and `split` call as well (ECMAScript, RegExpExec).
  RegExp.prototype.exec = function remembered(text: string) {
    const found: RegExpExecArray | null = apply(exec, this, [text]);
    if (found !== null) {
      input = found.input;
      from = found.index;
      groups = [...found];
    }
    return found;
  };

  const whole = (): string => groups[0] ?? '';
  const values: Record<string, () => string> = {
    lastMatch: whole,
    '$&': whole,
    lastParen: () => (groups.length > 1 ? (groups[groups.length - 1] ?? '') : ''),
    leftContext: () => input.slice(0, from),
    rightContext: () => input.slice(from + whole().length),
    input: () => input,
    $_: () => input,
  };
  for (let group = 1; group <= 9; group += 1) values[`$${group}`] = () => groups[group] ?? '';
  for (const [name, get] of Object.entries(values)) Object.defineProperty(RegExp, name, { get, configurable: true });
}

/** Does a script name one of them? Others keep the machine's own, faster way. */
export function usesExpressionStatics(script: string): boolean {
  return /\bRegExp\s{0,10}[.[]/.test(script);
}
