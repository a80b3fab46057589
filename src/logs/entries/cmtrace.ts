import { remembered } from '../../text/remembered.ts';
import { type Collector, collector } from './collector.ts';
import type { LogCounts, LogEntry } from './entry.ts';
import { unescapedLine } from './escaped.ts';
import { type Line, lineReader } from './lines.ts';
import type { DateOrder } from './local-date.ts';
import { CLOSE, OPEN, wholeLine } from './quiet.ts';
import { attributeStamp, statusMessageStamp, trailerStamp } from './stamps.ts';
import { usualStamps } from './usual-stamps.ts';
import { viewerLine, withoutSearchPrefix } from './viewer.ts';
import { windowsUpdateLine } from './windows-update.ts';

export { MAX_ENTRY } from './collector.ts';

/** Turns the text of a log into entries, piece by piece. */
export interface LogParser {
  /** The entries that this chunk completes; chunks may end anywhere. */
  readonly push: (chunk: string) => readonly LogEntry[];
  /** Nothing is begun: the next line stands alone, and may be read by somebody else. */
  readonly isIdle: () => boolean;
  /** How many lines in a row `skip` may be told of: one by one until the time of an entry is known. */
  readonly mostSkipped: () => number;
  /** Lines that somebody else has read: each a whole entry that is not worth reading; with the stamps of the first and the last. */
  readonly skip: (lines: number, first: () => string, last: () => string) => void;
  /** What the end of the file completes. */
  readonly end: () => readonly LogEntry[];
  readonly counts: () => LogCounts;
  /** The lines that belong to no entry, one entry each, without a stamp. */
  readonly bareEntries: () => readonly LogEntry[];
}

/** Is an entry with this text worth handing on? The others are counted, and their times belong to the span. */
export type IsWorthReading = (text: string) => boolean;

/** Texts whose result is kept: the role says the same sentences again and again. */
const KEPT_TEXTS = 4096;

/**
 * Log text → entries, whatever mixture of formats it is: that of clients and management points (`<![LOG[text]LOG]!><time=...>`), that of server
 * threads and setup (`text~~  $$<COMPONENT><time><thread=...>`), what a log viewer copies, and Windows Update's own. A text may span lines; in the second
 * the stamp stands on the last one. Never throws: what is none of these is counted.
 */
export function logParser(isWorthReading: IsWorthReading = () => true): LogParser {
  const reader = lineReader();
  const collected = collector();
  const state: State = { lines: 0, order: undefined };
  const take = taker(collected, state, isWorthReading);
  return {
    push: (chunk) => taken(reader.push(chunk), take),
    isIdle: () => reader.isAtLineStart() && collected.isIdle(),
    mostSkipped: () => (collected.hasTime() ? Number.POSITIVE_INFINITY : 1),
    skip: (lines, first, last) => {
      reader.skip(lines);
      state.lines += lines;
      collected.countQuietRun(lines, first, last);
    },
    end: () => {
      const last = taken(reader.end(), take);
      return [...last, ...collected.end()];
    },
    counts: () => ({ ...collected.counts(), lines: state.lines }),
    bareEntries: collected.bareEntries,
  };
}

interface State {
  lines: number;
  order: DateOrder | undefined;
}

/** The entries that a line completes; one that is a whole entry, as most are, the short way. */
function taker(collected: Collector, state: State, isWorthReading: IsWorthReading): (line: Line) => readonly LogEntry[] {
  const stamps = usualStamps();
  const isRead = remembered(isWorthReading, KEPT_TEXTS);
  const cleaned = remembered((text: string) => withoutMarks(withoutSearchPrefix(text)), KEPT_TEXTS);
  return (line) => {
    state.lines += 1;
    const whole = collected.isIdle() && !line.cut ? wholeLine(line.text) : undefined;
    if (whole !== undefined) {
      const text = line.text.slice(whole.textFrom, whole.textTo);
      if (!isRead(text)) {
        collected.countQuiet(line.text, whole.stampFrom);
        return NOTHING;
      }
      const stamp = stamps(line.text.slice(whole.stampFrom));
      return stamp === undefined ? NOTHING : collected.entry(line, whole.textFrom > 0 ? text : cleaned(text), stamp);
    }
    return takeSlowly(collected, state, { ...line, text: unescapedLine(line.text) });
  };
}

function taken(lines: readonly Line[], take: (line: Line) => readonly LogEntry[]): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  for (const line of lines) for (const entry of take(line)) entries.push(entry);
  return entries;
}

const NOTHING: readonly LogEntry[] = [];

function takeSlowly(collected: Collector, state: { order: DateOrder | undefined }, line: Line): readonly LogEntry[] {
  const open = line.text.indexOf(OPEN);
  const isOpen = collected.isInCmtrace();
  // An entry that another one follows before its end is a broken one.
  if (open === 0 || (open > 0 && !isOpen) || (isOpen && isWholeServerLine(line.text))) collected.giveUp();
  if (open < 0 && !collected.isInCmtrace()) return headless(collected, line) ?? otherLine(collected, state, line);
  return [...(open < 0 ? [] : collected.flush()), ...cmtraceLine(collected, line)];
}

/** The end of an entry whose beginning is missing, as where a log was rolled over or copied in part. */
function headless(collected: Collector, line: Line): readonly LogEntry[] | undefined {
  const close = line.text.indexOf(CLOSE);
  const [attributes] = close < 0 ? [] : (/^<[^<>]*>/.exec(line.text.slice(close + CLOSE.length)) ?? []);
  return attributes === undefined ? undefined : collected.entry(line, line.text.slice(0, close), attributeStamp(attributes));
}

/** One line of the first format; there may be several entries in it. */
function cmtraceLine(collected: Collector, line: Line): readonly LogEntry[] {
  const found: LogEntry[] = [];
  let at = 0;
  for (;;) {
    const isOpen = collected.isInCmtrace();
    const begin = isOpen ? at : line.text.indexOf(OPEN, at);
    const close = begin < 0 ? -1 : line.text.indexOf(CLOSE, begin);
    if (close < 0) break;
    const start = isOpen ? begin : begin + OPEN.length;
    const [attributes = ''] = /^<[^<>]*>/.exec(line.text.slice(close + CLOSE.length)) ?? [];
    found.push(...collected.entry(line, line.text.slice(start, close), attributeStamp(attributes)));
    at = close + CLOSE.length + attributes.length;
  }
  const rest = line.text.slice(at);
  const begin = rest.indexOf(OPEN);
  if (collected.isInCmtrace()) collected.wait({ ...line, text: rest }, true);
  else if (begin >= 0) collected.wait({ ...line, text: rest.slice(begin + OPEN.length) }, true);
  return found;
}

function otherLine(collected: Collector, state: { order: DateOrder | undefined }, line: Line): readonly LogEntry[] {
  const at = line.text.lastIndexOf('$$<');
  const stamp = at < 0 ? undefined : trailerStamp(line.text.slice(at));
  const message = statusMessageStamp(line.text);
  if (stamp !== undefined) {
    const text = withoutMarks(withoutSearchPrefix(line.text.slice(0, at)));
    return collected.entry(line, text, message === undefined ? stamp : { ...stamp, severity: message.severity });
  }
  if (message !== undefined) {
    collected.giveUp();
    return collected.entry(line, line.text, message);
  }
  const update = windowsUpdateLine(line.text);
  if (update !== undefined) return collected.begin(line, update.text, update.stamp);
  const copied = viewerLine(line.text, state.order);
  if (copied === undefined) {
    collected.wait(line, false);
    return [];
  }
  state.order ??= copied.order;
  if (copied.isGuess) collected.countGuess();
  const text = withoutMarks(copied.text);
  return copied.isDateFirst ? collected.begin(line, text, copied.stamp) : collected.entry(line, text, copied.stamp);
}

/** `~` marks the ends of lines in the server's format; the last ones stand before the stamp. */
function withoutMarks(text: string): string {
  return text
    .trimEnd()
    .replace(/~{1,2}$/, '')
    .replaceAll('~~', '\n');
}

/** A line with a stamp of its own, and no end of the entry that was begun in the other format. */
function isWholeServerLine(text: string): boolean {
  return !text.includes(CLOSE) && trailerStamp(text.slice(Math.max(0, text.lastIndexOf('$$<')))) !== undefined;
}
