import { terminal as visible } from '../../text/escape.ts';
import { clip } from '../../text/layout.ts';

const MAX_LINES = 200;

/** A JSON value as indented lines for reading, keys aligned; each value on one line, without acting characters. */
export function evidenceLines(value: unknown): string {
  const lines = typeof value === 'string' ? [visible(value)] : linesOf(value, '');
  return (
    lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), `… and ${lines.length - MAX_LINES} more lines in the JSON report`] : lines
  ).join('\n');
}

function linesOf(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, indent));
  if (typeof value !== 'object' || value === null) return [`${indent}${scalar(value)}`];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const width = Math.min(24, Math.max(0, ...entries.map(([key]) => key.length)));
  return entries.flatMap(([key, item]) => {
    const label = visible(clip(key, 100)).padEnd(width);
    if (isFlat(item)) return [`${indent}${label}  ${Array.isArray(item) ? item.map(scalar).join(', ') : scalar(item)}`];
    return [`${indent}${label.trimEnd()}`, ...linesOf(item, `${indent}  `)];
  });
}

function itemLines(item: unknown, indent: string): readonly string[] {
  const [first = '', ...rest] = linesOf(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function isFlat(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object' || item === null);
  return typeof value !== 'object' || value === null;
}

function scalar(value: unknown): string {
  return visible(clip(typeof value === 'string' ? value : String(JSON.stringify(value)), 2000));
}
