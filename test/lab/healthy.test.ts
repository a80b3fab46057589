import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import type { Report } from '../../src/model/report.ts';
import { office365List } from '../support/catalog/office365-list.ts';
import { startLab } from '../support/lab/start.ts';
import { RESOLVER } from '../support/lab/world.ts';
import { BIN } from '../support/tested-program.ts';

const PASSWORD = 'Passw0rd!';
const env = { PREFLIGHT_PROXY_PASSWORD: PASSWORD };

function troubled({ findings }: Report): readonly string[] {
  return findings
    .filter(({ status }) => status !== 'pass' && status !== 'skip')
    .map(({ id, status, cause, message }) => `${status} ${cause ?? ''} ${id}: ${message}`);
}

const world = await startLab(t);
if (world !== undefined) {
  t.test('the shipped catalog passes whole, over every route', async (t) => {
    const routes = [['direct'], ['http://proxy.corp.test:3128'], ['http://alice@proxy.corp.test:3129']];
    for (const catalog of ['configmgr-scp', 'configmgr-scp-2020', 'configmgr-scp-2018']) {
      for (const route of routes) {
        const { code, report } = await world.check(['--catalog', catalog, '--quiet', ...route.flatMap((spec) => ['--route', spec])], {
          env,
        });
        t.same([code, troubled(report)], [0, []], `${catalog} over ${route.join()}`);
        t.ok(report.summary.pass > 15, `${report.summary.pass} passed`);
      }
    }
  });

  t.test('routes side by side, families apart', async (t) => {
    const { code, report } = await world.check(['--quiet', '--route', 'direct', '--route', 'http://proxy.corp.test:3128']);
    t.same([code, troubled(report)], [0, []]);
    t.same(
      report.routes.map(({ name }) => name),
      ['direct', 'proxy.corp.test:3128'],
    );
    const bothWays = { fromServers: 'no-sign', toServers: 'no-sign' };
    t.match(report.routes[0]?.pathMtu, { IPv4: bothWays, IPv6: bothWays });
    t.match(report.routes[1]?.pathMtu, { IPv4: { fromServers: 'no-sign', toServers: 'inconclusive' } });
    const plain = report.findings.filter(({ target, status }) => target.port === 80 && status === 'pass');
    const sure = (host: string): readonly string[] =>
      plain.filter(({ target }) => target.host === host).map(({ confidence }) => confidence);
    // Signed by the lab's authority; a cabinet file bears a signature that is not read.
    for (const host of ['crl3.digicert.com', 'ocsp.digicert.com']) t.same(new Set(sure(host)), new Set(['certain']), host);
    t.same(new Set(sure('ctldl.windowsupdate.com')), new Set(['likely']));
    const download = report.findings.find(({ id }) => id === 'endpoint:updates/download.microsoft.com:443@direct');
    t.match(download?.evidence, {
      cnames: ['download.microsoft.com.edgekey.akamaiedge.net'],
      resolver: '10.77.2.2',
      tlsVersion: 'TLSv1.2',
      httpStatus: 200,
    });
  });

  t.test('networks of another kind are green: slow and lossy, of one family only, behind NAT64', async (t) => {
    const { machines } = world;
    const ip = (...words: readonly string[]) => machines.run('client', ['ip', ...words]);
    const passes = async (name: string, args: readonly string[] = []): Promise<void> => {
      const { code, report } = await world.check(['--quiet', ...args]);
      t.same([code, troubled(report)], [0, []], name);
      t.ok(report.summary.pass > 15, `${name}: ${report.summary.pass} passed`);
    };
    await machines.etc('client', 'resolv.conf', `nameserver ${RESOLVER}\n`);

    // 600 ms to and fro, of a hundred packets two are lost.
    const script = join(packageRoot(), 'test/support/lab/satellite.py');
    const end = await machines.start('fw', ['python3', script, machines.namespace('client'), '300', '2']);
    while ((await ip('link', 'show', 'up', 'dev', 'sat1')).stdout === '') await new Promise((resolve) => setTimeout(resolve, 50));
    await ip('route', 'replace', 'default', 'via', '10.77.20.1');
    await ip('-6', 'route', 'replace', 'default', 'via', 'fd77:20::1');
    // What gets lost is sent again, which takes its time; that queries for names get lost there is true.
    const { code, report } = await world.check(['--quiet', '--timeout', '20000']);
    const untrue = report.findings.filter(
      ({ status, evidence }) => status !== 'pass' && status !== 'skip' && !(status === 'warn' && evidence.lostQueries !== undefined),
    );
    t.same([code, untrue.map(({ id, message }) => `${id}: ${message}`)], [0, []], 'a link by satellite');
    t.ok(report.summary.pass > 15, `${report.summary.pass} passed`);
    await ip('route', 'replace', 'default', 'via', '10.77.1.1');
    await ip('-6', 'route', 'replace', 'default', 'via', 'fd77:1::1');
    end();

    const device = (await ip('-o', 'route', 'get', '10.77.1.1')).stdout.split(/\s+/)[2] ?? '';
    await ip('-6', 'addr', 'flush', 'dev', device, 'scope', 'global');
    await passes('IPv4 only');
    await ip('-6', 'addr', 'add', 'fd77:1::2/64', 'dev', device, 'nodad');

    await ip('-4', 'addr', 'flush', 'dev', device);
    await ip('-6', 'route', 'replace', 'default', 'via', 'fd77:1::1');
    await machines.start('rawdns', [process.execPath, join(packageRoot(), 'build/test/support/lab/dns64.js'), 'fd77:4::2', RESOLVER]);
    await machines.etc('client', 'resolv.conf', 'nameserver fd77:4::2\n');
    await world.translate6();
    await passes('IPv6 only, with DNS64 and NAT64');
    await ip('addr', 'add', '10.77.1.2/30', 'dev', device);
    await ip('route', 'replace', 'default', 'via', '10.77.1.1');
    await world.resetFirewall();
    await world.resetNames();
  });

  t.test('a network that knows only the proxy, without public names and without a way out, is green', async (t) => {
    await world.rule('ip daddr 10.77.2.2 drop');
    await world.rule('ip saddr 10.77.1.2 ip daddr 203.0.113.0/24 drop');
    await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n10.77.3.2 proxy.corp.test\n');
    // The proxy still has its resolver: only the client is cut off.
    await world.resetFirewall();
    await world.rule('ip saddr 10.77.1.2 ip daddr != 10.77.3.2 drop');
    const { code, report } = await world.check(['--quiet', '--route', 'http://proxy.corp.test:3128']);
    t.same([code, troubled(report)], [0, []]);
    await world.resetFirewall();
    await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n');
  });

  t.test('a wildcard that is open as a whole is proven by a made-up name', async (t) => {
    const file = await world.catalog('wildcards', [
      'id: manage, host: "*.manage.microsoft.com", probe: [sccm.manage.microsoft.com], feature: f',
      'id: wu, host: "*.windowsupdate.com", scheme: http, probe: [ctldl.windowsupdate.com], feature: f',
    ]);
    const passes = async (args: readonly string[]): Promise<void> => {
      const { code, report } = await world.check(['--quiet', '--catalog', file, ...args]);
      t.same([code, troubled(report).filter((line) => !line.startsWith('warn tcp.phantom'))], [0, []], args.join(' '));
      for (const { evidence, message } of report.findings.filter(({ id }) => /^endpoint:(manage|wu)\//.test(id))) {
        t.match(evidence.canary, /^preflight-[0-9a-f]{12}\.(manage\.microsoft|windowsupdate)\.com$/);
        t.match(message, /let through/);
      }
    };
    for (const route of ['direct', 'http://proxy.corp.test:3128', 'http://proxy.corp.test:3137']) await passes(['--route', route]);
    await world.filterNames(['.manage.microsoft.com'], 'reject');
    await passes([]);
    await world.resetFirewall();
  });

  t.test('what the work needs passes too, and a service that ends idle connections is no fault', async (t) => {
    const expect = 'path: /x.cab, feature: f, expect: { ranges: true, post: true, tls: "1.2", holdSeconds: 3 }';
    const catalog = await world.catalog('work', [
      `id: ok, host: ok.lab.test, ${expect}`,
      `id: impatient, host: impatient.lab.test, ${expect}`,
    ]);
    const args = ['--quiet', '--catalog', catalog, '--hold', '3', '--route', 'direct', '--route', 'http://proxy.corp.test:3128'];
    const { code, report } = await world.check(args);
    t.same([code, troubled(report)], [0, []]);
    const proven = { head: 'passes', post: 'passes', documentedSuites: 'proven', keepAlive: 'two requests on one connection' };
    const own = report.findings.filter(({ id }) => /^endpoint:(ok|impatient):/.test(id));
    t.equal(own.length, 4);
    for (const { id, evidence } of own) {
      t.match(evidence, proven, id);
      t.match(evidence.idle, id.includes('impatient') ? /service itself ended/ : 'held for 3 s', id);
    }
  });

  t.test('interim responses, servers that know only h2, and a service that says it is busy are no failures', async (t) => {
    const hosts = ['interim', 'h2only', 'busy'];
    const catalog = await world.catalog(
      'unusual',
      hosts.map((host) => `id: ${host}, host: ${host}.lab.test, feature: f`),
    );
    const { code, report } = await world.check(['--quiet', '--catalog', catalog]);
    t.same([code, troubled(report)], [0, []]);
    const busy = report.findings.find(({ id }) => id.startsWith('endpoint:busy'));
    t.match(busy, { attempts: 1, message: /HTTP 503 \(busy: it asks to come back after 120 s\)/ });
  });

  t.test('the download of updates is walked step by step', async (t) => {
    const args = ['--quiet', '--feature', 'updates', '--journey', '--timeout', '900', '--retries', '0'];
    const steps = ({ findings }: Report): readonly unknown[] =>
      findings
        .filter(({ id }) => id.startsWith('endpoint:journey/'))
        .map(({ id, status, cause }) => [id.slice(17).split('@')[0], status, cause]);
    for (const route of ['direct', 'http://proxy.corp.test:3128']) {
      const { code, report } = await world.check([...args, '--route', route]);
      t.same([code, troubled(report)], [0, []], route);
      const names = ['1-fwlink', '2-service', '3-manifest', '4-payload', '5-console-content'];
      t.same(
        steps(report),
        names.map((name) => [name, 'pass', null]),
        route,
      );
      t.match(report.findings.find(({ id }) => id.includes('/4-payload'))?.evidence, { ranges: 'proven', head: 'passes' });
    }
    const stripped = await world.check([...args, '--route', 'http://proxy.corp.test:3135', '--endpoint-ca-file', world.ca('corp.pem')]);
    t.same(steps(stripped.report).slice(2), [
      ['3-manifest', 'pass', null],
      ['4-payload', 'fail', 'http.range-unsupported'],
      ['5-console-content', 'fail', 'http.range-unsupported'],
    ]);
    await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n203.0.113.70 sccm.manage.microsoft.com\n');
    const shut = await world.check(args);
    await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n');
    t.same(steps(shut.report), [
      ['1-fwlink', 'pass', null],
      ['2-service', 'fail', 'tcp.refused'],
      ['3-manifest', 'inconclusive', null],
      ['4-payload', 'inconclusive', null],
      ['5-console-content', 'pass', null],
    ]);
    t.match(shut.report.findings.find(({ id }) => id.includes('/4-payload'))?.message, /step 2-service failed/);
  });

  t.test('a list of Microsoft 365 becomes a catalog that passes whole, and a firewall export with its UDP', async (t) => {
    const list = join(world.machines.dir, 'm365.json');
    const catalog = join(world.machines.dir, 'm365.yaml');
    await writeFile(list, JSON.stringify(office365List('m365.test')));
    const client = (...args: readonly string[]) => world.machines.run('client', [process.execPath, BIN, ...args]);
    const imported = await client('endpoints', 'import', list, '-o', catalog);
    t.equal(imported.code, 0, imported.stderr);
    t.match(imported.stderr, /UDP ports 3478,3479,3480,3481|no names/);
    const { code, report } = await world.check(['--quiet', '--catalog', catalog]);
    t.same([code, troubled(report)], [0, []]);
    t.ok(report.summary.pass > 60, `${report.summary.pass} passed`);
    const plain = report.findings.filter(({ target, status }) => target.port === 80 && status === 'pass');
    t.ok(plain.length > 20, `${plain.length} of port 80, by their redirect to https`);
    const rules = await client('firewall', '--catalog', catalog, '--dialect', 'fortigate', '--allow-loss');
    t.equal(rules.code, 0, rules.stderr);
    for (const part of ['3478', '50000-50019', '587']) t.match(rules.stdout, new RegExp(part));
  });

  t.test('a password leaves no trace, right or wrong', async (t) => {
    for (const password of [PASSWORD, 'S3cr3tWr0ng']) {
      const formats = ['table', 'json', 'md', 'junit', 'csv', 'tap', 'html'];
      const files = formats.flatMap((format) => ['--report', `${format}=${join(world.machines.dir, `secret.${format}`)}`]);
      const args = ['--feature', 'updates', '--verbose', '--route', 'http://alice@proxy.corp.test:3129', ...files];
      const { stdout, stderr } = await world.check(args, { env: { PREFLIGHT_PROXY_PASSWORD: password }, format: 'ndjson' });
      const written = await Promise.all(formats.map((format) => world.read(`secret.${format}`)));
      for (const form of [password, Buffer.from(`alice:${password}`).toString('base64')])
        t.notOk([stdout, stderr, ...written].join('').includes(form), password);
    }
  });

  t.test('1,000 probes, ten times, without a false failure', async (t) => {
    const entries = Array.from(
      { length: 1000 },
      (_, index) => `  - { id: e${index}, host: h${index}.lab.test, ports: [8443], feature: f${index % 7} }`,
    );
    const records = Array.from({ length: 1000 }, (_, index) => `198.18.${Math.floor(index / 250)}.${(index % 250) + 1} h${index}.lab.test`);
    await world.machines.etc('client', 'hosts', `127.0.0.1 localhost\n${records.join('\n')}\n`);
    const catalog = join(world.machines.dir, 'thousand.yaml');
    await writeFile(catalog, `id: thousand\ntitle: t\nrevision: "1"\nendpoints:\n${entries.join('\n')}\n`);
    for (let round = 1; round <= 10; round += 1) {
      const { code, report } = await world.check([
        '--quiet',
        '--catalog',
        catalog,
        '--allow-private',
        '--concurrency',
        '64',
        '--retries',
        '0',
      ]);
      // Beside the endpoints: the two hosts of revocation and issuer that the certificates name.
      t.same([code, report.summary.pass, troubled(report).slice(0, 3)], [0, 1002, []], `round ${round}`);
    }
  });
}
