import { join } from 'node:path';
import { BEHAVIOURS, type BehaviourName } from './behaviours.ts';
import type { Daemon, Machine } from './machine.ts';
import { RESOLVER } from './names.ts';

export const PROXY_HOST = 'proxy.corp.test';
export const PROXY_ADDRESS = '10.77.0.31';
/** User and password that the proxy knows. */
export const PROXY_USER = { name: 'alice', password: 'Passw0rd!' } as const;

/** Ports of the company's proxy: `strict` denies what it is told to, `inspecting` breaks TLS open, nobody listens on `nobody`. */
export const PROXY_PORTS = {
  anonymous: 3128,
  basic: 3129,
  strict: 3130,
  inspecting: 3131,
  nobody: 3999,
  web: 8000,
  ...(Object.fromEntries(Object.keys(BEHAVIOURS).map((name, index) => [name, 5000 + index])) as Record<BehaviourName, number>),
} as const;
export type ProxyPort = keyof typeof PROXY_PORTS;

/** Squid on four ports, a web server that is no proxy, and everything a proxy should not be. */
export async function startProxy(machine: Machine, shared: string, denied: readonly string[], badServer: string): Promise<void> {
  await machine.write('/etc/resolv.conf', `nameserver ${RESOLVER}\n`);
  await machine.must(['htpasswd', '-cbm', '/etc/lab-users', PROXY_USER.name, PROXY_USER.password]);
  const ports = [
    `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.anonymous} name=anonymous`,
    `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.basic} name=basic`,
    `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.strict} name=strict`,
    `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.inspecting} name=inspecting ${bumping(shared)}`,
  ];
  const rules = [
    'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/lab-users',
    'auth_param basic children 1 startup=1',
    'auth_param basic realm corp proxy',
    ...['basic', 'strict', 'inspecting'].map((name) => `acl on_${name} myportname ${name}`),
    'acl known proxy_auth REQUIRED',
    `acl denied dstdomain ${denied.join(' ')}`,
    'http_access deny on_strict denied',
    'http_access deny on_basic !known',
    'http_access allow all',
    'ssl_bump bump on_inspecting',
  ];
  await machine.write('/etc/lab-nginx.conf', NO_PROXY);
  const behaving = Object.keys(BEHAVIOURS).map((name) => `${name}@${PROXY_ADDRESS}:${PROXY_PORTS[name as BehaviourName]}`);
  await Promise.all([
    startSquid(machine, shared, [...ports, ...rules]),
    machine.spawn(['nginx', '-c', '/etc/lab-nginx.conf', '-g', 'daemon off;']),
    machine.spawn([process.execPath, badServer, ...behaving]),
  ]);
  await machine.listening(`${PROXY_ADDRESS}:${PROXY_PORTS.basic}`, `${PROXY_PORTS.web}`, `${PROXY_PORTS.silent}`);
}

/** A border that breaks TLS open without being asked: plain and secured connections are to be diverted to these ports. */
export const INTERCEPT_PORTS = { http: 3180, https: 3443 } as const;

/** Starts it on the firewall; plain requests for `blocked` get its error page. */
export async function startInterceptor(firewall: Machine, shared: string, blocked: readonly string[]): Promise<Daemon> {
  await firewall.write('/etc/resolv.conf', `nameserver ${RESOLVER}\n`);
  const daemon = await startSquid(firewall, shared, [
    'http_port 3128',
    `http_port ${INTERCEPT_PORTS.http} intercept`,
    `https_port ${INTERCEPT_PORTS.https} intercept ${bumping(shared)}`,
    'acl hello at_step SslBump1',
    'ssl_bump peek hello',
    'ssl_bump bump all',
    `acl blocked dstdomain ${blocked.join(' ')}`,
    'http_access deny blocked !CONNECT',
    'http_access allow all',
  ]);
  await firewall.listening(`${INTERCEPT_PORTS.http}`, `${INTERCEPT_PORTS.https}`);
  return daemon;
}

function bumping(shared: string): string {
  const authority = `tls-cert=${shared}/ca/inspection.pem tls-key=${shared}/ca/inspection.key`;
  return `ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB ${authority}`;
}

async function startSquid(machine: Machine, shared: string, lines: readonly string[]): Promise<Daemon> {
  const head = `pid_filename /run/squid.pid
cache_log ${join(shared, 'logs', `${machine.name}-squid.log`)}
access_log none
visible_hostname ${machine.name}.corp.test
dns_nameservers ${RESOLVER}
dns_timeout 2 seconds
connect_timeout 1 second
connect_retries 0
positive_dns_ttl 1 second
negative_dns_ttl 1 second
cache deny all
cache_mem 4 MB
pinger_enable off
shutdown_lifetime 0 seconds
max_filedescriptors 4096
acl CONNECT method CONNECT
sslcrtd_program /usr/lib/squid/security_file_certgen -s /run/lab-ssl -M 4MB
sslcrtd_children 2 startup=1
tls_outgoing_options cafile=${shared}/ca/root.pem
`;
  await machine.write('/etc/lab-squid.conf', `${head}${lines.join('\n')}\n`);
  await machine.must([
    'sh',
    '-c',
    'chmod 1777 /run; /usr/lib/squid/security_file_certgen -c -s /run/lab-ssl -M 4MB; chown -R proxy /run/lab-ssl',
  ]);
  return machine.spawn(['squid', '-N', '-f', '/etc/lab-squid.conf', '-n', `lab${machine.name}`]);
}

const NO_PROXY = `user root;
pid /run/lab-nginx.pid;
error_log stderr;
events { }
http { access_log off; server { listen ${PROXY_PORTS.web}; return 404 "a web server, and no proxy"; } }
`;
