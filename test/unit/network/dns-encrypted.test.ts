import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { DecodedPacket } from 'dns-packet';
import { decode } from 'dns-packet';
import t from 'tap';
import type { ResolverSpec } from '../../../src/model/network/context.ts';
import { type DnsOutcome, resolve } from '../../../src/network/dns/index.ts';
import { a, listen, onStream, respond } from '../../support/dns-server.ts';

const dir = t.testdir({});
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' });
};
openssl('req', '-x509', ...EC, '-keyout', 'ca.key', '-subj', '/CN=Lab CA', '-out', 'ca.pem');
openssl(
  'req',
  '-x509',
  ...EC,
  '-keyout',
  'server.key',
  '-subj',
  '/CN=dns',
  '-addext',
  'subjectAltName=IP:127.0.0.1,DNS:dns.test',
  '-CA',
  'ca.pem',
  '-CAkey',
  'ca.key',
  '-out',
  'server.pem',
);
const read = (name: string): string => readFileSync(join(dir, name), 'latin1');
const credentials = { key: read('server.key'), cert: read('server.pem') };
const ca = read('ca.pem');

const never = new AbortController().signal;
function ask(spec: ResolverSpec, extraRootsPem: readonly string[] = [ca], name = 'x.test', timeoutMs = 5000): Promise<DnsOutcome> {
  return resolve(name, [4, 6], spec, { timeoutMs, signal: never, now: () => performance.now(), extraRootsPem });
}
const good = (query: DecodedPacket): Buffer =>
  respond(query, { answers: query.questions?.[0]?.type === 'A' ? [a('x.test', '192.0.2.1', 0)] : [] });

t.test('DNS over TLS', async (t) => {
  const servers = {
    good: await listen(createTlsServer(credentials, (socket) => onStream(socket, (query) => [good(query)]))),
    silent: await listen(createTlsServer(credentials, (socket) => onStream(socket, () => []))),
    closing: await listen(createTlsServer(credentials, (socket) => onStream(socket, () => undefined))),
  };
  const spec = (port: number, servername?: string): ResolverSpec => ({
    kind: 'tls',
    address: '127.0.0.1',
    port,
    ...(servername === undefined ? {} : { servername }),
  });
  t.match(await ask(spec(servers.good.port)), {
    facts: { addresses: ['192.0.2.1'], transport: 'tls', resolver: `127.0.0.1:${servers.good.port}` },
    failure: undefined,
  });
  t.match(
    await ask(spec(servers.good.port, 'dns.test')),
    { facts: { addresses: ['192.0.2.1'] }, failure: undefined },
    'a name given for the certificate',
  );
  t.match(await ask(spec(servers.good.port, 'other.test')), { failure: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  t.match(await ask(spec(servers.good.port), []), { failure: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } }, 'an unknown authority');
  t.match(await ask(spec(servers.silent.port), [ca], 'x.test', 600), { failure: { code: 'TIMEOUT' } });
  t.match(await ask(spec(servers.closing.port)), { failure: { code: 'CLOSED' } });
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

t.test('DNS over HTTPS', async (t) => {
  const requests: string[] = [];
  const server = createHttpsServer(credentials, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(`${request.method} ${request.headers['content-type']} ${request.headers.accept}`);
      const type = { 'content-type': request.url === '/page' ? 'text/html' : 'application/dns-message' };
      if (request.url === '/silent') return;
      if (request.url === '/denied') return response.writeHead(403).end('no');
      if (request.url === '/endless') return response.writeHead(200, type).end(Buffer.alloc(200_000));
      if (request.url === '/garbage') return response.writeHead(200, type).end('garbage that is no message');
      return response.writeHead(200, type).end(good(decode(Buffer.concat(chunks))));
    });
  });
  const { port, close } = await listen(server);
  const at = (path: string): ResolverSpec => ({ kind: 'https', url: `https://127.0.0.1:${port}${path}` });
  t.match(await ask(at('/dns-query')), {
    facts: { addresses: ['192.0.2.1'], transport: 'https', resolver: `https://127.0.0.1:${port}/dns-query` },
    failure: undefined,
  });
  t.match(requests, ['POST application/dns-message application/dns-message', 'POST application/dns-message application/dns-message']);
  const codes = {
    '/denied': 'HTTP_403',
    '/page': 'MALFORMED',
    '/garbage': 'MISMATCH',
    '/endless': 'MALFORMED',
    '/silent': 'TIMEOUT',
  };
  for (const [path, code] of Object.entries(codes))
    t.match(await ask(at(path), [ca], 'x.test', path === '/silent' ? 600 : 5000), { failure: { code } }, path);
  t.match(await ask(at('/dns-query'), []), { failure: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } }, 'an unknown authority');
  await close();
  t.match(await ask(at('/dns-query')), { failure: { code: 'ECONNREFUSED' } }, 'nothing listens');
});

t.test('a real resolver over all four transports', { skip: unboundMissing() }, async (t) => {
  const [dns, tls, https] = await Promise.all([freePort(), freePort(), freePort()]);
  writeFileSync(join(dir, 'unbound.conf'), unboundConf(dns, tls, https));
  const unbound = spawn('unbound', ['-d', '-c', join(dir, 'unbound.conf')], { stdio: 'ignore' });
  t.teardown(() => unbound.kill());
  const specs: readonly ResolverSpec[] = [
    { kind: 'udp', address: '127.0.0.1', port: dns },
    { kind: 'tcp', address: '127.0.0.1', port: dns },
    { kind: 'tls', address: '127.0.0.1', port: tls },
    { kind: 'https', url: `https://127.0.0.1:${https}/dns-query` },
  ];
  for (const spec of specs) {
    await t.test(spec.kind, async (t) => {
      t.match(await whenUp(() => ask(spec, [ca], 'both.test', 5000)), {
        facts: { addresses: ['192.0.2.1', '2001:db8::1'], ttlSeconds: 60, transport: spec.kind },
        failure: undefined,
      });
      t.match(await ask(spec, [ca], 'absent.test', 5000), { failure: { code: 'NXDOMAIN' } });
      t.match(await ask(spec, [ca], 'text.test', 5000), { failure: { code: 'NODATA' } });
      t.match(await ask(spec, [ca], 'refused.example', 5000), { failure: { code: 'REFUSED' } });
    });
  }
});

function unboundMissing(): string | false {
  if (process.env.CI !== undefined || existsSync('/usr/sbin/unbound')) return false;
  return 'the package unbound is not installed';
}

function unboundConf(dns: number, tls: number, https: number): string {
  const interfaces = [dns, tls, https].map((port) => `  interface: 127.0.0.1@${port}`).join('\n');
  return `server:
${interfaces}
  tls-port: ${tls}
  https-port: ${https}
  tls-service-key: ${join(dir, 'server.key')}
  tls-service-pem: ${join(dir, 'server.pem')}
  chroot: ""
  username: ""
  pidfile: ""
  directory: ${dir}
  use-syslog: no
  num-threads: 1
  outgoing-range: 16
  incoming-num-tcp: 32
  module-config: iterator
  local-zone: "test." static
  local-data: "both.test. 60 A 192.0.2.1"
  local-data: "both.test. 90 AAAA 2001:db8::1"
  local-data: "text.test. 60 TXT hello"
  local-zone: "." refuse
remote-control:
  control-enable: no
`;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const { port, close } = await listen(createServer());
  await close();
  return port;
}

async function whenUp(asking: () => Promise<DnsOutcome>): Promise<DnsOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await asking();
    if (outcome.failure?.code !== 'ECONNREFUSED' || attempt >= 50) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
