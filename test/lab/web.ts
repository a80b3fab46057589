import { join } from 'node:path';
import { BEHAVIOURS, type BehaviourName } from './behaviours.ts';
import type { CertificateName } from './certificates.ts';
import type { Machine } from './machine.ts';
import type { GenuineAnswer } from './world.ts';

/** Where the genuine services are; the second IPv4 address serves the same. */
export const GENUINE = { v4: ['203.0.113.80', '203.0.113.81'], v6: '2001:db8:113::80' } as const;
/** On every address of this block (for benchmarks, RFC 2544) this port is served too: a thousand names can have a thousand addresses. */
export const MANY = { block: '198.18.0.0/15', port: 8443 } as const;

const WRONG_CERTIFICATES: readonly CertificateName[] = [
  'expired',
  'not-yet-valid',
  'wrong-name',
  'self-signed',
  'unknown-authority',
  'inspected',
  'alone',
];
const STATUSES = [403, 404, 407, 451, 502, 503, 511] as const;

/** Places of the wan where something is wrong in one way, by name; a fault leads a name there. */
export const PLACES = {
  ...numbered(90, WRONG_CERTIFICATES),
  ...numbered(100, ['tls-1.0', 'tls-1.3', 'plain-on-443', 'wants-certificate', 'nobody'] as const),
  ...numbered(110, ['status-403', 'status-404', 'status-407', 'status-451', 'status-502', 'status-503', 'status-511'] as const),
  ...numbered(120, ['block-page', 'portal-redirect'] as const),
  ...numbered(130, Object.keys(BEHAVIOURS) as BehaviourName[]),
} as const;
export type Place = keyof typeof PLACES;

function numbered<Name extends string>(first: number, names: readonly Name[]): Readonly<Record<Name, string>> {
  return Object.fromEntries(names.map((name, index) => [name, `203.0.113.${first + index}`])) as Record<Name, string>;
}

/** All addresses that the machine must have. Nobody lives at `nobody`. */
export function webAddresses(): readonly string[] {
  return [...GENUINE.v4, GENUINE.v6, ...Object.values(PLACES).filter((address) => address !== PLACES.nobody)];
}

/** The internet's web servers: nginx, haproxy, and those that no program of Debian can be. */
export async function startWeb(machine: Machine, shared: string, answers: readonly GenuineAnswer[], badServer: string): Promise<void> {
  await machine.must(['ip', 'route', 'add', 'local', MANY.block, 'dev', 'lo']);
  await machine.write('/etc/lab-nginx.conf', nginxConfiguration(join(shared, 'ca'), answers));
  await machine.write('/etc/lab-haproxy.cfg', haproxyConfiguration(join(shared, 'ca')));
  const behaving = Object.keys(BEHAVIOURS).flatMap((name) => [80, 443].map((port) => `${name}@${PLACES[name as BehaviourName]}:${port}`));
  await machine.spawn(['nginx', '-c', '/etc/lab-nginx.conf', '-g', 'daemon off;']);
  await machine.spawn(['haproxy', '-db', '-f', '/etc/lab-haproxy.cfg']);
  await machine.spawn([process.execPath, badServer, ...behaving]);
  await machine.listening(`${GENUINE.v4[0]}:443`, `${MANY.port}`, `${PLACES['wants-certificate']}:443`, `${PLACES.silent}:80`);
}

function nginxConfiguration(ca: string, answers: readonly GenuineAnswer[]): string {
  const secured = (address: string, certificate: CertificateName, more = 'return 200 "genuine";'): string =>
    `server { listen ${address}:443 ssl; ssl_certificate ${ca}/${certificate}.pem; ssl_certificate_key ${ca}/${certificate}.pem; ${more} }`;
  const plain = (address: string, port: number, body: string): string => `server { listen ${address}:${port}; ${body} }`;
  const status = (code: number): string => `return ${code} "status ${code}";`;
  return `user root;
pid /run/lab-nginx.pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 8192; }
http {
access_log off;
default_type text/html;
types { }
server_names_hash_bucket_size 128;
server_names_hash_max_size 2048;
ssl_protocols TLSv1.2 TLSv1.3;
ssl_session_tickets off;
server { ${everywhere(443, 'ssl default_server')} listen ${MANY.port} ssl backlog=4096; ssl_certificate ${ca}/good.pem; ssl_certificate_key ${ca}/good.pem;
  location / { return 200 "genuine"; } }
server { ${everywhere(80, 'default_server')} return 404 "nothing known of this name"; }
${answers.map((answer) => genuine(ca, answer)).join('\n')}
${WRONG_CERTIFICATES.map((name) => secured(PLACES[name], name)).join('\n')}
${secured(PLACES['tls-1.0'], 'good', 'ssl_protocols TLSv1; ssl_ciphers DEFAULT@SECLEVEL=0; return 200;')}
${secured(PLACES['tls-1.3'], 'good', 'ssl_protocols TLSv1.3; return 200;')}
${plain(PLACES['plain-on-443'], 443, 'return 200 "plain text";')}
${STATUSES.map((code) => secured(PLACES[`status-${code}`], 'good', status(code)) + plain(PLACES[`status-${code}`], 80, status(code))).join('\n')}
${plain(PLACES['block-page'], 80, 'return 403 "<html><title>Web Page Blocked!</title>FortiGuard Intrusion Prevention - Access Blocked</html>";')}
${plain(PLACES['portal-redirect'], 80, 'return 302 http://10.77.0.1/login?url=$host;')}
}
`;
}

function everywhere(port: number, options = ''): string {
  return [...GENUINE.v4, `[${GENUINE.v6}]`].map((address) => `listen ${address}:${port} ${options};`).join(' ');
}

function genuine(ca: string, { host, status, contentType, headers, body }: GenuineAnswer): string {
  const added = Object.entries(headers).map(([name, value]) => `add_header ${name} "${value}" always;`);
  const answer = typeof body === 'string' ? `return ${status} "${body}";` : `root ${ca}; try_files /list.crl =404;`;
  const head = `${everywhere(80)} server_name ${host}; default_type ${contentType}; ${added.join(' ')}`;
  return `server { ${head} location / { ${answer} } }`;
}

/** TLS that insists on a certificate of the client, with a proper alert for who has none. */
function haproxyConfiguration(ca: string): string {
  return `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend wants-certificate
  bind ${PLACES['wants-certificate']}:443 ssl crt ${ca}/good.pem ca-file ${ca}/root.pem verify required
  http-request return status 200
`;
}
