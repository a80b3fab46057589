import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { sinceTime } from '../../../../src/cli/arguments/since.ts';
import { readLog } from '../../../../src/cli/logs/log-files.ts';
import { packageRoot } from '../../../../src/files/package-root.ts';
import type { LogEntry } from '../../../../src/logs/entries/entry.ts';
import type { Report } from '../../../../src/model/report.ts';
import { FORMAT_NAMES } from '../../../../src/report/formats/index.ts';
import { LINES, server } from '../../../support/logs/samples.ts';
import { zipOf } from '../../../support/logs/zip.ts';
import { CONTROLS, HOSTILE } from '../../../support/report/hostile.ts';
import { command } from '../../../support/run-command.ts';
import { program } from '../../../support/run-program.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const dir = await temporaryFolder('logs');

const ASK = 'Creating web request to: https://go.microsoft.com/fwlink/?LinkId=1&sig=hiddenhidden Method: GET';
const REFUSED = 'The remote server returned an error: (407) Proxy Authentication Required.';
const FAILING = server(ASK) + server(REFUSED);
const GOOD = server(ASK) + server('Response from https://go.microsoft.com/fwlink/ is: 200 (OK)');

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

async function report(...args: readonly string[]): Promise<Report> {
  return JSON.parse((await command(['logs', ...args, '--format', 'json'], { cwd: dir })).stdout) as Report;
}

const ajv = new Ajv2020({ allErrors: true });
formats.default(ajv);
const validate = ajv.compile(JSON.parse(await readFile(join(packageRoot(), 'reports/report.schema.json'), 'utf8')) as object);

t.test('exit codes', async (t) => {
  const failing = await file('a.log', FAILING);
  const rows: readonly (readonly [args: readonly string[], code: number, text: RegExp])[] = [
    [[failing], 1, /FAIL [\s\S]*go\.microsoft\.com:443[\s\S]*proxy\.auth-required/],
    [[await file('good.log', GOOD)], 0, /PASS/],
    [[await file('past.log', FAILING + GOOD)], 0, /PASS WITH WARNINGS[\s\S]*answered again/],
    [[join(dir, 'past.log'), '--fail-on', 'warn'], 1, /WARN/],
    [[await file('unknown.log', server(`${ASK} failed, error 12099`))], 3, /INCONCLUSIVE/],
    [[await file('silent.log', server('Checking'))], 3, /no network error, and no answer/],
    [[failing, '--feature', 'tenant-attach'], 3, /INCONCLUSIVE: nothing was checked/],
    [[failing, '--since', '1h'], 3, /nothing was checked/],
    [[failing, '--since', '2024-03-14'], 1, /FAIL/],
  ];
  for (const [args, code, text] of rows) {
    const ran = await command(['logs', ...args], { cwd: dir });
    t.equal(ran.code, code, `${args.join(' ')}: ${ran.stderr}`);
    t.match(ran.stdout, text);
    t.notMatch(ran.stdout, /hiddenhidden/);
  }
});

t.test('wrong use, and what is no log, ends with 2', async (t) => {
  await mkdir(join(dir, 'empty'), { recursive: true });
  const rows: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /give log files or folders/],
    [[join(dir, 'none.log')], /none\.log: there is no such file or folder/],
    [[join(dir, 'empty')], /no log of the service connection point in this folder/],
    [
      [await file('plain.txt', 'hello\nworld (407) Proxy\n')],
      /plain\.txt: it holds no entry of a known log format[\s\S]*none of the logs could be read/,
    ],
    [[await file('nothing.log', '')], /it holds no entry/],
    [[await file('binary.log', Buffer.from([1, 0, 0, 2, 3, 0, 255, 10]))], /it is a binary file/],
    [['/dev/zero'], /it is a binary file/],
    [[await file('long.log', 'x'.repeat(17 * 1024 * 1024))], /first 16 MB hold no entry/],
    [[join(dir, 'a.log'), '--since', 'soon'], /--since: "soon" is neither/],
    [[join(dir, 'a.log'), '--watch', '5'], /--watch: logs are read once/],
    [[join(dir, 'a.log'), '--catalog', 'none.yaml'], /the catalog does not exist/],
    [[join(dir, 'a.log'), '--feature', 'update'], /no catalog entry knows "update"/],
  ];
  for (const [args, message] of rows) {
    const ran = await command(['logs', ...args], { cwd: dir });
    t.equal(ran.code, 2, args.join(' '));
    t.equal(ran.stdout, '');
    t.match(ran.stderr, message);
  }
});

t.test('folders: the logs of the role in any case, older parts first; what is not read is told', async (t) => {
  const folder = join(dir, 'Logs');
  await mkdir(folder);
  await file('Logs/DMPDownloader.LOG', GOOD);
  await file('Logs/dmpdownloader.lo_', FAILING.replaceAll('03-14-2024', '03-13-2024'));
  await file('Logs/ConfigMgrSetup.log', 'nothing');
  await file('Logs/smsexec.log', FAILING);
  const found = await report(folder);
  t.match(found.findings, [{ status: 'warn', cause: 'proxy.auth-required' }]);
  t.match(found.run.notes.join('\n'), /Read dmpdownloader\.lo_: 2 entries[\s\S]*Read DMPDownloader\.LOG: 2 entries/);
  t.match(found.run.notes.join('\n'), /^not read: ConfigMgrSetup\.log: it holds no entry/m);
  t.match(found.run.notes.join('\n'), /by name no logs of the role: smsexec\.log\./);
});

t.test('a zip of logs, as support asks for it', async (t) => {
  const zipped = zipOf([
    { name: 'SCP01/Logs/', content: '' },
    { name: 'SCP01/Logs/dmpdownloader.log', content: FAILING },
    { name: 'SCP01/Logs/smsexec.log', content: FAILING },
    { name: 'SCP01/Logs/hman.log', content: FAILING, isEncrypted: true },
  ]);
  const found = await report(await file('support.zip', zipped));
  t.match(found.findings, [
    { cause: 'proxy.auth-required', evidence: { logs: [{ file: /support\.zip\/SCP01\/Logs\/dmpdownloader\.log$/ }] } },
  ]);
  t.match(
    found.run.notes.join('\n'),
    /by name no logs of the role: SCP01\/Logs\/smsexec\.log\.\nNot read in support\.zip, encrypted: .*hman\.log\./,
  );
  const damaged = Buffer.from(zipped);
  const sumAt = zipped.indexOf('PK\x01\x02', zipped.indexOf('PK\x01\x02') + 4) + 16;
  damaged.writeUInt32LE(1, sumAt);
  const notes = (await report(await file('damaged.zip', damaged))).run.notes.join('\n');
  t.match(notes, /dmpdownloader\.log: it cannot be read: the zip is damaged there/);
  for (const [name, bytes, message] of [
    ['no.zip', Buffer.from('hello'.repeat(20)), /it is not a zip, or a broken one/],
    ['cut.zip', zipped.subarray(0, -30), /it is not a zip, or a broken one/],
    ['locked.zip', zipOf([{ name: 'hman.log', content: FAILING, isEncrypted: true }]), /the logs in it are encrypted/],
    ['other.zip', zipOf([{ name: 'a.txt', content: '' }]), /no log of the service connection point in this zip/],
    ['up.zip', zipOf([{ name: '../hman.log', content: FAILING }]), /it is not a zip, or a broken one/],
  ] as const) {
    const ran = await command(['logs', await file(name, bytes)], { cwd: dir });
    t.equal(ran.code, 2, name);
    t.match(ran.stderr, message);
  }
});

t.test('standard input and encodings', async (t) => {
  const text = FAILING.replaceAll('\n', '\r\n');
  const piped = await command(['logs', '-', '--format', 'json'], { cwd: dir, input: text });
  t.equal(piped.code, 1);
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  for (const [name, bytes] of [
    ['utf8', Buffer.from(text)],
    ['utf8-bom', Buffer.from(`\ufeff${text}`)],
    ['utf16le', wide],
    ['utf16le-no-bom', Buffer.from(text, 'utf16le')],
    ['utf16be', Buffer.from(wide).swap16()],
  ] as const)
    t.match(
      (await report(await file(`${name}.log`, bytes))).findings,
      [{ id: 'endpoint:logs/go.microsoft.com:443/proxy.auth-required', evidence: { logs: [{ lines: [2] }] } }],
      name,
    );
  t.match(await program(['logs', '-'], { cwd: dir, input: 'open', killAfterMs: 1500 }), { code: 130 });
});

t.test('bytes may come in any pieces', async (t) => {
  const text = `${LINES[2].replace('finished', 'fertig für alle 日本 🎉')}\r\n${LINES[0]}`;
  for (const bytes of [Buffer.from(text), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])]) {
    for (let at = 0; at <= bytes.length; at += 1) {
      const entries: LogEntry[] = [];
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0);
      const read = await readLog({ path: '-', log: '-' }, Readable.from(pieces), new AbortController().signal, (entry) => {
        entries.push(entry);
      });
      if (
        entries.length !== 2 ||
        read.entries !== 2 ||
        read.unknownLines > 0 ||
        entries[0]?.text !== 'Endpoint check fertig für alle 日本 🎉'
      )
        t.fail(`cut at ${at}: ${JSON.stringify(entries)}`);
    }
  }
});

t.test('one bad file among good ones is told', async (t) => {
  const ran = await command(['logs', join(dir, 'a.log'), join(dir, 'binary.log'), '--format', 'json'], { cwd: dir });
  t.equal(ran.code, 1);
  t.match(ran.stderr, /warning: not read: .*binary\.log: it is a binary file/);
});

t.test('the report keeps its schema, and redacts', async (t) => {
  const text = `${FAILING}${server(`Failed https://user:secret99@inside.contoso.com/x?token=abcdefgh&a=1 from SCP01.contoso.com: ${REFUSED}`)}${LINES.join('\n')}\n`;
  const path = await file('contoso-secret.log', text);
  for (const args of [[], ['--redact']]) {
    const found = await report(path, ...args);
    t.ok(validate(found), ajv.errorsText(validate.errors));
    t.notMatch(JSON.stringify(found), /secret99|abcdefgh|hiddenhidden/);
    t.match(JSON.stringify(found), /go\.microsoft\.com/);
    if (args.length > 0) t.notMatch(JSON.stringify(found.findings), /inside|SCP01|contoso\.com|preflight-logs-/);
  }
});

t.test('baseline, waivers and report files', async (t) => {
  const path = join(dir, 'a.log');
  await command(['logs', path, '--report', `json=${join(dir, 'base.json')}`, '--report', `junit=${join(dir, 'x.xml')}`]);
  t.match(await readFile(join(dir, 'x.xml'), 'utf8'), /<testsuite /);
  t.equal((await command(['logs', path, '--baseline', join(dir, 'base.json'), '--fail-on', 'regression'])).code, 0);
  const waivers = await file(
    'waive.yaml',
    'waivers: [{ pattern: "endpoint:logs/go.microsoft.com:443/*", reason: known, until: "2999-12-31" }]\n',
  );
  const waived = await command(['logs', path, '-c', waivers, '--format', 'json']);
  t.match((JSON.parse(waived.stdout) as Report).findings, [{ status: 'skip', skipReason: 'waived' }]);
});

t.test('hostile text, whatever the format', async (t) => {
  const lines = HOSTILE.map(
    (text, index) =>
      `<![LOG[https://go.microsoft.com/${index} ${text} ${REFUSED} ${text}]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="${text}" thread="${text}" type="3" file="">`,
  );
  const names = HOSTILE.map(
    (text) => `<![LOG[${REFUSED} ${text}]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="${text}" thread="1" type="3" file="">`,
  );
  const path = await file('hostile.log', `${[...lines, ...names].join('\n')}\n`);
  for (const format of FORMAT_NAMES) {
    const ran = await command(['logs', path, '--format', format], { cwd: dir });
    t.equal(ran.code, 1, `${format}: ${ran.stderr}`);
    const own = ran.stdout.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
    const found = CONTROLS.exec(own);
    t.equal(
      found === null ? '' : JSON.stringify(own.slice(Math.max(0, found.index - 60), found.index + 20)),
      '',
      `${format}: no control characters`,
    );
    t.notMatch(own, /^##vso\[task\.complete|^::error file=a/m, format);
  }
});

t.test('--since', async (t) => {
  const now = new Date('2024-03-14T12:00:00Z');
  for (const [text, expected] of [
    ['90m', '2024-03-14T10:30:00.000Z'],
    ['24h', '2024-03-13T12:00:00.000Z'],
    ['7d', '2024-03-07T12:00:00.000Z'],
    ['2024-03-14', '2024-03-14T00:00:00.000Z'],
    ['2024-03-14T10:00+01:00', '2024-03-14T09:00:00.000Z'],
    ['2024-03-14 10:00:05', '2024-03-14T10:00:05.000Z'],
  ] as const)
    t.equal(sinceTime(text, now), expected, text);
  for (const text of ['', 'x', '5', '-5m', '2024-13-01', '5y'])
    t.throws(() => sinceTime(text, now), { name: 'UsageError', field: '--since' }, text);
});
