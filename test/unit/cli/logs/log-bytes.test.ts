import fc from 'fast-check';
import t from 'tap';
import { type LogEncoding, logBytes } from '../../../../src/cli/logs/log-bytes.ts';
import { logParser } from '../../../../src/logs/entries/cmtrace.ts';
import type { LogCounts, LogEntry } from '../../../../src/logs/entries/entry.ts';
import { isWorthReading } from '../../../../src/logs/worth-reading.ts';
import { LOG_CASES } from '../../../support/logs/cases.ts';
import { LINES, server } from '../../../support/logs/samples.ts';

interface Read extends LogCounts {
  readonly all: readonly LogEntry[];
}

/** Line by line as text, where each is looked at as text. */
function asText(text: string): Read {
  const parser = logParser(isWorthReading);
  const all = text.split(/(?<=\n)/).flatMap((line) => [...parser.push(line)]);
  all.push(...parser.end());
  return { ...parser.counts(), all };
}

function asBytes(bytes: Buffer, encoding: LogEncoding, pieces: readonly number[]): Read {
  const parser = logParser(isWorthReading);
  const all: LogEntry[] = [];
  const log = logBytes(encoding, parser, (entry) => all.push(entry));
  let at = 0;
  for (let piece = 0; at < bytes.length; piece += 1) {
    const length = pieces[piece % pieces.length] ?? 1;
    log.push(bytes.subarray(at, at + length));
    at += length;
  }
  log.end();
  all.push(...parser.end());
  return { ...parser.counts(), all };
}

const QUIET = [
  'Site is at 1 branch.~~  $$<SMS_DMP_DOWNLOADER><12-17-2024 14:00:08.008-60><thread=7568 (0x1D90)>',
  'twice $$< in it~~  $$<SMS_DMP_DOWNLOADER><12-17-2024 14:00:08.008-60><thread=7568 (0x1D90)>',
  'no thread  $$<SMS_DMP_DOWNLOADER><12-17-2024 14:00:08.008+570>',
  'old  $$<SMS_DMP_DOWNLOADER><Wed May 21 17:09:02 1997~><thread=DB>',
  '<![LOG[Working]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="A" context="" type="1" thread="4924" file="worker.cs:42">',
  '<![LOG[begun',
  'and ended]LOG]!><time="14:06:01.100+300" date="03-14-2024" component="A" context="" type="3" thread="4924" file="worker.cs:42">',
  '<![LOG[A]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="A" thread="1"><![LOG[B]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="A" thread="1">',
  'Working <![LOG[x]LOG]!>  $$<A><12-17-2024 14:00:09.008-60><thread=1 (0x1)>',
  'für Größe ohne Fehler~~  $$<A><12-17-2024 14:00:10.008-60><thread=1 (0x1)>',
  '',
  'no stamp',
  'a stamp with a blank behind it~~  $$<A><12-17-2024 14:00:10.008-60><thread=1 (0x1)> ',
  'a date of no calendar~~  $$<A><02-30-2024 14:00:10.008-60><thread=1 (0x1)>',
];
const lines = [...QUIET, ...LINES, ...LOG_CASES.flatMap(({ log }) => log.split(/\r?\n/))];

t.test('bytes in any pieces and any encoding are read as text is', async (t) => {
  const anyText = fc
    .array(
      fc.tuple(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...QUIET) }, fc.constantFrom(...lines)), fc.constantFrom('\n', '\r\n')),
      {
        maxLength: 30,
      },
    )
    .map((all) => all.map(([line, end]) => line + end).join(''));
  fc.assert(
    fc.property(
      anyText,
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
      (text, isOpen, pieces) => {
        const whole = isOpen ? text.trimEnd() : text;
        const expected = asText(whole);
        t.strictSame(asBytes(Buffer.from(whole), 'utf-8', pieces), expected);
        t.strictSame(asBytes(Buffer.from(whole, 'utf16le'), 'utf-16le', pieces), expected);
      },
    ),
    { numRuns: 60 },
  );
});

t.test('every case as it is, and as a search, a byte order mark or a long line may have made it', async (t) => {
  const whole = LOG_CASES.map(({ log }) => log).join('\n');
  t.strictSame(asBytes(Buffer.from(whole), 'utf-8', [65_536]), asText(whole));
  const late = [QUIET[13], QUIET[2], QUIET[0]].join('\n');
  t.strictSame(asBytes(Buffer.from(late), 'utf-8', [4096]), asText(late), 'the first time of all is the second');
  t.strictSame(asBytes(Buffer.from(`\ufeff${LINES.join('\n')}`), 'utf-8', [2, 7]), asText(LINES.join('\n')));
  const long = `${server('before')}${'ü'.repeat(100_000)}${server('https://go.microsoft.com/')}${server('after')}`;
  t.strictSame(asBytes(Buffer.from(long), 'utf-8', [9001]), asText(long));
});
