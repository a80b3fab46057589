import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/model/report.ts';
import { ODD_CERTIFICATES } from '../support/lab/odd-certificates.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY } from '../support/lab/world.ts';

const world = await startLab(t);
if (world !== undefined) {
  const folder = join(world.machines.dir, 'mitmproxy');
  await mkdir(folder);
  const mitmdump = ['mitmdump', '--quiet', '--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${world.ca('root.pem')}`];
  await world.machines.start('proxy', [...mitmdump, '--listen-host', PROXY, '--listen-port', '8080'], { HOME: folder });
  await world.machines.listening('proxy', PROXY, 8080);

  const INTERCEPTORS = [
    { name: 'mitmproxy', port: 8080, root: join(folder, 'mitmproxy-ca-cert.pem'), issuer: /mitmproxy/ },
    { name: 'squid with ssl-bump', port: 3131, root: world.ca('corp.pem'), issuer: /Contoso TLS Inspection CA/ },
  ];
  const secured = ({ findings }: Report) =>
    findings.filter(
      ({ kind, target, status }) => kind === 'endpoint' && (target as { scheme?: string }).scheme === 'https' && status !== 'skip',
    );

  for (const { name, port, root, issuer } of INTERCEPTORS) {
    t.test(`${name} in the path of every endpoint`, async (t) => {
      const args = [
        '--quiet',
        '--feature',
        'updates',
        '--feature',
        'tenant-attach',
        '--retries',
        '0',
        '--route',
        `http://${PROXY}:${port}`,
      ];
      const unknown = await world.check(args);
      const failed = secured(unknown.report);
      t.ok(failed.length > 10, `${failed.length} endpoints`);
      for (const { id, cause, owner, status, required, evidence } of failed) {
        t.same({ cause, owner, status }, { cause: 'tls.intercepted', owner: 'security', status: required ? 'fail' : 'warn' }, id);
        t.match(evidence.issuer, issuer, id);
      }
      t.equal(unknown.code, 1);
      await writeFile(
        join(world.machines.dir, 'store.pem'),
        await world.machines.run('proxy', ['cat', root, world.ca('root.pem')]).then(({ stdout }) => stdout),
      );
      const trusted = await world.check(args, { env: { SSL_CERT_FILE: join(world.machines.dir, 'store.pem') } });
      for (const { id, cause, status } of secured(trusted.report))
        t.same({ cause, status }, { cause: 'tls.intercepted', status: 'warn' }, id);
      t.equal(secured(trusted.report).length, failed.length);
    });
  }

  const PASS = 'pass null null certain';
  const DEVICE = 'fail tls.intercepted security certain';
  const HERE = 'fail tls.intercepted host certain';
  const PKI = /fetched from http:\/\/pki\.lab\.test\/.*, as Windows does/;
  const ODD: Readonly<Record<(typeof ODD_CERTIFICATES)[number], readonly [row: string, message: RegExp]>> = {
    bundle: ['pass null null certain', PKI],
    text: ['pass null null certain', PKI],
    twosteps: ['pass null null certain', PKI],
    gone: ['fail tls.incomplete-chain security likely', /http\.status|HTTP_404/],
    stranger: ['fail tls.incomplete-chain security likely', /another certificate came/],
    noaia: ['fail tls.intercepted security possible', /Lab Issuing CA/],
    ocsponly: ['fail tls.incomplete-chain security possible', /Lab Issuing CA/],
    ldapaia: ['fail tls.intercepted security certain', /Unknown CA/],
    privateaia: ['fail tls.intercepted security certain', /Unknown CA/],
    lateleaf: ['fail tls.expired service certain', /lateleaf\.odd\.test:443 expired/],
    weakhash: ['fail tls.untrusted service certain', /too weak \(SHA-1 or MD5\) \(OpenSSL: CA signature digest algorithm too weak\)/],
    constraints: ['fail tls.untrusted service certain', /name constraints.*permitted subtree violation/],
    critical: ['fail tls.untrusted service certain', /critical extension/],
    clientonly: ['fail tls.untrusted service certain', /extended key usage/],
    pathlength: ['fail tls.untrusted service certain', /path length/],
    nobasic: ['fail tls.untrusted service certain', /basic constraints/],
    oldauthority: ['fail tls.expired service certain', /certificate of the authority CN=Lab Old CA expired/],
    eset: ['fail tls.intercepted host certain', /ESET Endpoint Security.*by software on this server itself/],
    fiddler: ['fail tls.intercepted host certain', /Fiddler/],
    cloudflare: ['fail tls.intercepted security certain', /Cloudflare Gateway/],
    menlo: ['fail tls.intercepted security certain', /Menlo Security/],
    withexpired: [PASS, /./],
    wrongorder: [PASS, /./],
    unrelated: [PASS, /./],
    withroot: [PASS, /./],
    wildname: [PASS, /./],
    deepwild: ['fail tls.name-mismatch security certain', /\*\.test/],
    capitals: [PASS, /./],
    ipsan: [PASS, /./],
    longlived: [PASS, /./],
    muststaple: [PASS, /./],
    p521: [PASS, /./],
    rsa: [PASS, /./],
    cnonly: [PASS, /./],
    cnwild: [PASS, /./],
    nosubject: [PASS, /./],
    twins: [PASS, /./],
    constraintsok: [PASS, /./],
    cnforeign: ['fail tls.name-mismatch security certain', /elsewhere\.example/],
    cnbesidesan: ['fail tls.name-mismatch security certain', /elsewhere\.example/],
    excluded: ['fail tls.untrusted service certain', /excluded subtree violation/],
    foreign: ['fail tls.name-mismatch security certain', /elsewhere\.example/],
    future: ['fail tls.not-yet-valid host certain', /./],
    selfodd: ['fail tls.untrusted security certain', /DEPTH_ZERO_SELF_SIGNED_CERT/],
    privateroot: ['fail tls.intercepted security certain', /Example Internal Root/],
    zscaler: [DEVICE, /Zscaler Internet Access/],
    zscalerleaf: [DEVICE, /Zscaler Internet Access/],
    norton: [HERE, /Norton/],
    avg: [HERE, /AVG/],
    kaspersky: [HERE, /Kaspersky Endpoint Security/],
    bitdefender: [HERE, /Bitdefender/],
    netskope: [DEVICE, /Netskope/],
    fortinet: [DEVICE, /Fortinet FortiGate/],
    umbrella: [DEVICE, /Cisco Umbrella/],
    sophos: [DEVICE, /Sophos Firewall/],
    paloalto: [DEVICE, /Palo Alto Networks PAN-OS/],
    bluecoat: [DEVICE, /Symantec ProxySG/],
    iboss: [DEVICE, /iboss/],
    barracuda: [DEVICE, /Barracuda/],
    watchguard: [DEVICE, /WatchGuard Firebox/],
    tmg: [DEVICE, /Microsoft Forefront TMG/],
    securly: [DEVICE, /Securly/],
  };
  t.test('chains that are odd in one way each', async (t) => {
    await world.oddCertificates();
    const catalog = await world.catalog(
      'odd',
      ODD_CERTIFICATES.map((name) => `id: ${name}, host: ${name}.odd.test, feature: f`),
    );
    const { report, stderr } = await world.check(['--quiet', '--retries', '0', '--catalog', catalog]);
    for (const name of ODD_CERTIFICATES) {
      const found = report.findings.find(({ id }) => id === `endpoint:${name}:443@direct`);
      const [row, message] = ODD[name];
      t.equal(`${found?.status} ${found?.cause} ${found?.owner} ${found?.confidence}`, row, found?.message ?? stderr);
      t.match(found?.message, message);
    }
  });
}
