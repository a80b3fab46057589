import { readCapped, readStreamCapped, textOf } from '../files/read-capped.ts';
import type { Report } from '../model/report.ts';
import { parseReport } from '../report/parse.ts';
import { LIMITS } from '../report/scan.ts';
import type { Io } from './streams/io.ts';

/** A saved JSON report. Throws `UsageError`. */
export async function loadReport(path: string, options: { readonly regularOnly?: boolean } = {}): Promise<Report> {
  return parseReport(textOf(await readCapped(path, LIMITS.bytes, 'the report', options)), path);
}

/** The same from standard input. */
export async function loadPipedReport({ stdin, interrupted }: Io): Promise<Report> {
  return parseReport(textOf(await readStreamCapped(stdin, 'standard input', LIMITS.bytes, 'the report', interrupted)), 'standard input');
}
