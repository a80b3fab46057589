import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates for the security tests, made by openssl in one folder. */
export interface Authority {
  readonly file: (name: string) => string;
  /** A root of its own; `subject` and `extensions` may imitate another. RSA: a forgery has to have its model's kind of key. */
  readonly root: (name: string, subject: string, extensions?: string) => void;
  /** A leaf of `issuer`, valid from and to so many days from now. */
  readonly leaf: (name: string, issuer: string, names: string, options?: LeafOptions) => void;
}
interface LeafOptions {
  readonly from?: number;
  readonly to?: number;
  readonly extensions?: string;
}

export function authorityIn(dir: string): Authority {
  const file = (name: string): string => join(dir, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const key = (name: string): void => openssl('genrsa', '-out', `${name}.key`, '2048');
  writeFileSync(
    file('ca.cnf'),
    '[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=.\ndatabase=index.txt\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n',
  );
  return {
    file,
    root: (name, subject, extensions = '') => {
      key(name);
      writeFileSync(
        file(`${name}.cnf`),
        `[req]\ndistinguished_name=dn\n[dn]\n[ext]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n${extensions}\n`,
      );
      const described = ['-config', `${name}.cnf`, '-extensions', 'ext', '-subj', subject];
      openssl('req', '-x509', '-key', `${name}.key`, '-days', '3650', ...described, '-out', `${name}.pem`);
    },
    leaf: (name, issuer, names, { from = -2, to = 90, extensions = '' } = {}) => {
      key(name);
      writeFileSync(file('index.txt'), '');
      writeFileSync(
        file(`${name}.ext`),
        `subjectAltName=${names}\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n${extensions}\n`,
      );
      openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
      const dates = ['-startdate', asn1Time(from), '-enddate', asn1Time(to)];
      const by = ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`];
      openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        'ca.cnf',
        '-extfile',
        `${name}.ext`,
        ...by,
        ...dates,
        '-in',
        `${name}.csr`,
        '-out',
        `${name}.pem`,
      );
    },
  };
}

/** GeneralizedTime (RFC 5280 section 4.1.2.5.2). */
function asn1Time(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}
