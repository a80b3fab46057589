import { basename } from 'node:path';
import { createLedger } from '../../logs/attribute.ts';
import { judgeLogs } from '../../logs/judge.ts';
import { catalogLookup } from '../../logs/lookup.ts';
import type { Finding } from '../../model/finding.ts';
import type { ScopedEndpoint } from '../../model/scope.ts';
import { maskFinding } from '../../report/redact/mask-finding.ts';
import type { Io } from '../streams/io.ts';
import { type LogRead, readLog } from './log-files.ts';
import type { LogSource } from './log-source.ts';

/** What reading all logs came to, files that could not be read included. */
export interface ReadLogs {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
  readonly readable: number;
}

/** Reads logs one after another, and judges what they say together; only entries from `from` on, ISO 8601. */
export async function readLogs(
  sources: readonly LogSource[],
  endpoints: readonly ScopedEndpoint[],
  from: string | undefined,
  isSelected: Parameters<typeof judgeLogs>[2],
  { stdin, interrupted }: Io,
): Promise<ReadLogs> {
  const lookup = catalogLookup(endpoints);
  const ledger = createLedger(lookup.forms);
  const [notes, problems]: [string[], string[]] = [[], []];
  let readable = 0;
  for (const source of sources) {
    const file = source.path === '-' ? 'standard input' : source.path;
    const logFile = { file, log: source.log };
    // An entry without a time is as old as the one before it.
    let isOld = from !== undefined;
    const read = await readLog(source, stdin, interrupted, (entry) => {
      if (from !== undefined && entry.time !== null) isOld = entry.time < from;
      if (!isOld) ledger.take(entry, logFile);
    });
    if (read.entries > 0) {
      readable += 1;
      notes.push(readNote(basename(file), read));
    }
    if (read.problem === undefined) continue;
    const begin = read.entries > 0 ? '' : 'not read: ';
    problems.push(`${begin}${file}: ${read.problem}`);
    // In the report without its folders, which may be of the inside.
    notes.push(`${begin}${basename(file)}: ${read.problem}.`);
  }
  const found = ledger.result();
  const findings = judgeLogs(found, lookup, isSelected).map((finding) => maskFinding(finding, (text) => text));
  return { findings, notes: [SOURCE_NOTE, ...notes, ...closingNotes(found.dropped, findings.length, readable)], problems, readable };
}

function closingNotes(dropped: number, findings: number, readable: number): readonly string[] {
  const full = dropped > 0 ? [`${dropped} further errors found no room in this report.`] : [];
  const nothing = findings === 0 && readable > 0 ? ['These logs show no network error, and no answer of an endpoint either.'] : [];
  return [...full, ...nothing];
}

const SOURCE_NOTE = 'Read from logs; nothing was probed, and what they do not mention is not judged.';

function readNote(name: string, read: LogRead): string {
  const { entries, unknownLines, withoutZone, ambiguousDates, firstTime, lastTime } = read;
  if (read.isBareText)
    return `Read ${name}: bare text without stamps, each of its ${entries} lines taken for an entry; when they were logged is not known.`;
  const span = firstTime === null ? '' : `, ${firstTime.slice(0, 19)}Z to ${lastTime?.slice(0, 19)}Z`;
  const broken =
    read.brokenLines === 0
      ? ''
      : `, of which ${read.brokenLines} with an error ${read.brokenLines === 1 ? 'was' : 'were'} read, time unknown`;
  const unknown =
    unknownLines === 0 ? '' : `; ${unknownLines} ${unknownLines === 1 ? 'line belongs' : 'lines belong'} to no entry${broken}`;
  const zone = withoutZone === 0 ? '' : `; ${withoutZone} entries have no time zone, their times are as written`;
  const dates = ambiguousDates === 0 ? '' : '; whether day or month comes first in its dates is a guess';
  return `Read ${name}: ${entries} entr${entries === 1 ? 'y' : 'ies'}${span}${unknown}${zone}${dates}.`;
}
