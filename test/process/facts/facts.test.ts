import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { parseFacts } from '../../../src/facts/parse.ts';
import { withCatalogs } from '../../../src/facts/today.ts';
import { factsLines } from '../../../src/facts/write.ts';
import { UsageError } from '../../../src/model/usage-error.ts';
import { judgeSaved } from '../../../src/preflight/judge-saved.ts';
import { parseReport } from '../../../src/report/parse.ts';
import { localCatalog } from '../../support/catalog/local.ts';
import { command } from '../../support/run-command.ts';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('facts');
await writeFile(
  join(dir, 'local.yaml'),
  localCatalog(
    'id: a, host: 127.0.0.1, ports: [1], feature: f',
    'id: b, host: "*.example.test", probe: [one.example.test], feature: f',
    'id: c, host: 127.0.0.1, ports: [2], feature: f, required: false',
  ),
);
const ARGS = ['--catalog', 'local.yaml', '--allow-private', '--retries', '0', '--resolver', 'udp://127.0.0.1'];
const SERVERS = ['--as', 'site-server', '--site-server', 'cm.corp.test', '--scp', 'scp.corp.test', '--dc', '127.0.0.1', '--quiet'];
const live = await program([...ARGS, ...SERVERS, '--save-facts', 'facts.ndjson', '--report', 'json=live.json'], {
  cwd: dir,
  isolated: true,
});
const text = await readFile(join(dir, 'facts.ndjson'), 'utf8').catch(() => live.stderr);

t.test('a run judged live and from its facts has equal findings', async (t) => {
  const report = parseReport(await readFile(join(dir, 'live.json'), 'utf8'), 'live.json');
  const again = await judgeSaved(parseFacts(text, 'facts.ndjson'));
  t.ok(new Set(report.findings.map(({ kind }) => kind)).size >= 3, 'endpoints, accounts and ports');
  t.strictSame(JSON.parse(JSON.stringify(again.findings)), JSON.parse(JSON.stringify(report.findings)));
  t.strictSame(again.summary, report.summary);
  const printed = await command(['report', '--from-facts', join(dir, 'facts.ndjson'), '--format', 'json']);
  t.equal(printed.code, 0, printed.stderr);
  t.strictSame(parseReport(printed.stdout, 'printed').findings, report.findings);
  const piped = await command(['report', '--from-facts', '-', '--format', 'md'], { input: text });
  t.match(piped.stdout, /^# Preflight report: fail/);
});

t.test('the file is for its owner alone, and each line fits the published schema', async (t) => {
  t.equal((await stat(join(dir, 'facts.ndjson'))).mode & 0o777, 0o600);
  const ajv = new Ajv2020({ strict: false });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  const validate = ajv.compile(JSON.parse(await readFile('reports/facts.schema.json', 'utf8')) as object);
  for (const line of text.trimEnd().split('\n')) t.ok(validate(JSON.parse(line)), JSON.stringify(validate.errors));
});

t.test("today's catalog says whether an endpoint is required and why; what was asked stays", async (t) => {
  const saved = parseFacts(text, 'facts.ndjson');
  const [first] = saved.scope.endpoints;
  if (first === undefined) throw new Error('no endpoint');
  const endpoint = { ...first.endpoint, required: false, why: 'new words', host: 'elsewhere.test', ports: [9] };
  const today = { id: 'local', title: 'T', revision: '2', sha256: '0'.repeat(64), sources: {}, networks: {}, endpoints: [endpoint] };
  const changed = withCatalogs(saved, [today]);
  t.match(changed.scope.endpoints[0]?.endpoint, { required: false, why: 'new words', host: '127.0.0.1', ports: [1] });
  t.strictSame(changed.scope.endpoints.slice(1), saved.scope.endpoints.slice(1));
  t.match(changed.catalogs, [{ id: 'local', revision: '2' }]);
  const report = await judgeSaved(changed);
  t.equal(report.findings.find(({ id }) => id.startsWith('endpoint:a:'))?.status, 'warn');
});

t.test('no secret is written: ours in any value, cookies and tokens of peers', (t) => {
  const saved = parseFacts(text, 'facts.ndjson');
  const headers = { 'set-cookie': 'X-OpenDNS-Session=abcdef; path=/\nother=123', authorization: 'Bearer abcdef', via: 'hunter2' };
  const facts = { kind: 'proxy', headers, location: 'https://x.test/?sig=abcdef', deep: [{ text: 'pw hunter2' }] };
  const mask = (one: string): string => one.replaceAll('hunter2', '***').replaceAll('proxy', '***');
  const lines = [...factsLines({ ...saved, answers: [{ check: 'endpoint', task: {}, facts }] }, mask)].join('');
  t.notMatch(lines, /hunter2|abcdef|other=123/);
  t.match(lines, 'X-OpenDNS-Session=***', 'the name of a cookie tells the product');
  t.match(lines, '"kind":"proxy"', 'a word of our own stays');
  t.end();
});

t.test('a password that is a word of the schema leaves the file readable', async (t) => {
  const words = wordsOf(JSON.parse(await readFile('reports/facts.schema.json', 'utf8')));
  t.ok(words.size > 50, 'the words are found');
  const run = parseFacts(text, 'facts.ndjson');
  const lines = [...factsLines({ ...run, answers: [{ check: 'endpoint', task: {}, facts: [...words] }] }, () => '***')];
  t.strictSame((JSON.parse(lines.at(-1) ?? '') as { readonly facts: unknown }).facts, [...words], 'each is named in OWN_WORDS');
});

/** Texts that a JSON Schema has by name. */
function wordsOf(schema: unknown, words = new Set<string>()): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return words;
  const { enum: listed, const: only } = schema as { readonly enum?: unknown; readonly const?: unknown };
  for (const word of [...(Array.isArray(listed) ? listed : []), only]) if (typeof word === 'string') words.add(word);
  for (const part of Object.values(schema)) wordsOf(part, words);
  return words;
}

t.test('hostile files end with one clear error', async (t) => {
  const [head = '', ...rest] = text.trimEnd().split('\n');
  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['empty', '', /empty/],
    ['a report', '{"schemaVersion":"1"}', /no file of facts/],
    ['no JSON', 'secret words', /not valid JSON/],
    ['another version', head.replace('"schemaVersion":"1"', '"schemaVersion":"2"'), /schemaVersion/],
    ['cut off', [head, ...rest.slice(0, 2)].join('\n'), /promises/],
    ['deep', `${head}\n${'['.repeat(100_000)}`, /levels deep/],
    ['many values', `${head}\n[${'0,'.repeat(100_000)}0]`, /values/],
    ['a long line', `${head}\n"${'x'.repeat(5_000_000)}"`, /longer/],
    ['null', `${head}\nnull`, /expected/i],
    ['a wrong scope', head.replace('"allowPrivate":true', '"allowPrivate":"x"'), /expected boolean/],
    ['a prototype', head.replace('"scope":{', '"scope":{"__proto__":{"routes":1},'), /promises/],
  ];
  for (const [name, content, message] of bad) {
    t.throws(() => parseFacts(content, 'f'), { name: new UsageError('', {}).name, message }, name);
  }
  const answers = rest.findIndex((line) => line.includes('"type":"answer"'));
  const line = rest[answers] ?? '';
  for (const wrong of [
    line.replace('"steps":[', '"steps":[7,'),
    line.replace('"task":{', '"task":{"key":1,'),
    line.replace('"layer":"dns"', '"layer":"x"'),
  ]) {
    const saved = parseFacts([head, ...rest.slice(0, answers), wrong, ...rest.slice(answers + 1)].join('\n'), 'f');
    if (JSON.stringify(JSON.parse(wrong)) === JSON.stringify(JSON.parse(line))) continue;
    await t.rejects(judgeSaved(saved), UsageError, wrong.slice(0, 80));
  }
  const missing = await command(['report', '--from-facts', 'missing.ndjson'], { cwd: dir });
  t.equal(missing.code, 2);
});

t.test('options that do not go together are refused before anything is probed', async (t) => {
  for (const [args, word] of [
    [['--redact'], /--redact/],
    [['--watch', '5'], /--watch/],
  ] as const) {
    const { code, stderr } = await command(['--allow-private', '--save-facts', 'x.ndjson', ...args], { cwd: dir });
    t.equal(code, 2);
    t.match(stderr, word);
  }
  const unwritten = await program([...ARGS, '--quiet', '--save-facts', 'local.yaml/x'], { cwd: dir, isolated: true });
  t.equal(unwritten.code, 4, 'the run was made, its facts could not be written');
  t.match(unwritten.stderr, /the facts/);
});
