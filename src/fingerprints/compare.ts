import type { Rule } from './rules.ts';

/** How a rule compares a text. */
export type RuleComparison = Pick<Rule, 'match' | 'pattern'>;

/** Does a text fit a rule? Capitals do not count. */
export function compares({ match, pattern = '' }: RuleComparison, value: string): boolean {
  const [text, sought] = [value.toLowerCase(), pattern.toLowerCase()];
  switch (match) {
    case 'exists':
      return true;
    case 'exact':
      return text.trim() === sought;
    case 'prefix':
      return text.startsWith(sought);
    case 'contains':
      return text.includes(sought);
    case 'regexp':
      return expression(pattern).test(value);
  }
}

/** The part of a text that fits, as it was sent; empty where nothing does. */
export function found({ match, pattern = '' }: RuleComparison, value: string): string {
  if (match === 'regexp') return expression(pattern).exec(value)?.[0] ?? '';
  const at = value.toLowerCase().indexOf(pattern.toLowerCase());
  return at < 0 ? '' : value.slice(at, at + pattern.length);
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern, 'iu');
  expressions.set(pattern, known);
  return known;
}
