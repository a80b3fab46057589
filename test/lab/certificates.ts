import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collect } from './machine.ts';

const DAY_MS = 86_400_000;

/** A leaf that is right except where told otherwise. */
interface Leaf {
  readonly names: readonly string[];
  readonly issuer?: 'issuing' | 'unknown' | 'inspection';
  readonly fromDays?: number;
  readonly toDays?: number;
  /** Its intermediate certificate is not sent with it. */
  readonly alone?: boolean;
}

/** File names of what `makeCertificates` leaves in its folder; a `.pem` of a leaf holds chain and key. */
export type CertificateName =
  | 'good'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-name'
  | 'unknown-authority'
  | 'inspected'
  | 'alone'
  | 'self-signed';

/**
 * The lab's authorities and leaves, made by openssl: `root.pem` (counts as genuine), its issuing authority, `inspection.pem` (a company's TLS
 * inspection) and `unknown.pem`; `good` is for `names`, the others are for `victim` and wrong in one way each. Also `list.crl`.
 */
export async function makeCertificates(folder: string, names: readonly string[], victim: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const leaves: Readonly<Record<Exclude<CertificateName, 'self-signed'>, Leaf>> = {
    good: { names },
    expired: { names: [victim], fromDays: -40, toDays: -1 },
    'not-yet-valid': { names: [victim], fromDays: 20 },
    'wrong-name': { names: ['other.example'] },
    'unknown-authority': { names: [victim], issuer: 'unknown' },
    inspected: { names: [victim], issuer: 'inspection' },
    alone: { names: [victim], alone: true },
  };
  await makeAuthorities(folder);
  const made = Object.entries(leaves).map(([name, leaf], index) => makeLeaf(folder, name, leaf, index + 1));
  await Promise.all([...made, makeSelfSigned(folder, victim), makeRevocationList(folder)]);
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const AUTHORITY = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];

async function makeAuthorities(folder: string): Promise<void> {
  const root = (name: string, subject: string): Promise<void> =>
    openssl(folder, 'req', '-x509', ...CURVE, '-keyout', `${name}.key`, '-days', '3650', '-subj', subject, '-out', `${name}.pem`);
  await Promise.all([
    root('root', '/O=Lab/CN=Lab Root CA'),
    root('inspection', '/O=Contoso/CN=Contoso TLS Inspection CA'),
    root('unknown', '/O=Nobody/CN=Unknown Root CA'),
  ]);
  const signed = ['-CA', 'root.pem', '-CAkey', 'root.key', '-days', '1825'];
  const subject = ['-subj', '/O=Lab/CN=Lab Issuing CA 1'];
  await openssl(folder, 'req', '-x509', ...CURVE, ...signed, ...subject, ...AUTHORITY, '-keyout', 'issuing.key', '-out', 'issuing.pem');
}

/** `openssl ca` alone takes free dates in OpenSSL 3.0; it wants a database, so each leaf has one of its own. */
async function makeLeaf(folder: string, name: string, leaf: Leaf, serial: number): Promise<void> {
  const { names, issuer = 'issuing', fromDays = -2, toDays = 400, alone = false } = leaf;
  const own = join(folder, `${name}-ca`);
  await mkdir(own);
  await writeFile(join(own, 'index.txt'), '');
  await writeFile(join(own, 'serial'), `10${serial.toString(16).padStart(2, '0')}\n`);
  await writeFile(join(own, 'openssl.cnf'), configuration(own, names));
  await openssl(folder, 'req', '-new', ...CURVE, '-keyout', `${name}.key`, '-subj', `/CN=${names[0]}`, '-out', `${name}.csr`);
  const dates = ['-startdate', openssltime(fromDays), '-enddate', openssltime(toDays)];
  const signing = ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`, '-in', `${name}.csr`, '-out', `${name}.crt`];
  await openssl(folder, 'ca', '-batch', '-notext', '-config', join(own, 'openssl.cnf'), ...dates, ...signing);
  const chain = issuer === 'issuing' && !alone ? [`${name}.crt`, 'issuing.pem'] : [`${name}.crt`];
  await bundle(folder, name, chain);
}

function configuration(own: string, names: readonly string[]): string {
  return `[ca]
default_ca = lab
[lab]
new_certs_dir = ${own}
database = ${own}/index.txt
serial = ${own}/serial
default_md = sha256
policy = policy
x509_extensions = leaf
[policy]
commonName = supplied
[leaf]
subjectAltName = ${names.map((name) => `${/^[0-9.]+$|:/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',')}
extendedKeyUsage = serverAuth
basicConstraints = CA:FALSE
authorityInfoAccess = caIssuers;URI:http://pki.lab.test/issuing.cer
crlDistributionPoints = URI:http://pki.lab.test/lab.crl
`;
}

function openssltime(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
}

async function makeSelfSigned(folder: string, victim: string): Promise<void> {
  const subject = ['-subj', `/CN=${victim}`, '-addext', `subjectAltName=DNS:${victim}`];
  await openssl(folder, 'req', '-x509', ...CURVE, ...subject, '-days', '400', '-keyout', 'self-signed.key', '-out', 'self-signed.crt');
  await bundle(folder, 'self-signed', ['self-signed.crt']);
}

async function makeRevocationList(folder: string): Promise<void> {
  const own = join(folder, 'list-ca');
  await mkdir(own);
  await writeFile(join(own, 'index.txt'), '');
  await writeFile(join(own, 'openssl.cnf'), configuration(own, ['pki.lab.test']));
  const authority = ['-cert', 'issuing.pem', '-keyfile', 'issuing.key', '-crldays', '30', '-out', 'list.pem'];
  await openssl(folder, 'ca', '-gencrl', '-config', join(own, 'openssl.cnf'), ...authority);
  await openssl(folder, 'crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl');
}

/** Servers of the lab run as many users, and all read one file. */
async function bundle(folder: string, name: string, chain: readonly string[]): Promise<void> {
  const parts = await Promise.all([...chain, `${name}.key`].map((file) => readFile(join(folder, file), 'utf8')));
  await writeFile(join(folder, `${name}.pem`), parts.join(''), { mode: 0o644 });
}

async function openssl(folder: string, ...argv: readonly string[]): Promise<void> {
  const { code, stderr } = await collect(['env', '-C', folder, 'openssl', ...argv]);
  if (code !== 0) throw new Error(`openssl ${argv.join(' ')}: ${stderr}`);
}
