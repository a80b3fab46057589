import { TextDecoder } from 'node:util';
import type { LogParser } from '../../logs/entries/cmtrace.ts';
import type { LogEntry } from '../../logs/entries/entry.ts';
import { quietRun } from '../../logs/entries/quiet-run.ts';
import { worthReadingBytes } from '../../logs/worth-reading.ts';

/** Bytes of a log, in any pieces, for a parser. */
export interface LogBytes {
  readonly push: (bytes: Buffer) => void;
  /** What is left when the file has ended. */
  readonly end: () => void;
}

/** How the bytes of a log become text; told by its first bytes. */
export type LogEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const NEWLINE = 10;
/** A line that is longer goes to the parser in pieces. */
const MAX_HELD = 64 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Bytes → entries: most lines of a log are only counted, and never become text. */
export function logBytes(encoding: LogEncoding, parser: LogParser, take: (entry: LogEntry) => void): LogBytes {
  const lines = lineBytes(parser, take);
  if (encoding === 'utf-8') return lines;
  const decoder = new TextDecoder(encoding);
  return {
    push: (bytes) => lines.push(Buffer.from(withoutPairs(decoder.decode(bytes, { stream: true }), encoding))),
    end: () => {
      // Half of a character is the end of a line whose bytes were appended one each.
      lines.push(Buffer.from(decoder.decode().replace(/\ufffd$/, '')));
      lines.end();
    },
  };
}

/** Characters that are two of ASCII each: text of one byte a character that was appended to a file of UTF-16, as `>>` and Add-Content do. */
function withoutPairs(text: string, encoding: LogEncoding): string {
  return text.replace(/[\u0909-\u7e7e]{12,}/g, (run) => {
    const bytes = Buffer.from(run, 'utf16le');
    if (encoding === 'utf-16be') bytes.swap16();
    return bytes.every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) ? bytes.toString('latin1') : run;
  });
}

/** Without the zeros that a torn write leaves, and that every second byte of UTF-16 is where that was appended to a file of UTF-8. */
function withoutZeros(bytes: Buffer): Buffer {
  return bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
}

function lineBytes(parser: LogParser, take: (entry: LogEntry) => void): LogBytes {
  let held = Buffer.alloc(0);
  let isStart = true;
  const hand = (bytes: Buffer, from: number, to: number): void => {
    for (const entry of parser.push(bytes.toString('utf8', from, to))) take(entry);
  };
  return {
    push: (piece) => {
      const clean = withoutZeros(piece);
      const bytes = held.length === 0 ? clean : Buffer.concat([held, clean]);
      let at = isStart && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
      if (bytes.length >= BYTE_ORDER_MARK.length) isStart = false;
      for (;;) {
        at = skipQuiet(bytes, at, parser);
        const newline = bytes.indexOf(NEWLINE, at);
        if (newline < 0) break;
        hand(bytes, at, newline + 1);
        at = newline + 1;
      }
      const whole = bytes.length - at > MAX_HELD ? wholeCharacters(bytes) : at;
      if (whole > at) hand(bytes, at, whole);
      held = Buffer.from(bytes.subarray(whole));
    },
    end: () => {
      if (held.length > 0) hand(held, 0, held.length);
    },
  };
}

/** Past the lines from here on that are only counted. */
function skipQuiet(bytes: Buffer, from: number, parser: LogParser): number {
  if (!parser.isIdle()) return from;
  const run = quietRun(bytes, from, worthReadingBytes(), parser.mostSkipped());
  if (run.lines === 0) return from;
  const lineFrom = (at: number) => (): string => bytes.toString('latin1', at, bytes.indexOf(NEWLINE, at)).trimEnd();
  parser.skip(run.lines, lineFrom(run.firstStamp), lineFrom(run.lastStamp));
  return run.to;
}

/** Where the last character begins that may go on in the next piece; the end where none does. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length - back + 1;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}
