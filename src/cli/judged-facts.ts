import { loadCatalogs, SHIPPED_CATALOGS } from '../catalog/load.ts';
import { parseFacts } from '../facts/parse.ts';
import { FACTS_LIMITS } from '../facts/scan.ts';
import { withCatalogs } from '../facts/today.ts';
import { readCapped, readStreamCapped, textOf } from '../files/read-capped.ts';
import type { Report } from '../model/report.ts';
import { judgeSaved } from '../preflight/judge-saved.ts';
import type { Io } from './streams/io.ts';

/** The report of a file of facts, or of standard input (`-`): judged as if they had come just now, with what the shipped catalogs say today. Throws `UsageError`. */
export async function judgedFacts(file: string, io: Io): Promise<Report> {
  const bytes =
    file === '-'
      ? await readStreamCapped(io.stdin, 'standard input', FACTS_LIMITS.bytes, 'the facts', io.interrupted)
      : await readCapped(file, FACTS_LIMITS.bytes, 'the facts');
  const saved = parseFacts(textOf(bytes), file === '-' ? 'standard input' : file);
  return judgeSaved(withCatalogs(saved, await loadCatalogs(SHIPPED_CATALOGS)));
}
