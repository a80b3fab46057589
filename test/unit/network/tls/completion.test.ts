import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { certificatesIn } from '../../../../src/network/signed/certificates-in.ts';
import { certificateFacts } from '../../../../src/network/tls/certificate.ts';
import { completedChain, type FetchedIssuer } from '../../../../src/network/tls/completion.ts';
import { rootsOf } from '../../../../src/network/tls/roots.ts';
import { isPublicRoot, signaturesOf } from '../../../../src/network/tls/trust.ts';
import { mayEndIn, WINDOWS_ROOTS, windowsRoot } from '../../../../src/network/tls/windows-roots.ts';

const dir = t.testdir({});
const at = (name: string): string => join(dir, name);
const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore', cwd: dir });

function make(name: string, issuer: string | undefined, extensions: string): void {
  writeFileSync(at(`${name}.cnf`), `[req]\ndistinguished_name=dn\n[dn]\n[ext]\n${extensions}\n`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  const by = issuer === undefined ? [] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  const subject = ['-config', `${name}.cnf`, '-extensions', 'ext', '-subj', `/CN=${name}`, '-days', '30'];
  openssl('req', '-x509', ...key, ...subject, ...by, '-out', `${name}.pem`);
  openssl('x509', '-in', `${name}.pem`, '-outform', 'DER', '-out', `${name}.cer`);
}
const CA = 'basicConstraints=critical,CA:true';
const issuerAt = (url: string): string => `authorityInfoAccess=caIssuers;URI:${url}`;
make('root', undefined, CA);
make('middle', 'root', CA);
make('lower', 'middle', `${CA}\n${issuerAt('http://pki.test/middle.cer')}`);
make('leaf', 'lower', `subjectAltName=DNS:a.test\n${issuerAt('http://pki.test/lower.cer')}`);
openssl('crl2pkcs7', '-nocrl', '-certfile', 'root.pem', '-certfile', 'lower.pem', '-outform', 'DER', '-out', 'bundle.p7c');
openssl('crl2pkcs7', '-nocrl', '-certfile', 'lower.pem', '-out', 'bundle.pem');

const bytes = (name: string): Buffer => readFileSync(at(name));
const link = (name: string) => ({ facts: certificateFacts(bytes(`${name}.cer`)), der: bytes(`${name}.cer`) });
const roots = rootsOf([readFileSync(at('root.pem'), 'latin1')]);
const anchors = {
  roots,
  signaturesOf: (chain: readonly { readonly der: Buffer }[]) =>
    signaturesOf(
      chain.map(({ der }) => der),
      roots,
    ),
};

t.test('a chain is completed step by step, and what comes counts by its signature', async (t) => {
  const serve =
    (answers: Readonly<Record<string, Buffer | string>>) =>
    async (url: string): Promise<FetchedIssuer> => {
      const answer = answers[url] ?? 'NXDOMAIN';
      return typeof answer === 'string' ? { code: answer, certificates: [] } : { code: '', certificates: certificatesIn(answer) };
    };
  const both = { 'http://pki.test/lower.cer': bytes('bundle.p7c'), 'http://pki.test/middle.cer': bytes('middle.pem') };
  const whole = await completedChain([link('leaf')], anchors, serve(both));
  t.same(
    whole?.chain.map(({ facts }) => facts.subject),
    ['CN=leaf', 'CN=lower', 'CN=middle'],
  );
  t.equal(whole?.error, '');
  t.equal(whole?.completion?.sent, 1);
  t.ok(whole?.chain[0]?.facts.issuerUrls.includes('http://pki.test/lower.cer'));
  const half = await completedChain([link('leaf')], anchors, serve({ 'http://pki.test/lower.cer': bytes('lower.cer') }));
  t.equal(half?.error, undefined);
  t.same(half?.completion?.fetches, [
    { url: 'http://pki.test/lower.cer', code: '' },
    { url: 'http://pki.test/middle.cer', code: 'NXDOMAIN' },
  ]);
  const wrong = await completedChain([link('leaf')], anchors, serve({ 'http://pki.test/lower.cer': bytes('root.cer') }));
  t.same(wrong?.completion?.fetches, [{ url: 'http://pki.test/lower.cer', code: 'NOT_THE_ISSUER' }]);
  t.equal(await completedChain([link('leaf')], anchors, undefined), undefined, 'nobody fetches');
  t.equal(await completedChain([link('leaf'), link('lower'), link('middle')], anchors, serve({})), undefined, 'nothing is missing');
});

t.test('certificates come as DER, PEM and PKCS #7; anything else is none', (t) => {
  for (const name of ['lower.cer', 'lower.pem', 'bundle.pem']) t.equal(certificatesIn(bytes(name)).length, 1, name);
  t.equal(certificatesIn(bytes('bundle.p7c')).length, 2);
  for (const odd of [
    Buffer.alloc(0),
    Buffer.from('<html>'),
    Buffer.from('3003060100', 'hex'),
    bytes('bundle.p7c').subarray(0, 300),
    Buffer.from('30', 'hex'),
  ])
    t.same(certificatesIn(odd), []);
  t.end();
});

t.test('the roots of Windows are those that their thumbprints name, for hosts of Microsoft alone', (t) => {
  for (const root of WINDOWS_ROOTS) {
    const certificate = new X509Certificate(root.pem);
    t.equal(certificate.fingerprint.replaceAll(':', '').toLowerCase(), root.sha1, root.name);
    t.equal(createHash('sha256').update(certificate.raw).digest('hex'), root.sha256, root.name);
    t.match(certificate.subject, `CN=${root.name}`);
    t.ok(certificate.verify(certificate.publicKey), 'self-signed');
    t.ok(isPublicRoot(root.sha256));
    t.equal(windowsRoot(root.sha256), root);
    t.ok(mayEndIn(root, 'fe2.update.microsoft.com') && mayEndIn(root, 'SWS.UPDATE.MICROSOFT.COM.'));
    t.notOk(mayEndIn(root, 'notmicrosoft.com') || mayEndIn(root, 'ocsp.digicert.com'));
  }
  t.equal(windowsRoot('00'), undefined);
  t.end();
});
