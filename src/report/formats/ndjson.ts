import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { json } from '../../text/escape.ts';
import type { Format } from './format.ts';

/**
 * One JSON object a line: the run, each finding, the summary. While a run goes on, lines with `final: false` come before: what is known of the run when it begins, and
 * findings as one answer alone has them. The lines with `final: true` are the report, each id once, on standard output as in a file.
 */
export const ndjson: Format = {
  title: 'NDJSON (one object a line; streams while probing)',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson',
  render: (report) => [...reportLines(report)].join(''),
  pieces: reportLines,
};

/** The report line by line, each with its newline. */
export function* reportLines({ findings, summary, ...head }: Report): Generator<string> {
  yield runLine(head, true);
  for (const finding of findings) yield findingLine(finding, true);
  yield line('summary', true, summary);
}

/** The first line, with its newline; not final when the run only begins. */
export function runLine(
  head: Omit<Report, 'findings' | 'summary' | 'run'> & { readonly run: Partial<Report['run']> },
  final: boolean,
): string {
  return line('run', final, head);
}

/** One finding, with its newline. */
export function findingLine(finding: Finding, final: boolean): string {
  return line('finding', final, finding);
}

function line(type: string, final: boolean, value: object): string {
  return `${json({ type, final, ...value })}\n`;
}
