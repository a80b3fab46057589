import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import t from 'tap';
import type { Finding } from '../../../src/model/finding.ts';
import type { Report } from '../../../src/model/report.ts';
import { program } from '../../support/run-program.ts';
import { authorityIn } from '../../support/security/authority.ts';

/** Roots, signatures and dates: what may make an endpoint green, and whose fault is told. */
const dir = t.testdir({});
const { file, root, leaf } = authorityIn(dir);
const pem = (name: string): string => readFileSync(file(`${name}.pem`), 'latin1');

root('corp', '/O=Contoso/CN=Contoso Corp Root CA');
leaf('inspected', 'corp', 'IP:127.0.0.1');

// A model that is in Node's bundled set: its name and key identifier, without its key.
const [model = ''] = tls.rootCertificates.filter((one) => /^CN=DigiCert Global Root G2$/m.test(new X509Certificate(one).subject));
const described = (line: string): string => new X509Certificate(model).subject.split('\n').find((part) => part.startsWith(line)) ?? '';
const keyIdentifier = ((der: Buffer): string => {
  const at = der.indexOf(Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0e]));
  return der.toString('hex', at + 9, at + 29).toUpperCase();
})(new X509Certificate(model).raw);
const subject = `/${['C=', 'O=', 'OU=', 'CN='].map(described).filter(Boolean).join('/')}`;
root('forger', subject, `subjectKeyIdentifier=${keyIdentifier.match(/../g)?.join(':')}`);
leaf('forged', 'forger', 'IP:127.0.0.1');
leaf('forged-expired', 'forger', 'IP:127.0.0.1', { from: -90, to: -1 });
leaf('forged-with-issuer', 'forger', 'IP:127.0.0.1', {
  from: -90,
  to: -1,
  extensions: 'authorityInfoAccess=caIssuers;URI:http://127.0.0.1:9/g2.crt',
});
leaf('corp-expired', 'corp', 'IP:127.0.0.1', { from: -90, to: -1 });

/** An HTTPS server with this chain on a free port of loopback, until the test file ends. */
async function serve(name: string, chain = ''): Promise<number> {
  const server = https.createServer({ key: readFileSync(file(`${name}.key`)), cert: pem(name) + chain }, (_request, response) =>
    response.end('ok'),
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function check(
  port: number,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly report: Report; readonly found: Finding }> {
  const catalog = join(dir, `${port}.yaml`);
  writeFileSync(catalog, `id: c\ntitle: c\nrevision: "1"\nendpoints: [{ id: a, host: 127.0.0.1, ports: [${port}], feature: f }]\n`);
  const own = ['check', '--check', 'endpoint', '--catalog', catalog, '--allow-private', '--retries', '0', '--format', 'json', '--quiet'];
  const { code, stdout, stderr } = await program([...own, ...args]);
  if (stdout === '') throw new Error(stderr);
  const report = JSON.parse(stdout) as Report;
  const found = report.findings.find(({ id }) => id.startsWith('endpoint:a:'));
  if (found === undefined) throw new Error('the endpoint has no finding');
  return { code, report, found };
}

t.test("the root of one's own servers makes no endpoint green", async (t) => {
  const port = await serve('inspected', pem('corp'));
  const { code, found } = await check(port, '--ca-file', file('corp.pem'));
  t.equal(code, 1);
  t.match(found, { status: 'fail', cause: 'tls.intercepted', owner: 'security', message: /Contoso Corp Root CA/ });
});

t.test('a root given for endpoints does, and the report says so', async (t) => {
  const port = await serve('inspected', pem('corp'));
  const { code, report, found } = await check(port, '--endpoint-ca-file', file('corp.pem'));
  t.equal(code, 0);
  t.match(found, { status: 'pass', evidence: { privateRoot: { subject: /Contoso Corp Root CA/, sha256: /^[0-9a-f]{64}$/ } } });
  t.match(found.message, /below a root of --endpoint-ca-file/);
  t.match(report.run.notes.join('\n'), /not public and counts as genuine because of --endpoint-ca-file: .*Contoso Corp Root CA/);
});

t.test("a forged signature is interception, never the authority's expired certificate", async (t) => {
  const cases: readonly [string, string][] = [
    ['forged', ''],
    ['forged', model],
    ['forged-expired', ''],
    ['forged-expired', model],
    ['forged-with-issuer', ''],
  ];
  for (const [name, chain] of cases) {
    const { code, found } = await check(await serve(name, chain));
    t.match(found, { status: 'fail', cause: 'tls.intercepted', owner: 'security', confidence: 'certain' }, `${name} ${chain.length}`);
    t.match(found.message, /DigiCert Global Root G2.*did not sign/, name);
    t.equal(code, 1);
  }
});

t.test('an expired certificate that the authority did sign is expired', async (t) => {
  const { found } = await check(await serve('corp-expired', pem('corp')), '--endpoint-ca-file', file('corp.pem'));
  t.match(found, { status: 'fail', cause: 'tls.expired' });
});
