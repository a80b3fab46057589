import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { json } from '../../text/escape.ts';
import type { Format } from './format.ts';

/** One JSON object a line: the run, each finding, the summary. While a run goes on an id may come again; its last line counts. */
export const ndjson: Format = {
  title: 'NDJSON (one object a line; streams while probing)',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson',
  render: (report) => [...reportLines(report, new Set())].join(''),
};

/** The report line by line, each with its newline, without the findings that were printed while the run went on and still hold. */
export function* reportLines({ findings, summary, ...head }: Report, printed: ReadonlySet<Finding>): Generator<string> {
  yield `${json({ type: 'run', ...head })}\n`;
  for (const finding of findings) if (!printed.has(finding)) yield `${findingLine(finding)}\n`;
  yield `${json({ type: 'summary', ...summary })}\n`;
}

export function findingLine(finding: Finding): string {
  return json({ type: 'finding', ...finding });
}
