import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { run } from '../../../../src/cli/commands/report.ts';
import type { Io } from '../../../../src/cli/streams/io.ts';
import { packageRoot } from '../../../../src/files/package-root.ts';
import { UsageError } from '../../../../src/model/usage-error.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SAMPLE = join(packageRoot(), 'reports/sample/report.json');
const folder = await temporaryFolder('report');

async function report(argv: readonly string[], over: Partial<Io> = {}): Promise<string> {
  let out = '';
  const io: Io = {
    out: async (data) => {
      out += String(data);
    },
    err: (text) => t.fail(`standard error: ${text}`),
    ...{ stdin: Readable.from([]), env: {}, cwd: '.', interrupted: new AbortController().signal },
    terminal: { outIsTty: false, errIsTty: false, columns: 100 },
    ...over,
  };
  t.equal(await run(argv, io), 0);
  return out;
}

t.test('the same bytes as the sample files', async (t) => {
  for (const [format, extension] of [
    ['table', 'txt'],
    ['md', 'md'],
    ['junit', 'xml'],
    ['ndjson', 'ndjson'],
  ])
    t.equal(
      await report([SAMPLE, '--format', String(format)]),
      await readFile(SAMPLE.replace(/json$/, `${format}.${extension}`), 'utf8'),
      String(format),
    );
  t.equal(await report([SAMPLE, '--format', 'json']), await readFile(SAMPLE, 'utf8'), 'a report is what it was');
});

t.test('into a file, from a pipe, in the encodings that Windows writes', async (t) => {
  const table = await report([SAMPLE]);
  const out = join(folder, 'deep', 'table.txt');
  t.equal(await report([SAMPLE, '-o', out]), '', 'nothing on standard output');
  t.equal(await readFile(out, 'utf8'), table);
  const bytes = await readFile(SAMPLE);
  t.equal(await report(['-'], { stdin: Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]) }), table, 'standard input');
  const utf16 = Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le');
  for (const [name, encoded] of [
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
    ['utf-8 with a mark', Buffer.concat([Buffer.from('\ufeff'), bytes])],
  ] as const) {
    const file = join(folder, `${name}.json`);
    await writeFile(file, encoded);
    t.equal(await report([file]), table, name);
  }
});

t.test('colour on a terminal only', async (t) => {
  const terminal = { outIsTty: true, errIsTty: true, columns: 100 };
  t.match(await report([SAMPLE], { terminal }), '\u001b[');
  t.notMatch(await report([SAMPLE, '--no-color'], { terminal }), '\u001b[');
  t.notMatch(await report([SAMPLE], { terminal, env: { NO_COLOR: '1' } }), '\u001b[');
  t.notMatch(await report([SAMPLE]), '\u001b[');
});

t.test('wrong use and wrong files are told', async (t) => {
  const broken = join(folder, 'broken.json');
  await writeFile(broken, '{"schemaVersion": "1", "tool": 7}');
  const table: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
    [[], /one report file/],
    [[SAMPLE, SAMPLE], /one report file/],
    [[SAMPLE, '--format', 'yaml'], /yaml/],
    [[join(folder, 'none.json')], /does not exist/],
    [[folder], /folder/],
    [[broken], /broken\.json: tool: /],
    [['-'], /not valid JSON/],
    [[SAMPLE, '-o', join(broken, 'x.txt')], /could not be written/],
  ];
  for (const [argv, message] of table) {
    const error = await report(argv).catch((caught: unknown) => caught);
    t.ok(error instanceof UsageError, argv.join(' '));
    t.match((error as UsageError).located, message);
  }
});
