import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { observe } from '../../../src/checks/endpoint/observe.ts';
import { packageRoot } from '../../../src/files/package-root.ts';
import type { Context } from '../../../src/model/network/context.ts';
import { type Probe, probeKey } from '../../../src/model/network/probe.ts';
import type { Route } from '../../../src/model/network/route.ts';
import { RunState } from '../../../src/model/network/run-state.ts';
import { a, aaaa, respond, serve } from '../../support/dns-server.ts';
import { program } from '../../support/run-program.ts';

const SPOOFER = join(packageRoot(), 'build/test/support/security/spoofer.js');
const inNamespace = (marked: string) =>
  `ip addr add 11.1.1.2/32 dev lo; "${process.execPath}" "${SPOOFER}" ${marked} & spoofer=$!; sleep 1; "$@"; code=$?; kill $spoofer; exit $code`;

for (const marked of ['', 'marked'])
  for (const route of ['direct', 'http://11.1.1.2:3128'])
    t.test(`whoever answers on port 80 chooses nothing inside: ${route} ${marked}`, async (t) => {
      const args = [
        '--route',
        route,
        '--resolver',
        'udp://127.0.0.1',
        '--timeout',
        '1500',
        '--only',
        'revocation/*',
        '--format',
        'json',
        '--quiet',
      ];
      const { stdout, stderr } = await program(args, { isolated: true, cwd: t.testdir(), shell: inNamespace(marked) });
      t.match(stderr, /SPOOFED/, 'the spoofer was asked');
      t.notMatch(stderr, /INSIDE/);
      t.notMatch(stdout, /ASIAEXAMPLE/, 'and nothing of the inside is in the report');
      const { findings } = JSON.parse(stdout) as { findings: readonly { readonly id: string; readonly status: string }[] };
      const derived = findings.filter(({ id }) => id.startsWith('endpoint:derived/'));
      t.ok(derived.every(({ status }) => status === 'inconclusive'));
    });

async function listening(): Promise<{ readonly server: Server; readonly port: number; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer((stream) => {
    connections += 1;
    stream.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port, connections: () => connections };
}

function context(port: number): Context {
  return {
    run: new RunState(),
    signal: new AbortController().signal,
    layerTimeoutMs: 1000,
    retries: 0,
    allAddresses: false,
    resolver: { kind: 'udp', address: '127.0.0.1', port },
    trust: { extraRootsPem: [], endpointRootsPem: [], system: false },
    now: () => performance.now(),
    random: () => 0,
    credentialsFor: () => undefined,
  } as unknown as Context;
}

function probe(host: string, port: number, route: Route, publicOnly: boolean): Probe {
  const target = { host, port };
  return {
    key: probeKey('http', target, '/', route),
    target,
    scheme: 'http',
    path: '/',
    maxTlsVersion: '1.2',
    route,
    endpointKeys: [],
    ...(publicOnly ? { publicOnly: true } : {}),
  };
}

t.test('the addresses decide, in both families, and one that is not public is enough', async (t) => {
  const inside = await listening();
  const resolver = await serve((query) => {
    const { name = '', type } = query.questions?.[0] ?? {};
    const v4 = name.startsWith('mixed')
      ? [a(name, '20.1.1.1'), a(name, '127.0.0.1')]
      : name.startsWith('six')
        ? [a(name, '20.1.1.1')]
        : [a(name, '127.0.0.1')];
    return [respond(query, { answers: type === 'A' ? v4 : name.startsWith('six') ? [aaaa(name, 'fd00::1')] : [] })];
  });
  t.teardown(async () => {
    inside.server.close();
    await resolver.close();
  });
  const direct: Route = { name: 'direct', kind: 'direct', auth: 'none' };
  const proxy: Route = { name: 'p', kind: 'http', via: { host: '127.0.0.1', port: inside.port }, auth: 'none' };
  const socks: Route = { name: 's', kind: 'socks5', via: { host: '127.0.0.1', port: inside.port }, auth: 'none' };
  for (const host of ['inside.attacker.test', 'mixed.attacker.test', 'six.attacker.test'])
    for (const route of [direct, proxy, socks]) {
      const { steps } = await observe(probe(host, inside.port, route, true), context(resolver.port));
      t.match(steps, [{ layer: 'dns', peer: 'target', failure: { code: 'NOT_PUBLIC_ADDRESS' } }], `${host} ${route.name}`);
      t.equal(steps.length, 1, 'nothing follows');
    }
  t.equal(inside.connections(), 0, 'nobody was connected to');
  await observe(probe('inside.attacker.test', inside.port, direct, false), context(resolver.port));
  t.equal(inside.connections(), 1, 'a probe of the catalog is asked wherever its name leads');
});

t.test('the address that was looked at is the one that is connected to', async (t) => {
  const inside = await listening();
  let asked = 0;
  const resolver = await serve((query) => {
    const { name = '', type } = query.questions?.[0] ?? {};
    if (type !== 'A') return [respond(query)];
    asked += 1;
    return [respond(query, { answers: [a(name, asked === 1 ? '192.0.2.1' : '127.0.0.1', 0)] })];
  });
  t.teardown(async () => {
    inside.server.close();
    await resolver.close();
  });
  const route: Route = { name: 'direct', kind: 'direct', auth: 'none' };
  const { steps } = await observe(probe('rebind.attacker.test', inside.port, route, true), context(resolver.port));
  t.match(steps, [{ layer: 'dns' }, { layer: 'tcp', facts: { attempts: [{ address: '192.0.2.1' }] } }]);
  t.equal(asked, 1, 'one lookup');
  t.equal(inside.connections(), 0);
});
