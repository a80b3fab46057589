import { Readable } from 'node:stream';
import t from 'tap';
import { CAUSE_CODES } from '../../../../src/causes/index.ts';
import { causeText } from '../../../../src/causes/render.ts';
import { run } from '../../../../src/cli/commands/explain.ts';
import type { Io } from '../../../../src/cli/streams/io.ts';
import { UsageError } from '../../../../src/model/usage-error.ts';

async function explain(argv: readonly string[], columns = 80): Promise<string> {
  let written = '';
  const io: Io = {
    out: async (data) => {
      written += String(data);
    },
    err: (text) => t.fail(`standard error: ${text}`),
    stdin: Readable.from([]),
    env: {},
    cwd: '.',
    terminal: { outIsTty: false, errIsTty: false, columns },
    interrupted: new AbortController().signal,
  };
  t.equal(await run(argv, io), 0, argv.join(' '));
  return written;
}

t.test('one cause in full', async (t) => {
  const text = await explain(['tcp.timeout']);
  for (const part of [
    /^tcp\.timeout: No response to the TCP connection attempt\n/,
    /\nWhat it means\n {2}\S/,
    /\nHow it is told apart\n/,
    /`firewall`/,
    /Please allow outbound TCP/,
    / {2}- RFC 9293/,
  ])
    t.match(text, part);
  t.ok(text.endsWith('\n') && !text.endsWith('\n\n'));
  t.equal(await explain(['TCP.Timeout']), text, 'case does not matter');
});

t.test('every cause fits the width, but for addresses', (t) => {
  for (const width of [20, 40, 80, 300]) {
    const limit = Math.max(30, Math.min(width, 100));
    const lines = CAUSE_CODES.flatMap((code) =>
      causeText(code, width)
        .split('\n')
        .map((line) => ({ code, line })),
    );
    t.ok(lines.length > 10 * CAUSE_CODES.length, `${width}: ${lines.length} lines`);
    t.strictSame(
      lines.filter(({ line }) => line.length > limit && !/^ *(?:- )?\S+$/.test(line)),
      [],
      `at ${width}`,
    );
  }
  t.end();
});

t.test('without a cause all are listed by layer', async (t) => {
  const text = await explain([]);
  for (const code of CAUSE_CODES) t.ok(text.includes(`  ${code} `), code);
  t.match(text, /^dns\n/);
  t.match(text, /\nhost\n/);
  for (const line of text.split('\n')) t.ok(line.length <= 80, line);
  const narrow = await explain([], 40);
  for (const line of narrow.split('\n')) t.ok(line.length <= 48, line);
});

t.test('a layer lists its causes', async (t) => {
  const text = await explain(['wildcard']);
  t.match(text, /^wildcard\n {2}wildcard\.unproven +\S.*\n {2}wildcard\.denied +\S.*\n {2}wildcard\.too-wide +\S.*\n$/);
});

t.test('json', async (t) => {
  const one = JSON.parse(await explain(['proxy.denied', '--format', 'json'])) as Record<string, unknown>;
  t.match(one, {
    code: 'proxy.denied',
    layer: 'proxy',
    owner: 'proxy',
    title: String,
    meaning: String,
    detection: String,
    ask: String,
    references: Array,
  });
  const two = JSON.parse(await explain(['proxy.denied', 'dns.nodata', '--format=json'])) as { code: string }[];
  t.same(
    two.map(({ code }) => code),
    ['proxy.denied', 'dns.nodata'],
  );
  const all = JSON.parse(await explain(['--format', 'json'])) as { code: string }[];
  t.same(
    all.map(({ code }) => code),
    CAUSE_CODES,
  );
});

t.test('markdown', async (t) => {
  const text = await explain(['tls.intercepted', '--format', 'md']);
  t.match(text, /^## `tls\.intercepted`: TLS is intercepted\n\n/);
  t.match(text, /\n- \[RFC 5280 section 6\.1\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc5280#section-6\.1\)\n/);
  const all = await explain(['--format', 'md']);
  t.equal(all.split('\n').length, CAUSE_CODES.length + 3);
  for (const code of CAUSE_CODES) {
    const one = await explain([code, '--format', 'md']);
    t.equal((one.match(/`/g)?.length ?? 0) % 2, 0, `${code}: code spans are closed`);
    t.notMatch(one.replaceAll('**', '').replace(/`[^`]*`/g, ''), /[*<|]/, `${code}: nothing that Markdown would read`);
  }
});

t.test('wrong words are told, with the right ones', async (t) => {
  const table: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
    [['tcp.timeot'], /no cause "tcp\.timeot"/, /did you mean "tcp\.timeout"\?/],
    [['proxy.auth-require'], /no cause/, /did you mean "proxy\.auth-required"\?/],
    [['\u001b[31mx'], /no cause "\?\[31mx"/, /lists all causes/],
    [['__proto__'], /no cause/, /./],
    [['--format', 'jsn'], /no format "jsn"/, /did you mean "json"\?/],
    [['--formt', 'json'], /unknown option '--formt'/, /--format/],
    [['--format'], /argument missing/, /see --help/],
  ];
  for (const [argv, message, hint] of table) {
    try {
      await explain(argv);
      t.fail(`${argv} was accepted`);
    } catch (error) {
      t.ok(error instanceof UsageError, String(error));
      t.match((error as UsageError).message, message);
      t.match((error as UsageError).hint, hint);
    }
  }
});
