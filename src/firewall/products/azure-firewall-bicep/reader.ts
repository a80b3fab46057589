import type { Reader } from '../../reader.ts';
import { type PolicyRule, policyReader } from '../azure-firewall/reader.ts';

/** Reads one literal as our own Bicep files write it: objects and arrays with one member a line, single-quoted strings, numbers, words. */
function readLiteral(text: string): unknown {
  const tokens = text.match(/'(?:\\.|[^'\\])*'?|[{}[\]:]|[^\s{}[\]:']+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? '';
  const until = <T>(end: string, item: () => T): T[] => {
    const items: T[] = [];
    while (at < tokens.length && tokens[at] !== end) items.push(item());
    at++;
    return items;
  };
  const member = (): [string, unknown] => {
    const key = next();
    at++;
    return [key, read()];
  };
  const read = (): unknown => {
    const token = next();
    if (token === '[') return until(']', read);
    if (token === '{') return Object.fromEntries(until('}', member));
    if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    return token === 'true' || token === 'false' ? token === 'true' : Number.isNaN(Number(token)) ? token : Number(token);
  };
  return read();
}

function rulesOf(text: string): readonly PolicyRule[] {
  const collections = readLiteral(text.slice(text.indexOf('ruleCollections:') + 'ruleCollections:'.length));
  return (collections as readonly { readonly rules: readonly PolicyRule[] }[]).flatMap((collection) => collection.rules);
}

export const reader: Reader = policyReader(rulesOf);
