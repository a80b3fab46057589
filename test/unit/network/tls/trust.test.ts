import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { rootsOf } from '../../../../src/network/tls/roots.ts';
import { chainTrustedBy, readSystemRoots, signaturesOf, systemRoots } from '../../../../src/network/tls/trust.ts';

const dir = t.testdir({});
const file = (name: string): string => join(dir, name);
const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { stdio: 'ignore', cwd: dir });
};
const pem = (name: string): string => readFileSync(file(`${name}.pem`), 'latin1');
const der = (...names: string[]): readonly Buffer[] =>
  names.map((name) => Buffer.from(pem(name).replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, ''), 'base64'));

/** A certificate `name`, issued by `issuer` or by itself. */
function make(name: string, issuer: string | undefined, extensions: string, subject = `/CN=${name}`): void {
  writeFileSync(file(`${name}.cnf`), `[req]\ndistinguished_name=dn\n[dn]\n[ext]\n${extensions}\n`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  const by = issuer === undefined ? [] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  openssl(
    'req',
    '-x509',
    ...key,
    '-config',
    `${name}.cnf`,
    '-extensions',
    'ext',
    '-subj',
    subject,
    '-days',
    '30',
    ...by,
    '-out',
    `${name}.pem`,
  );
}

const CA = 'basicConstraints=critical,CA:true';
make('root', undefined, CA);
make('impostor', undefined, CA, '/CN=root');
make('middle', 'root', CA);
make('leaf', 'middle', 'subjectAltName=DNS:a.test');
make('not-a-ca', 'root', 'basicConstraints=CA:false');
make('below-not-a-ca', 'not-a-ca', 'subjectAltName=DNS:b.test');

const now = new Date();
const later = new Date(now.getTime() + 31 * 86_400_000);
const before = new Date(now.getTime() - 86_400_000);

const CASES: readonly [string, readonly string[], readonly string[], Date, boolean][] = [
  ['leaf, intermediate, root in the store', ['leaf', 'middle'], ['root'], now, true],
  ['the root was sent too', ['leaf', 'middle', 'root'], ['root'], now, true],
  ['certificates in disorder, with a stray one', ['leaf', 'impostor', 'root', 'middle'], ['root'], now, true],
  ['the intermediate itself is in the store', ['leaf', 'middle'], ['middle'], now, true],
  ['the lone leaf is in the store', ['leaf'], ['leaf'], now, true],
  ['a self-signed root alone', ['root'], ['root'], now, true],
  ['the intermediate is missing', ['leaf'], ['root'], now, false],
  ['another root of the same name', ['leaf', 'middle'], ['impostor'], now, false],
  ['both roots of the same name', ['leaf', 'middle'], ['impostor', 'root'], now, true],
  ['an empty store', ['leaf', 'middle', 'root'], [], now, false],
  ['expired', ['leaf', 'middle'], ['root'], later, false],
  ['not yet valid', ['leaf', 'middle'], ['root'], before, false],
  ['issued by a certificate that is no authority', ['below-not-a-ca', 'not-a-ca'], ['root'], now, false],
  ['no chain at all', [], ['root'], now, false],
];

t.test('a chain is trusted when a valid path leads to the store', async (t) => {
  for (const [name, chain, roots, at, expected] of CASES) {
    t.equal(chainTrustedBy(der(...chain), rootsOf(roots.map(pem)), at), expected, name);
  }
});

t.test('a name that is encoded in another way is the same name', (t) => {
  copyFileSync(file('root.key'), file('twin.key'));
  // The root's own key and name; the name as PrintableString, as its certificate has it in UTF-8.
  writeFileSync(file('twin.cnf'), `[req]\ndistinguished_name=dn\nstring_mask=default\n[dn]\n[ext]\n${CA}\n`);
  openssl('req', '-x509', '-new', '-key', 'twin.key', '-config', 'twin.cnf', '-extensions', 'ext', '-subj', '/CN=root', '-out', 'twin.pem');
  make('of-twin', 'twin', 'subjectAltName=DNS:c.test');
  // Made after those above, and not valid before.
  const afterwards = new Date();
  const roots = rootsOf([pem('impostor'), pem('root')]);
  const [leaf = Buffer.alloc(0)] = der('of-twin');
  t.same(roots.quick().issuersOf(new X509Certificate(leaf)), [], 'by its bytes it is another');
  t.ok(chainTrustedBy([leaf], roots, afterwards));
  t.match(signaturesOf([leaf], roots).root?.raw, der('root')[0]);
  t.notOk(chainTrustedBy([leaf], rootsOf([pem('impostor')]), afterwards));
  t.same(signaturesOf([leaf], rootsOf([pem('impostor')])), { mismatch: 'name' });
  t.end();
});

t.test('bytes that are no certificate are not trusted, and odd entries of a store do no harm', async (t) => {
  t.equal(chainTrustedBy([Buffer.from('nonsense')], rootsOf([pem('root')]), now), false);
  t.equal(chainTrustedBy([...der('leaf', 'middle'), Buffer.alloc(0)], rootsOf([pem('root')]), now), false);
  t.equal(
    chainTrustedBy(der('leaf', 'middle'), rootsOf(['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', pem('root')]), now),
    true,
  );
});

t.test('the store is read from the file that SSL_CERT_FILE names, else from the first bundle that has certificates', async (t) => {
  writeFileSync(file('bundle.pem'), `# comment\n${pem('root')}\n${pem('impostor')}`);
  writeFileSync(file('empty.pem'), '');
  t.equal((await readSystemRoots(file('bundle.pem')))?.length, 2);
  t.equal(await readSystemRoots(file('absent.pem')), null);
  t.equal(await readSystemRoots(dir), null, 'a folder');
});

t.test("this machine's own store is a list of PEM texts or null, and read once", async (t) => {
  const roots = await systemRoots();
  t.ok(roots === null || (roots.length > 0 && roots.every((root) => root.startsWith('-----BEGIN CERTIFICATE-----'))));
  t.equal(await systemRoots(), roots);
});
