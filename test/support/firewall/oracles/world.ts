import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import tls from 'node:tls';
import type { Report } from '../../../../src/model/report.ts';
import { BIN } from '../../tested-program.ts';
import { type Start, until } from './programs.ts';

/** Options of every dnsmasq here: nothing but what its own file says. */
export const DNSMASQ = [
  '--keep-in-foreground',
  '--no-hosts',
  '--no-resolv',
  '--bind-interfaces',
  '--user=root',
  '--pid-file',
  '--cache-size=0',
];

/** Each name has an address of its own, so that a rule by address is a rule by name. They are of the network namespace alone (TEST-NET-2, RFC 5737). */
export function addressOf(names: readonly string[], name: string): string {
  const index = names.indexOf(name);
  if (index > 250) throw new Error('more names than addresses');
  return `198.51.100.${index + 1}`;
}

/** `host/path` and where it leads. */
export interface WorldRedirect {
  readonly from: string;
  readonly to: string;
}

/** A resolver at 127.0.0.2 that knows the names; TLS on 443 and HTTP on 80 that answer as every one of them. */
export async function world(dir: string, names: readonly string[], start: Start, redirect?: WorldRedirect): Promise<void> {
  writeFileSync(join(dir, 'records'), names.map((name) => `host-record=${name},${addressOf(names, name)}\n`).join(''));
  start('dnsmasq', [...DNSMASQ, `--conf-file=${join(dir, 'records')}`, '--listen-address=127.0.0.2']);
  const { key, cert } = certificate(dir, names);
  const body = Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.alloc(256)]);
  const authority = new X509Certificate(readFileSync(join(dir, 'ca.pem'))).raw;
  const answer: http.RequestListener = ({ headers, url }, response) => {
    if (redirect !== undefined && `${headers.host}${url}` === redirect.from) {
      response.writeHead(302, { location: redirect.to }).end();
      return;
    }
    if (/^ca(?:certs|issuers)\./.test(headers.host ?? '')) {
      response.writeHead(200, { 'content-type': 'application/pkix-cert' }).end(authority);
      return;
    }
    const contentType = /ocsp/.test(headers.host ?? '') ? 'application/ocsp-response' : 'application/pkix-crl';
    const first = headers.range === 'bytes=0-0';
    const range = first ? { 'content-range': `bytes 0-0/${body.length}` } : {};
    response.writeHead(first ? 206 : 200, {
      'content-type': contentType,
      'x-ms-request-id': '6f1d2a34-0000-4000-8000-000000000000',
      ...range,
    });
    response.end(first ? body.subarray(0, 1) : body);
  };
  const plain = http.createServer(answer);
  const secure = tls.createServer({ key, cert, ALPNProtocols: ['http/1.1'] }, (socket) => plain.emit('connection', socket));
  secure.on('tlsClientError', () => undefined);
  plain.on('clientError', (_, socket) => socket.destroy());
  await Promise.all(
    [plain.listen(80, '0.0.0.0'), secure.listen(443, '0.0.0.0')].map((server) => new Promise((ready) => server.once('listening', ready))),
  );
  await answering('127.0.0.2', names[0] as string, addressOf(names, names[0] as string));
}

/** Waits until the resolver at the address knows the name. */
export async function answering(server: string, name: string, address: string): Promise<void> {
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([server]);
  await until(`dnsmasq at ${server}`, async () => (await resolver.resolve4(name).catch(() => ['']))[0] === address);
}

/** A CA and one certificate for all the names. */
function certificate(dir: string, names: readonly string[]): { readonly key: Buffer; readonly cert: Buffer } {
  const file = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...ec, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '2', '-subj', '/CN=Loop CA');
  // The suites that the documentation names for the content network are RSA's.
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', file('leaf.key'), '-out', file('leaf.csr'), '-subj', '/CN=leaf');
  writeFileSync(file('ext'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\nextendedKeyUsage=serverAuth\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    file('leaf.csr'),
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-days',
    '1',
    '-extfile',
    file('ext'),
    '-out',
    file('leaf.pem'),
  );
  return { key: readFileSync(file('leaf.key')), cert: readFileSync(file('leaf.pem')) };
}

/** Runs the program as a user would; never blocks, for the servers live in this process. */
export function preflight(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err });
    });
  });
}

export interface Checked {
  readonly code: number;
  readonly report: Report;
}

/** One run of `check` with its JSON report. */
export async function check(dir: string, ...args: readonly string[]): Promise<Checked> {
  const common = [
    '--endpoint-ca-file',
    join(dir, 'ca.pem'),
    '--allow-private',
    '--retries',
    '0',
    '--timeout',
    '1500',
    '--quiet',
    '--format',
    'json',
  ];
  const { code, out, err } = await preflight('check', ...common, ...args);
  if (out === '') throw new Error(`check ended in ${code}: ${err}`);
  return { code, report: JSON.parse(out) as Report };
}
