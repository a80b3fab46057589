import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { dialect } from '../../../../src/firewall/products/check-point/dialect.ts';
import { exportInspection, exportRemoval, exportRules } from '../../../../src/firewall/render.ts';
import type { Requirement } from '../../../../src/model/catalog/requirement.ts';
import { managementServer, type Objects } from '../../../support/firewall/mgmt-cli.ts';
import { row, SETTINGS } from '../../../support/firewall/sample.ts';

const WITH_SOURCE = { ...SETTINGS, sources: ['192.0.2.10'] };

interface Outcome {
  readonly status: number | null;
  readonly stderr: string;
}

/** A management server with objects of others on it, and bash beside a `mgmt_cli` that speaks to it: the stand-in says which release it imitates. */
async function server(t: Test, published: Objects = {}) {
  const stand = await managementServer(published);
  t.teardown(stand.close);
  const dir = t.testdir({ tmp: {} });
  writeFileSync(join(dir, 'mgmt_cli'), stand.program, { mode: 0o755 });
  const env = { PATH: `${dir}:${process.env.PATH}`, TMPDIR: join(dir, 'tmp') };
  const run = (script: string, fail = ''): Promise<Outcome> => {
    stand.state.fail = fail;
    return new Promise((resolve) => {
      const bash = execFile('bash', { env, timeout: 120_000 }, (error, _, stderr) =>
        resolve({ status: error === null ? 0 : Number(error.code), stderr }),
      );
      bash.stdin?.end(script);
    });
  };
  return { run, state: () => structuredClone(stand.state) };
}

const ROWS = [row('www.example.com'), row('*.example.org'), row('gw.example.net', 8443, { scheme: 'tcp' })];
const script = (rows: readonly Requirement[]) => exportRules(dialect, rows, WITH_SOURCE).text;
const removal = (rows: readonly Requirement[]) => exportRemoval(dialect, dialect, rows, WITH_SOURCE)?.text ?? '';
const skip = process.platform === 'win32' && 'needs bash';

t.test('run twice: the same end, no open session, and the removal leaves what others had', { skip }, async (t) => {
  const others: Objects = {
    'scp-server': { kind: 'host', name: 'scp-server', 'ip-address': '192.0.2.10' },
    '.www.example.com': { kind: 'dns-domain', name: '.www.example.com', 'is-sub-domain': 'true', comments: 'of another team' },
    '.example.org': { kind: 'dns-domain', name: '.example.org', 'is-sub-domain': 'false', comments: '' },
    'my-8443': { kind: 'service-tcp', name: 'my-8443', port: '8443' },
  };
  const { run, state } = await server(t, others);
  const first = await run(script(ROWS));
  t.match(first, { status: 0, stderr: /\.www\.example\.com is there with its subdomains and is left so/ });
  const after = state();
  t.match(after.published, {
    'preflight-source-192.0.2.10': { 'ip-address': '192.0.2.10' },
    '.example.org': { 'is-sub-domain': 'true' },
    '.www.example.com': { 'is-sub-domain': 'true', comments: 'of another team' },
    'access-rule preflight-https-443': { 'destination.1': '.www.example.com', 'destination.2': '.example.org' },
    'access-rule preflight-tcp-8443': { service: 'preflight-tcp-8443' },
  });
  t.match(await run(script(ROWS)), { status: 0 });
  t.same(state().published, after.published);
  t.same(state().sessions, {});
  t.match(await run(removal(ROWS)), { status: 0 });
  t.same(Object.keys(state().published).sort(), Object.keys(others).sort());
  t.match(await run(removal(ROWS)), { status: 0 }, 'again');
  t.same(state().sessions, {});
});

t.test('a changed catalog: rules and domains of ours follow it', { skip }, async (t) => {
  const { run, state } = await server(t);
  t.equal((await run(script(ROWS))).status, 0);
  const narrower = [row('example.org'), row('new.example.com')];
  t.equal((await run(script(narrower))).status, 0);
  t.match(state().published, {
    '.example.org': { 'is-sub-domain': 'false' },
    'access-rule preflight-https-443': { 'destination.1': '.example.org', 'destination.2': '.new.example.com' },
  });
});

t.test('any error gives everything back', { skip }, async (t) => {
  for (const fail of ['add host', 'add access-rule', 'add dns-domain', 'publish']) {
    const { run, state } = await server(t);
    t.match(await run(script(ROWS), fail), { status: 1, stderr: /stopped: nothing was changed/ }, fail);
    t.same([state().published, state().sessions], [{}, {}], fail);
    t.equal((await run(script(ROWS))).status, 0, `${fail}: the next run does it`);
  }
  const published = await server(t);
  t.equal((await published.run(script(ROWS), 'logout')).status, 0, 'what is published is published');
  t.ok(published.state().published['access-rule preflight-https-443']);
});

t.test('more hosts than one rule takes, then fewer; the removal takes all', { skip }, async (t) => {
  const { run, state } = await server(t, {
    'access-rule preflight-https-443-2': { kind: 'access-rule', name: 'preflight-https-443-2' },
    'access-rule preflight-https-443-3': { kind: 'access-rule', name: 'preflight-https-443-3' },
  });
  t.equal((await run(script([row('www.example.com')]))).status, 0);
  t.same(
    Object.keys(state().published).filter((name) => name.startsWith('access-rule')),
    ['access-rule preflight-https-443'],
  );
});

t.test('the do-not-decrypt list: twice, and gone', { skip }, async (t) => {
  const { inspection } = dialect;
  if (typeof inspection === 'string') return t.fail(inspection);
  const { run, state } = await server(t);
  const { text } = exportInspection(dialect, inspection, [row('*.manage.microsoft.com')], SETTINGS);
  for (const turn of ['first', 'second']) t.equal((await run(text)).status, 0, turn);
  t.match(state().published, {
    'preflight-no-decrypt': { 'url-list.1': '*.manage.microsoft.com/' },
    'https-rule preflight-no-decrypt': { action: 'Bypass' },
  });
  const undo = exportRemoval(dialect, inspection, [row('*.manage.microsoft.com')], SETTINGS)?.text ?? '';
  t.equal((await run(undo)).status, 0);
  t.same([state().published, state().sessions], [{}, {}]);
});
