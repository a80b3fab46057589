import type { LogEntry } from './entry.ts';
import { type Line, lineReader } from './lines.ts';
import { attributeStamp, type Stamp, statusMessageStamp, trailerStamp } from './stamps.ts';

/** Characters of an entry that are kept, and lines that it may have: what goes on without an end is no entry. */
export const MAX_ENTRY = 32_768;
const MAX_LINES = 400;

export interface LogParser {
  /** The entries that this chunk completes; chunks may end anywhere. */
  readonly push: (chunk: string) => readonly LogEntry[];
  /** What the end of the file completes. */
  readonly end: () => readonly LogEntry[];
  readonly counts: () => {
    readonly entries: number;
    readonly lines: number /** Lines that belong to no entry. */;
    readonly unknownLines: number;
  };
}

interface Waiting {
  readonly lines: Line[];
  length: number;
  /** Begun with `<![LOG[`: what is missing is `]LOG]!>`, else the stamp at the end of a line. */
  readonly isCmtrace: boolean;
}

const OPEN = '<![LOG[';
const CLOSE = ']LOG]!>';

/**
 * Log text → entries, whatever mixture of the two formats it is: that of clients and management points (`<![LOG[text]LOG]!><time=...>`), and that of server
 * threads and setup (`text~~  $$<COMPONENT><time><thread=...>`). A text may span lines in both; in the second the stamp stands on the last one.
 * Never throws: what is neither is counted.
 */
export function logParser(): LogParser {
  const reader = lineReader();
  const counts = { entries: 0, lines: 0, unknownLines: 0 };
  let waiting: Waiting | undefined;
  const giveUp = (): void => {
    counts.unknownLines += waiting?.lines.filter(({ text }) => text.trim() !== '').length ?? 0;
    waiting = undefined;
  };
  const wait = (line: Line, isCmtrace: boolean): void => {
    waiting ??= { lines: [], length: 0, isCmtrace };
    const room = Math.max(0, MAX_ENTRY - waiting.length);
    waiting.lines.push(line.text.length > room ? { ...line, text: line.text.slice(0, room), cut: true } : line);
    waiting.length += Math.min(room, line.text.length) + 1;
    if (waiting.lines.length >= MAX_LINES) giveUp();
  };
  const entry = (last: Line, text: string, stamp: Stamp): LogEntry => {
    const parts = [...(waiting?.lines ?? []), { ...last, text }];
    waiting = undefined;
    counts.entries += 1;
    const whole = parts.map((part) => part.text).join('\n');
    return {
      ...stamp,
      text: whole.slice(0, MAX_ENTRY).trim(),
      line: parts[0]?.number ?? last.number,
      cut: parts.some(({ cut }) => cut) || whole.length > MAX_ENTRY,
    };
  };
  /** One line of the first format, from `from` on; there may be several entries in it. */
  const cmtrace = (line: Line, from: number): readonly LogEntry[] => {
    const found: LogEntry[] = [];
    let at = from;
    for (;;) {
      const begin = waiting === undefined ? line.text.indexOf(OPEN, at) : at;
      const close = begin < 0 ? -1 : line.text.indexOf(CLOSE, begin);
      if (close < 0) break;
      const start = waiting === undefined ? begin + OPEN.length : begin;
      const [attributes = ''] = /^<[^<>]*>/.exec(line.text.slice(close + CLOSE.length)) ?? [];
      found.push(entry(line, line.text.slice(start, close), attributeStamp(attributes)));
      at = close + CLOSE.length + attributes.length;
    }
    const rest = line.text.slice(at);
    const begin = rest.indexOf(OPEN);
    if (waiting !== undefined) wait({ ...line, text: rest }, true);
    else if (begin >= 0) wait({ ...line, text: rest.slice(begin + OPEN.length) }, true);
    return found;
  };
  const server = (line: Line): readonly LogEntry[] => {
    const at = line.text.lastIndexOf('$$<');
    const stamp = at < 0 ? undefined : trailerStamp(line.text.slice(at));
    const message = statusMessageStamp(line.text);
    if (stamp !== undefined)
      return [entry(line, withoutMarks(line.text.slice(0, at)), message === undefined ? stamp : { ...stamp, severity: message.severity })];
    if (message === undefined) {
      wait(line, false);
      return [];
    }
    giveUp();
    return [entry(line, line.text, message)];
  };
  const take = (line: Line): readonly LogEntry[] => {
    counts.lines += 1;
    const open = line.text.indexOf(OPEN);
    // An entry that another one follows before its end is a broken one.
    if (open === 0 || (open > 0 && waiting?.isCmtrace === false) || (waiting?.isCmtrace === true && isWholeServerLine(line.text))) giveUp();
    return waiting?.isCmtrace === true || open >= 0 ? cmtrace(line, 0) : server(line);
  };
  return {
    push: (chunk) => reader.push(chunk).flatMap(take),
    end: () => {
      const last = reader.end().flatMap(take);
      giveUp();
      return last;
    },
    counts: () => counts,
  };
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
