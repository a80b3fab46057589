import type { LogCounts, LogEntry } from './entry.ts';
import type { Line } from './lines.ts';
import { attributeStamp, type Stamp, trailerStamp } from './stamps.ts';

/** Characters of an entry that are kept, and lines that it may have: what goes on without an end is no entry. */
export const MAX_ENTRY = 32_768;
const MAX_LINES = 400;
/** Of lines that belong to no entry: how many are kept, and how many characters. */
const MAX_BARE_LINES = 5000;
const MAX_BARE_LENGTH = 1_000_000;
const MAX_GROUP = 50;

/** Lines on their way to entries: those that wait for a stamp, and an entry that may go on. */
export interface Collector {
  /** Nothing waits: the next line stands alone. */
  readonly isIdle: () => boolean;
  /** The time of an entry is known: of others that are only counted those between first and last do not matter. */
  readonly hasTime: () => boolean;
  /** Begun with `<![LOG[`: what is missing is `]LOG]!>`. */
  readonly isInCmtrace: () => boolean;
  readonly wait: (line: Line, isCmtrace: boolean) => void;
  /** The lines that wait belong to no entry. */
  readonly giveUp: () => void;
  /** The line that ends an entry, with those that waited. Returned too: an entry before it that was still open. */
  readonly entry: (last: Line, text: string, stamp: Stamp) => readonly LogEntry[];
  /** The line that begins an entry; lines without a stamp that follow belong to it. */
  readonly begin: (line: Line, text: string, stamp: Stamp) => readonly LogEntry[];
  /** The entry that may go on ends here. */
  readonly flush: () => readonly LogEntry[];
  /** An entry that is only counted, by its stamp. */
  readonly countQuiet: (line: string, stampFrom: number) => void;
  /** As many of them in a row, with the stamps of the first and the last. */
  readonly countQuietRun: (count: number, first: () => string, last: () => string) => void;
  readonly countGuess: () => void;
  readonly end: () => readonly LogEntry[];
  readonly counts: () => Omit<LogCounts, 'lines'>;
  readonly bareEntries: () => readonly LogEntry[];
}

interface Waiting {
  readonly lines: Line[];
  length: number;
  readonly isCmtrace: boolean;
  /** Of an entry whose stamp came first. */
  readonly stamp?: Stamp;
}

interface Tally {
  entries: number;
  unknownLines: number;
  withoutZone: number;
  ambiguousDates: number;
  firstTime: string | null;
  lastTime: string | null;
  /** The stamp of the last entry that was only counted. */
  lastQuiet: (() => string) | undefined;
}

/** Nothing collected yet. */
export function collector(): Collector {
  const tally: Tally = {
    ...{ entries: 0, unknownLines: 0, withoutZone: 0, ambiguousDates: 0 },
    ...{ firstTime: null, lastTime: null, lastQuiet: undefined },
  };
  const bare: { lines: Line[]; length: number } = { lines: [], length: 0 };
  let waiting: Waiting | undefined;
  const giveUp = (): void => {
    for (const line of waiting?.lines ?? []) {
      if (line.text.trim() === '') continue;
      tally.unknownLines += 1;
      if (bare.lines.length >= MAX_BARE_LINES || bare.length >= MAX_BARE_LENGTH) continue;
      bare.lines.push(line);
      bare.length += line.text.length;
    }
    waiting = undefined;
  };
  const add = (to: Waiting, line: Line): void => {
    const room = Math.max(0, MAX_ENTRY - to.length);
    to.lines.push(line.text.length > room ? { ...line, text: line.text.slice(0, room), cut: true } : line);
    to.length += Math.min(room, line.text.length) + 1;
  };
  const finish = (lines: readonly Line[], stamp: Stamp): LogEntry => {
    noteStamp(tally, stamp);
    return entryOf(lines, stamp);
  };
  const flush = (): readonly LogEntry[] => {
    if (waiting?.stamp === undefined) return [];
    const { lines, stamp } = waiting;
    waiting = undefined;
    return [finish(lines, stamp)];
  };
  const countQuietRun: Collector['countQuietRun'] = (count, first, last) => {
    tally.entries += count;
    if (tally.firstTime === null) widen(tally, stampOf(first())?.time ?? null);
    tally.lastQuiet = last;
  };
  return {
    isIdle: () => waiting === undefined,
    hasTime: () => tally.firstTime !== null,
    isInCmtrace: () => waiting?.isCmtrace === true,
    wait: (line, isCmtrace) => {
      waiting ??= { lines: [], length: 0, isCmtrace };
      if (waiting.stamp !== undefined && waiting.lines.length >= MAX_LINES) return;
      add(waiting, line);
      if (waiting.stamp === undefined && waiting.lines.length >= MAX_LINES) giveUp();
    },
    giveUp: () => {
      if (waiting?.stamp === undefined) giveUp();
    },
    entry: (last, text, stamp) => {
      if (waiting === undefined) {
        noteStamp(tally, stamp);
        return [lineEntry(last, text, stamp)];
      }
      const before = flush();
      const lines = [...(waiting?.lines ?? []), { ...last, text }];
      waiting = undefined;
      return [...before, finish(lines, stamp)];
    },
    begin: (line, text, stamp) => {
      const before = flush();
      giveUp();
      waiting = { lines: [{ ...line, text }], length: text.length, isCmtrace: false, stamp };
      return before;
    },
    flush,
    countQuiet: (line, stampFrom) => {
      const stamp = (): string => line.slice(stampFrom);
      countQuietRun(1, stamp, stamp);
    },
    countQuietRun,
    countGuess: () => {
      tally.ambiguousDates += 1;
    },
    end: () => {
      const last = flush();
      giveUp();
      return last;
    },
    counts: () => {
      if (tally.lastQuiet !== undefined) widen(tally, stampOf(tally.lastQuiet())?.time ?? null);
      tally.lastQuiet = undefined;
      const { lastQuiet: _lastQuiet, ...told } = tally;
      return told;
    },
    bareEntries: () => bareGroups(bare.lines).map((lines) => entryOf(lines, NO_STAMP)),
  };
}

/** Lines of a text without stamps; what a mail or a page broke, and the lines of a stack, go on with the line before them. */
function bareGroups(lines: readonly Line[]): readonly (readonly Line[])[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const text = line.text.trim().replace(/~{1,2}$/, '');
    const goesOn =
      before !== undefined && !/(?:~|[.!?:])\s*$/.test(before.text) && /^\s*\p{Ll}/u.test(line.text) && !/^\s*https?:/i.test(line.text);
    const isStack = /^\s+(?:at|bei|à|en|in|em) [\w.<>]+\.[\w.<>`]+\(/.test(line.text);
    if (last !== undefined && (goesOn || isStack) && last.length < MAX_GROUP) last.push({ ...line, text });
    else groups.push([{ ...line, text }]);
  }
  return groups;
}

const NO_STAMP: Stamp = { component: null, thread: null, time: null, localTime: null, zoneKnown: false, severity: null };

function stampOf(stamp: string): Stamp | undefined {
  return stamp.startsWith('$$<') ? trailerStamp(stamp) : attributeStamp(stamp);
}

function noteStamp(tally: Tally, { time, zoneKnown }: Stamp): void {
  tally.entries += 1;
  widen(tally, time);
  if (time !== null && !zoneKnown) tally.withoutZone += 1;
}

function widen(tally: Tally, time: string | null): void {
  if (time === null) return;
  if (tally.firstTime === null || time < tally.firstTime) tally.firstTime = time;
  if (tally.lastTime === null || time > tally.lastTime) tally.lastTime = time;
}

function lineEntry(line: Line, text: string, stamp: Stamp): LogEntry {
  // A literal with all keys, not a spread: a large log has a million of them.
  return {
    component: stamp.component,
    thread: stamp.thread,
    time: stamp.time,
    localTime: stamp.localTime,
    zoneKnown: stamp.zoneKnown,
    severity: stamp.severity,
    text: (text.length > MAX_ENTRY ? text.slice(0, MAX_ENTRY) : text).trim(),
    line: line.number,
    cut: line.cut || text.length > MAX_ENTRY,
  };
}

function entryOf(lines: readonly Line[], stamp: Stamp): LogEntry {
  const whole = lines.map(({ text }) => text).join('\n');
  return {
    ...stamp,
    text: whole.slice(0, MAX_ENTRY).trim(),
    line: lines[0]?.number ?? 1,
    cut: lines.some(({ cut }) => cut) || whole.length > MAX_ENTRY,
  };
}
