import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Endpoints share these many addresses: one address alone would run out of source ports while old connections linger. */
const ADDRESSES = 64;
const MAX_PER_CATALOG = 5000;
export const PORT = 8443;
export const DNS_ADDRESS = '127.77.0.53';
export const RELAYED_DNS_ADDRESS = '127.78.0.53';
/** Nobody answers here, once the namespace drops it. */
export const SILENT_NETWORK = '127.79.0.0/16';
export const SILENT_ADDRESS = '127.79.0.1';

const hostName = (index: number): string => `h${index}.bench.test`;
const relayedName = (index: number): string => `r${index}.bench.test`;
const silentName = (index: number): string => `s${index}.bench.test`;
/** One of its own for each name: an address that is silent once is not waited for as long again. */
const silentAddress = (index: number): string => `127.79.${1 + (index >> 8)}.${index & 255}`;
const address = (index: number): string => `127.77.1.${1 + (index % ADDRESSES)}`;
/** Where the relay listens; it passes on to `address` of the same index. */
const relayedAddress = (index: number): string => `127.78.1.${1 + (index % ADDRESSES)}`;

/** Files for one list of endpoints: catalogs for us, a configuration for curl. */
export interface List {
  readonly size: number;
  readonly catalogs: readonly string[];
  readonly curl: string;
}

/** Which names a list is made of; absent: those that answer at once. */
export interface Kind {
  readonly relayed?: boolean;
  /** So many of its names lead to addresses that nobody answers at. */
  readonly silent?: number;
}

export interface Lab {
  readonly dir: string;
  /** The lab's own authority, alone. */
  readonly smallCa: string;
  /** The same behind this machine's public roots. */
  readonly largeCa: string;
  readonly list: (size: number, kind?: Kind) => List;
  readonly stop: () => void;
}

/** nginx with an ECDSA leaf on 64 loopback addresses, dnsmasq with `size` names of each kind. */
export async function startLab(dir: string, size: number): Promise<Lab> {
  makeCertificates(dir);
  const children = [startNginx(dir), startDnsmasq(dir, size)];
  await reachable(address(0), PORT, 'see nginx.log in the benchmark folder');
  return {
    dir,
    smallCa: join(dir, 'ca.pem'),
    largeCa: join(dir, 'large.pem'),
    list: (count, kind = {}) => writeList(dir, count, kind),
    stop: () => {
      for (const child of children) child.kill();
    },
  };
}

function makeCertificates(dir: string): void {
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-subj', '/CN=Bench root', '-out', 'ca.pem');
  const issuer = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-addext',
    'subjectAltName=DNS:*.bench.test',
    '-addext',
    'basicConstraints=critical,CA:false',
  ];
  openssl('req', '-x509', ...ec, ...issuer, '-keyout', 'leaf.key', '-subj', '/CN=*.bench.test', '-out', 'leaf.pem');
  const bundle = readFileSync('/etc/ssl/certs/ca-certificates.crt', 'latin1');
  writeFileSync(join(dir, 'large.pem'), bundle + readFileSync(join(dir, 'ca.pem'), 'latin1'));
}

function startNginx(dir: string): ChildProcess {
  const listen = Array.from({ length: ADDRESSES }, (_, index) => `    listen ${address(index)}:${PORT} ssl backlog=4096;`).join('\n');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `  ${kind}_temp_path ${dir};`).join('\n');
  writeFileSync(
    join(dir, 'nginx.conf'),
    `user root;
worker_processes 1;
pid ${dir}/nginx.pid;
daemon off;
error_log ${dir}/nginx.log;
events { worker_connections 8192; }
http {
  access_log off;
${temporary}
  ssl_certificate ${dir}/leaf.pem;
  ssl_certificate_key ${dir}/leaf.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  server {
${listen}
    default_type text/plain;
    return 200 "ok";
  }
}
`,
  );
  return spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf')], { stdio: 'inherit' });
}

function startDnsmasq(dir: string, size: number): ChildProcess {
  const names = Array.from(
    { length: size },
    (_, index) =>
      `${address(index)} ${hostName(index)}\n${relayedAddress(index)} ${relayedName(index)}\n${silentAddress(index)} ${silentName(index)}`,
  );
  writeFileSync(join(dir, 'names'), `${names.join('\n')}\n`);
  const options = [
    '--no-daemon',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--local=/test/',
    '--local-ttl=300',
    '--user=root',
    '--group=root',
  ];
  return spawn('dnsmasq', [...options, '--bind-interfaces', `--listen-address=${DNS_ADDRESS}`, `--addn-hosts=${join(dir, 'names')}`], {
    stdio: 'ignore',
  });
}

function writeList(dir: string, size: number, { relayed = false, silent = 0 }: Kind): List {
  const name = (index: number): string => (index < silent ? silentName : relayed ? relayedName : hostName)(index);
  const stem = join(dir, `${relayed ? 'relayed' : 'list'}-${size}-${silent}`);
  const indices = Array.from({ length: size }, (_, index) => index);
  const urls = indices.map((index) => `url = "https://${name(index)}:${PORT}/"\noutput = "/dev/null"\n`).join('');
  writeFileSync(`${stem}.curl`, urls);
  const catalogs = [];
  for (let from = 0; from < size; from += MAX_PER_CATALOG) {
    const path = `${stem}-${from}.yaml`;
    const entries = indices
      .slice(from, from + MAX_PER_CATALOG)
      .map((index) => `  - { id: bench/${name(index)}, host: ${name(index)}, ports: [${PORT}], feature: bench }\n`);
    writeFileSync(path, `id: bench-${from}\ntitle: Benchmark\nrevision: "1"\nendpoints:\n${entries.join('')}`);
    catalogs.push(path);
  }
  return { size, catalogs, curl: `${stem}.curl` };
}

/** Waits until something listens there, five seconds at most. Throws then, with `hint`. */
export async function reachable(host: string, port: number, hint: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens at ${host}:${port}: ${hint}`);
}

/** Address pairs for the relay: where it listens and where it passes on to. */
export function relayPairs(): readonly (readonly [string, string])[] {
  return Array.from({ length: ADDRESSES }, (_, index) => [relayedAddress(index), address(index)] as const);
}
