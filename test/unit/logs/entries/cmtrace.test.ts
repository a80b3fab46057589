import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { logParser, MAX_ENTRY } from '../../../../src/logs/entries/cmtrace.ts';
import type { LogEntry } from '../../../../src/logs/entries/entry.ts';
import { LINES } from '../../../support/logs/samples.ts';

function parsed(...chunks: readonly string[]): {
  readonly entries: readonly LogEntry[];
  readonly unknownLines: number;
  readonly lines: number;
} {
  const parser = logParser();
  const entries = [...chunks.flatMap((chunk) => [...parser.push(chunk)]), ...parser.end()];
  return { ...parser.counts(), entries };
}

t.test('every form of line', async (t) => {
  const rows: readonly (readonly [line: string, expected: Partial<LogEntry>])[] = [
    [
      LINES[0],
      {
        text: 'Checking for preview version',
        component: 'SMS_DMP_DOWNLOADER',
        thread: '4924',
        time: '2024-03-14T19:03:27.512Z',
        severity: null,
        zoneKnown: true,
      },
    ],
    [LINES[1], { time: '2024-03-14T19:05:28.000Z', thread: '4924' }],
    [
      LINES[2],
      {
        text: 'Endpoint check finished',
        component: 'SMS_SERVICE_CONNECTOR',
        thread: '4924',
        time: '2024-03-14T19:06:00.100Z',
        severity: 'error',
      },
    ],
    [LINES[3], { component: 'Configuration Manager Setup', thread: '5100', time: '2024-03-14T19:07:11.020Z' }],
    [
      LINES[4],
      { component: 'SMS_SERVICE_CONNECTOR', thread: '4888', time: '2024-03-14T19:07:11.020Z', severity: 'error', zoneKnown: true },
    ],
    [
      `${LINES[4]}  $$<SMS_HIERARCHY_MANAGER><03-14-2024 14:07:12.000+300><thread=9 (0x9)>`,
      { component: 'SMS_HIERARCHY_MANAGER', severity: 'error', time: '2024-03-14T19:07:12.000Z' },
    ],
    [LINES[5], { text: 'Starting', component: 'SMS_HIERARCHY_MANAGER', thread: 'DB', time: '1997-05-21T17:09:02.000Z', zoneKnown: false }],
    [LINES[6], { component: 'SMS_SITE_COMPONENT_MANAGER', thread: null, time: '2023-12-31T14:29:59.999Z' }],
    [
      '<![LOG[any order]LOG]!><file="a:1" thread="7" type="2" component="C" date="7-4-2024" time="8:00:00.1234567+240">',
      { component: 'C', thread: '7', severity: 'warning', time: '2024-07-04T12:00:00.123Z' },
    ],
    ['<![LOG[no such day]LOG]!><time="08:00:00.000+240" date="02-30-2024" component="C">', { time: null, component: 'C' }],
    ['<![LOG[no attributes]LOG]!>', { text: 'no attributes', time: null, component: null }],
    ['a~~b~  $$<C><03-14-2024 14:00:00.000+0>', { text: 'a\nb' }],
  ];
  for (const [line, expected] of rows) {
    const { entries, unknownLines } = parsed(line);
    t.equal(entries.length, 1, line);
    t.match(entries[0], { line: 1, cut: false, ...expected }, line);
    t.equal(unknownLines, 0);
  }
});

t.test('texts over several lines, and several entries in one', async (t) => {
  const text = `<![LOG[first\r\nsecond\r\n\r\nlast]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="C" type="1" thread="1" file="">\r\n${LINES[0]}\r\n`;
  t.match(parsed(text).entries, [{ text: 'first\nsecond\n\nlast', line: 1 }, { line: 5 }]);
  t.match(parsed(`System.Net.WebException: x\n   at y\nend  $$<C><03-14-2024 14:00:00.000+0><thread=1 (0x1)>\n`).entries, [
    { text: 'System.Net.WebException: x\n   at y\nend', line: 1, component: 'C' },
  ]);
  t.match(parsed(`${LINES[2]}${LINES[2]}\n`).entries, [{ line: 1 }, { line: 1 }]);
});

t.test('unknown lines are counted, never fatal', async (t) => {
  t.match(parsed(`${LINES[0]}\nwhat is this\n\n${LINES[2]}\nand this`), { unknownLines: 2, lines: 5, entries: [{ line: 1 }, { line: 4 }] });
  t.match(parsed(`<![LOG[never ended\n${LINES[2]}\n`), { unknownLines: 1, entries: [{ text: 'Endpoint check finished' }] });
  t.match(parsed(`<![LOG[never ended\n${LINES[0]}\n`), { unknownLines: 1, entries: [{ text: 'Checking for preview version' }] });
  t.match(parsed('x\n'.repeat(2000)), { unknownLines: 2000, entries: [] });
  t.match(parsed(''), { unknownLines: 0, lines: 0 });
});

t.test('chunks may end anywhere', async (t) => {
  const text = `${LINES.join('\r\n')}\r\n<![LOG[two\nlines]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="Ü" type="1" thread="1" file="">`;
  const whole = parsed(text);
  t.equal(whole.entries.length, LINES.length + 1);
  const cuts = Array.from({ length: text.length + 1 }, (_, at) => at);
  t.strictSame(
    cuts.filter((at) => !isDeepStrictEqual(parsed(text.slice(0, at), text.slice(at)), whole)),
    [],
    'cut in two anywhere',
  );
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 40 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
      return isDeepStrictEqual(parsed(...chunks), whole);
    }),
  );
});

t.test('any text is read to its end', async () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('<![LOG[', ']LOG]!>', '$$<', '><', '>', '\n', '\r\n', '~~', 'STATMSG: ', '<thread=', ...LINES),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { entries, lines } = parsed(pieces.join(''));
      return entries.every(({ text, line }) => text.length <= MAX_ENTRY && line >= 1 && line <= lines);
    }),
  );
});

t.test('huge lines and entries take bounded time and room', async (t) => {
  const from = performance.now();
  const huge = `<![LOG[begin${'x'.repeat(20_000_000)}]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="C" type="3" thread="4" file="">`;
  const parser = logParser();
  const entries: LogEntry[] = [];
  for (let at = 0; at < huge.length; at += 1000) entries.push(...parser.push(huge.slice(at, at + 1000)));
  entries.push(...parser.end());
  t.match(entries, [{ component: 'C', time: '2024-03-14T19:06:00.100Z', cut: true }]);
  t.ok((entries[0]?.text.length ?? 0) <= MAX_ENTRY && entries[0]?.text.startsWith('begin'));
  for (const hostile of [
    ' '.repeat(5_000_000),
    '$$<'.repeat(1_000_000),
    '<![LOG['.repeat(500_000),
    `${'a '.repeat(500_000)}$$<`,
    '<'.repeat(3_000_000),
    '\n'.repeat(1_000_000),
  ])
    parsed(hostile);
  t.ok(performance.now() - from < 15_000, `${Math.round(performance.now() - from)} ms`);
});
