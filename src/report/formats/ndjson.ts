import type { Finding } from '../../model/finding.ts';
import { json } from '../../text/escape.ts';
import type { Format } from './format.ts';

/** One JSON object a line: the run, each finding, the summary. While a run goes on an id may come again; its last line counts. */
export const ndjson: Format = {
  title: 'NDJSON (one object a line; streams while probing)',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson',
  render: ({ findings, summary, ...head }) =>
    `${[json({ type: 'run', ...head }), ...findings.map(findingLine), json({ type: 'summary', ...summary })].join('\n')}\n`,
};

export function findingLine(finding: Finding): string {
  return json({ type: 'finding', ...finding });
}
