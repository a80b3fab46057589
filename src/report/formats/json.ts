import type { Report } from '../../model/report.ts';
import { json as escaped } from '../../text/escape.ts';
import type { Format } from './format.ts';

/** The report itself; every other format can be made from it. */
export const json: Format = {
  title: 'JSON (the report, reports/report.schema.json)',
  extension: 'json',
  mediaType: 'application/json',
  render: (report) => [...pieces(report)].join(''),
  pieces,
};

/** Value by value, and of a list item by item, as `JSON.stringify` with an indent of two sets them out. */
function* pieces(report: Report): Generator<string> {
  let before = '{\n';
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${before}  ${escaped(key)}: `;
    if (Array.isArray(value)) yield* items(value);
    else yield indented(value, '  ');
    before = ',\n';
  }
  yield '\n}\n';
}

function* items(list: readonly unknown[]): Generator<string> {
  if (list.length === 0) return yield '[]';
  let before = '[\n    ';
  for (const item of list) {
    yield `${before}${indented(item, '    ')}`;
    before = ',\n    ';
  }
  yield '\n  ]';
}

/** No text in JSON has a line break of its own. */
function indented(value: unknown, indent: string): string {
  return escaped(value, 2).replaceAll('\n', `\n${indent}`);
}
