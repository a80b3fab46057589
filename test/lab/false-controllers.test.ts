import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import type { Finding } from '../../src/model/finding.ts';
import { startLab } from '../support/lab/start.ts';
import { BIN } from '../support/tested-program.ts';

const PASSWORD = 'T0pSecret!';
const ADDRESSES = ['203.0.113.220', '203.0.113.221'];

const world = await startLab(t);
if (world !== undefined) {
  const { machines } = world;
  const log = join(machines.dir, 'binds.log');
  const certificate = async (name: string, names: readonly string[]): Promise<void> => {
    const san = names.map((one) => `DNS:${one}`).join(',');
    await promisify(execFile)(
      'bash',
      [
        '-ec',
        `openssl req -newkey rsa:2048 -nodes -keyout ${name}.key -subj /CN=${names[0]} -out ${name}.csr 2>/dev/null
openssl x509 -req -in ${name}.csr -CA inter.pem -CAkey inter.key -CAcreateserial -days 300 -extfile <(printf 'subjectAltName=${san}\\n') -out ${name}.leaf 2>/dev/null
cat ${name}.leaf inter.pem > ${name}.pem; chmod 644 ${name}.*`,
      ],
      { cwd: world.ca() },
    );
  };
  await certificate('attacker', ['dc.attacker.test', 'dc2.attacker.test']);
  await certificate('domain', ['corp.test']);
  await certificate('dc1', ['dc1.corp.test']);
  for (const address of ADDRESSES) await machines.run('web', ['ip', 'addr', 'add', `${address}/32`, 'dev', 'lo']);

  /** What DNS says of the controllers of the domain, and where they are. */
  const names = async (controllers: readonly string[]): Promise<void> => {
    const file = join(machines.dir, 'spoofed.conf');
    const own = [
      'no-resolv',
      'no-hosts',
      'no-daemon',
      'log-facility=/dev/null',
      'listen-address=10.77.2.2',
      'port=5300',
      'bind-interfaces',
    ];
    const records = controllers.map((name, index) => `srv-host=_ldap._tcp.dc._msdcs.corp.test,${name},389,${index}`);
    await writeFile(file, [...own, 'local=/#/', ...records, ''].join('\n'));
    const hosts = controllers.map((name, index) => `${ADDRESSES[index % ADDRESSES.length]} ${name}\n`);
    await machines.etc('client', 'hosts', `127.0.0.1 localhost\n${hosts.join('')}`);
    stopResolver();
    stopResolver = await machines.start('resolver', ['dnsmasq', '-C', file, '-u', 'root']);
    await machines.listening('resolver', '10.77.2.2', 5300);
  };
  let stopResolver = (): void => undefined;
  const BY_SPOOFED = ['--resolver', 'udp://10.77.2.2:5300'];

  const serving = async (cert: string, behaviour: string): Promise<() => void> => {
    await writeFile(log, '', { mode: 0o666 });
    const script = join(packageRoot(), 'build/test/support/lab/false-controller.js');
    const stops: (() => void)[] = [];
    for (const address of ADDRESSES) {
      stops.push(
        await machines.start('web', [process.execPath, script, address, world.ca(`${cert}.pem`), world.ca(`${cert}.key`), log, behaviour]),
      );
      await machines.listening('web', address, 636);
    }
    return () => {
      for (const stop of stops) stop();
    };
  };
  const binds = async (): Promise<readonly string[]> => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
  const ask = async (more: readonly string[] = []) => {
    const args = ['--quiet', '--check', 'account', '--timeout', '1500', '--domain', 'corp.test', '--user', 'reader@corp.test'];
    const accounts = ['--site-server', 'cm01.corp.test', '--installation-account', 'svc@corp.test'];
    const { report, stderr } = await world.check([...args, ...BY_SPOOFED, ...accounts, ...more], {
      env: { PREFLIGHT_USER_PASSWORD: PASSWORD },
    });
    const state = report.findings.find(({ id }: Finding) => id.includes('svc@corp.test/state'));
    return { state, stderr };
  };

  t.test('names outside of the domain that DNS gives get nothing, whatever certificate they have', async (t) => {
    await names(['dc.attacker.test', 'dc2.attacker.test']);
    for (const cert of ['attacker', 'domain']) {
      const stop = await serving(cert, 'refuse');
      const { state, stderr } = await ask();
      t.match(state, { status: 'inconclusive', evidence: { code: 'OUTSIDE_DOMAIN' }, remedy: /--dc/ }, stderr);
      t.same(await binds(), [], cert);
      stop();
    }
  });

  t.test('a name below the domain, with a certificate of another one', async (t) => {
    await names(['dc1.corp.test']);
    const stop = await serving('attacker', 'refuse');
    t.match((await ask()).state, { status: 'inconclusive', evidence: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    t.same(await binds(), []);
    stop();
  });

  t.test('the certificate of the controller, or that of the domain', async (t) => {
    for (const cert of ['dc1', 'domain']) {
      const stop = await serving(cert, 'refuse');
      t.match((await ask()).state, { status: 'inconclusive', evidence: { code: 'LDAP_49' } });
      t.match(await binds(), { length: 1 }, `${cert}: once, of two accounts looked up`);
      stop();
    }
  });

  t.test('a name outside that was given by hand', async (t) => {
    await names(['dc.attacker.test']);
    const stop = await serving('attacker', 'refuse');
    await ask(['--dc', 'dc.attacker.test']);
    t.match(await binds(), { length: 1 });
    stop();
  });

  t.test('a controller that ends the connection or falls silent after the log-on: once over all controllers and accounts', async (t) => {
    await names(['dc1.corp.test', 'dc2.corp.test']);
    for (const behaviour of ['reset', 'close', 'silent']) {
      const stop = await serving('domain', behaviour);
      const { state } = await ask();
      t.match(state, { status: 'inconclusive', evidence: { code: 'LOGON_UNANSWERED' }, remedy: /not offered twice/ }, behaviour);
      t.match(await binds(), { length: 1 }, behaviour);
      stop();
    }
  });

  t.test('a directory that sends without end', async (t) => {
    const stop = await serving('domain', 'endless');
    const { state } = await ask();
    t.match(state, { status: 'inconclusive', evidence: { code: 'TOO_LARGE' }, remedy: /another controller/ });
    stop();
  });

  t.test('the environment does not turn the check of certificates off', async (t) => {
    await names(['dc1.corp.test']);
    const stop = await serving('attacker', 'refuse');
    const args = ['--quiet', '--check', 'account', '--timeout', '1500', '--domain', 'corp.test', '--user', 'reader@corp.test'];
    await machines.run(
      'client',
      [process.execPath, BIN, 'check', ...world.trusting, ...args, ...BY_SPOOFED, '--installation-account', 'svc@corp.test'],
      { env: { PREFLIGHT_USER_PASSWORD: PASSWORD, NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    );
    t.same(await binds(), []);
    stop();
  });
}
