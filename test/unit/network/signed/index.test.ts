import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { signedReader } from '../../../../src/network/signed/index.ts';
import { rootsOf } from '../../../../src/network/tls/roots.ts';
import { authorityIn } from '../../../support/security/authority.ts';

/** Lists of revoked certificates and OCSP responses, made by openssl. */
const dir = t.testdir({});
const { file, root, leaf } = authorityIn(dir);
const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
};
root('ours', '/O=Lab/CN=Ours');
root('twin', '/O=Lab/CN=Ours');
leaf('server', 'ours', 'DNS:a.test');
leaf('responder', 'ours', 'DNS:r.test');
writeFileSync(file('delegate.ext'), 'extendedKeyUsage=OCSPSigning\n');
openssl(
  'x509',
  '-req',
  '-in',
  'responder.csr',
  '-CA',
  'ours.pem',
  '-CAkey',
  'ours.key',
  '-set_serial',
  '7',
  '-days',
  '30',
  '-extfile',
  'delegate.ext',
  '-out',
  'delegate.pem',
);
const roots = (name: string): readonly string[] => [readFileSync(file(`${name}.pem`), 'latin1')];

function crl(name: string, issuer: string, ...more: readonly string[]): Buffer {
  openssl(
    'ca',
    '-gencrl',
    '-config',
    'ca.cnf',
    '-cert',
    `${issuer}.pem`,
    '-keyfile',
    `${issuer}.key`,
    '-crldays',
    '30',
    '-out',
    `${name}.crl`,
    ...more,
  );
  openssl('crl', '-in', `${name}.crl`, '-outform', 'DER', '-out', `${name}.der`);
  return readFileSync(file(`${name}.der`));
}

function ocsp(name: string, signer: string, key: string): Buffer {
  writeFileSync(file('ocsp.index'), 'V\t351231235959Z\t\t02\tunknown\t/CN=server\n');
  openssl('ocsp', '-issuer', 'ours.pem', '-cert', 'server.pem', '-no_nonce', '-reqout', 'q.der');
  const by = ['-CA', 'ours.pem', '-rsigner', `${signer}.pem`, '-rkey', `${key}.key`];
  openssl('ocsp', '-index', 'ocsp.index', ...by, '-reqin', 'q.der', '-ndays', '3', '-respout', `${name}.der`);
  return readFileSync(file(`${name}.der`));
}

const list = crl('list', 'ours');
const direct = ocsp('direct', 'ours', 'ours');
const delegated = ocsp('delegated', 'delegate', 'responder');

t.test('what is signed', async (t) => {
  t.match(signedReader(rootsOf(roots('ours')))(list), { kind: 'crl', signer: /CN=Ours/, isPublic: false });
  t.match(signedReader(rootsOf(roots('ours')))(direct), { kind: 'ocsp', signer: /CN=Ours/ });
  t.match(signedReader(rootsOf(roots('ours')))(delegated), { kind: 'ocsp', signer: /CN=responder/ });
});

t.test('what is not', async (t) => {
  const cut = (body: Buffer): Buffer => body.subarray(0, body.length - 1);
  const bent = (body: Buffer, where: number): Buffer => Buffer.from(body.map((byte, at) => (at === where ? byte ^ 1 : byte)));
  // The last bytes of a response are those of the certificate that it brings: its own date is signed.
  const dated = direct.indexOf(`${new Date().getUTCFullYear()}`) + 12;
  const rows: readonly (readonly [string, Buffer, string])[] = [
    ['a list of another key by the same name', list, 'twin'],
    ['a response of another key by the same name', direct, 'twin'],
    ['a delegated response below another root', delegated, 'twin'],
    ['a list whose signature was bent', bent(list, list.length - 9), 'ours'],
    ['a response whose date was bent', bent(direct, dated), 'ours'],
    ['a list that was cut', cut(list), 'ours'],
    ['a list with bytes behind it', Buffer.concat([list, Buffer.from('<html>')]), 'ours'],
    ['a list that is over', crl('old', 'ours', '-crl_lastupdate', '20260101000000Z', '-crl_nextupdate', '20260201000000Z'), 'ours'],
    ['a response of a server certificate', ocsp('server-signed', 'server', 'server'), 'ours'],
    ['a refusal, which bears no signature (malformedRequest)', Buffer.from([0x30, 3, 0x0a, 1, 1]), 'ours'],
    ['a certificate', Buffer.from(readFileSync(file('server.pem'), 'latin1').replace(/-----[^-]+-----|\s/g, ''), 'base64'), 'ours'],
    ['a page', Buffer.from('<h1>captive portal</h1>'), 'ours'],
    ['0 and nothing', Buffer.from('0'), 'ours'],
    ['nothing', Buffer.alloc(0), 'ours'],
    ['a length of four gigabytes', Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30]), 'ours'],
  ];
  for (const [name, body, by] of rows) t.equal(signedReader(rootsOf(roots(by)))(body), undefined, name);
  for (let length = 0; length < direct.length; length += 7)
    t.equal(signedReader(rootsOf(roots('ours')))(direct.subarray(0, length)), undefined);
});

t.test('the certificate of an authority proves what serves it, others do not', async (t) => {
  const der = (name: string): Buffer => {
    openssl('x509', '-in', `${name}.pem`, '-outform', 'DER', '-out', `${name}.cer`);
    return readFileSync(file(`${name}.cer`));
  };
  const read = signedReader(rootsOf(roots('ours')));
  t.match(read(der('ours')), { kind: 'certificate', isPublic: false, signer: /CN=Ours/ });
  t.equal(read(der('server')), undefined, 'a leaf: anybody can have one');
  t.equal(read(der('twin')), undefined, 'another key with the same name');
  t.equal(read(Buffer.concat([der('ours'), Buffer.from('more')])), undefined, 'something behind it');
});
