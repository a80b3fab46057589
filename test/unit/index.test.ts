import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  type Finding,
  type PreflightEvents,
  parseReport,
  preflight,
  render,
  settingsOf,
  UsageError,
  type WatchEvent,
} from '../../src/index.ts';
import { authorityIn } from '../support/security/authority.ts';

const dir = mkdtempSync(join(tmpdir(), 'preflight-library-'));
t.teardown(() => rmSync(dir, { recursive: true, force: true }));
const { root, leaf, file } = authorityIn(dir);
root('root', '/O=Own/CN=Own Root');
leaf('good', 'root', 'DNS:localhost');

/** A service of one's own on loopback, and a catalog that asks for it. */
async function service(t: Test): Promise<string> {
  const server = createServer({ key: readFileSync(file('good.key')), cert: readFileSync(file('good.pem')) }, (_, response) =>
    response.end('hello'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const catalog = join(dir, `own-${port}.yaml`);
  writeFileSync(
    catalog,
    [
      'id: own',
      'title: own',
      'revision: "1"',
      'endpoints:',
      `  - { id: own/service, host: localhost, ports: [${port}], feature: own }`,
      '',
    ].join('\n'),
  );
  return catalog;
}

t.test('a run made by a program: events as it goes on, and a report that can be rendered and read back', { timeout: 60_000 }, async (t) => {
  const catalog = await service(t);
  const told: string[] = [];
  const findings: Finding[] = [];
  const events: PreflightEvents = {
    prepared: ({ endpoints, routes, vantage }) =>
      told.push(`prepared ${endpoints.length} ${routes.map(({ name }) => name).join()} ${typeof vantage.hostname}`),
    warning: (text) => told.push(`warning ${text}`),
    progress: (done, total) => done === total && told.push(`progress ${done}`),
    answer: (kind, { facts }) => told.push(`answer ${kind} ${facts !== undefined}`),
    finding: (finding) => findings.push(finding),
    judged: (all) => told.push(`judged ${all.length}`),
  };
  const settings = settingsOf({ catalog: [catalog], check: ['endpoint'], allowPrivate: true, endpointCaFile: [file('root.pem')] });
  const report = await preflight(settings, events);
  const [finding] = report.findings;
  t.match(finding, { id: 'endpoint:own/service:', status: 'pass' });
  t.equal(report.summary.verdict, 'pass');
  t.equal(told[0], 'prepared 1 direct string');
  t.ok(told.some((one) => one.startsWith('answer endpoint true')));
  t.equal(told.at(-1), 'judged 1');
  t.equal(findings.at(-1)?.id, finding?.id);
  const saved = await render(report, 'json');
  t.strictSame(parseReport(String(saved), 'saved.json').findings, JSON.parse(String(saved)).findings);
  t.match(await render(report, 'md'), /own\/service|localhost/);
});

t.test('the same service without its root is not trusted', { timeout: 60_000 }, async (t) => {
  const catalog = await service(t);
  const report = await preflight(settingsOf({ catalog: [catalog], check: ['endpoint'], allowPrivate: true }));
  t.match(report.findings[0], { status: 'fail', layer: 'tls' });
  t.equal(report.summary.verdict, 'fail');
});

t.test('watched until it is green, or until the program has enough', { timeout: 60_000 }, async (t) => {
  const catalog = await service(t);
  const enough = new AbortController();
  const seen: WatchEvent[] = [];
  const settings = settingsOf({ catalog: [catalog], check: ['endpoint'], allowPrivate: true, watch: 1 });
  const watching = (event: WatchEvent): void => {
    seen.push(event);
    if (event.kind === 'changes') enough.abort();
  };
  const report = await preflight(settings, { watching }, { interrupted: enough.signal });
  t.strictSame(
    seen.map(({ kind }) => kind),
    ['begin', 'changes'],
  );
  t.match(seen[0], { kind: 'begin', findings: 1, seconds: 1 });
  t.equal(report.summary.verdict, 'fail');
});

t.test('an interrupt ends the run with a report that claims nothing', { timeout: 60_000 }, async (t) => {
  const report = await preflight(
    settingsOf({ catalog: [await service(t)], check: ['endpoint'] }),
    {},
    { interrupted: AbortSignal.abort() },
  );
  t.match(report, { run: { interrupted: true }, summary: { verdict: 'inconclusive' } });
});

t.test('wrong settings are refused before anything is probed, by their key', async (t) => {
  t.throws(() => settingsOf({ timeout: 1 }), { name: 'UsageError', field: 'timeout' });
  await t.rejects(preflight(settingsOf({ catalog: [join(dir, 'none.yaml')] })), UsageError);
  await t.rejects(
    preflight(settingsOf({ user: 'reader', userPasswordFile: '-' })),
    /password is empty/,
    'standard input is handed in or empty',
  );
});
