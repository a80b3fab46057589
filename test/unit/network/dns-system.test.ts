import type { LookupAddress } from 'node:dns';
import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { askConfigured, parseServer } from '../../../src/network/dns/system/configured.ts';
import { parseHosts, readHosts } from '../../../src/network/dns/system/hosts.ts';
import { resolveBySystem, type SystemNames } from '../../../src/network/dns/system/index.ts';
import { silenceMemory } from '../../../src/network/dns/system/silence.ts';
import { a, cname, type DnsServer, respond, serve } from '../../support/dns-server.ts';

const limit = { timeoutMs: 1500, signal: new AbortController().signal };
setMaxListeners(0, limit.signal);
const gone = (code: string): Error => Object.assign(new Error(`getaddrinfo ${code}`), { code, syscall: 'getaddrinfo' });
const found = (...addresses: readonly string[]): SystemNames['lookup'] => {
  const list: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_, done) => setImmediate(done, null, list);
};
const failing =
  (code: string): SystemNames['lookup'] =>
  (_, done) =>
    setImmediate(done, gone(code), []);

t.test('the lookup decides the addresses, the servers tell the rest', async (t) => {
  const good = await serve((query) => [respond(query, { answers: [cname('x.test', 'y.test', 20), a('y.test', '192.0.2.1')] })]);
  const nothing = await serve((query) => [respond(query, { rcode: 3 })]);
  const broken = await serve((query) => [respond(query, { rcode: 2 })]);
  const silent = await serve(() => []);
  const closed = await serve(() => []);
  await closed.close();
  const chain = { cnames: ['y.test'], ttlSeconds: 20, transport: 'udp', hostsFile: false };
  const cases: readonly [string, SystemNames['lookup'], readonly DnsServer[], object][] = [
    ['both know', found('192.0.2.1'), [good], { facts: { addresses: ['192.0.2.1'], resolver: `127.0.0.1:${good.port}`, ...chain } }],
    [
      'they disagree',
      found('10.0.0.1'),
      [good],
      { facts: { addresses: ['10.0.0.1'], cnames: [], resolver: 'system', serverAnswer: { addresses: ['192.0.2.1'] } } },
    ],
    [
      'the server does not know',
      found('10.0.0.1'),
      [nothing],
      { facts: { addresses: ['10.0.0.1'], resolver: 'system', serverFailure: { code: 'NXDOMAIN' } }, failure: undefined },
    ],
    [
      'the server is silent',
      found('10.0.0.1'),
      [silent],
      { facts: { addresses: ['10.0.0.1'], resolver: 'system', serverFailure: { code: 'TIMEOUT' } }, failure: undefined },
    ],
    [
      'no server',
      found('10.0.0.1'),
      [],
      { facts: { addresses: ['10.0.0.1'], serverFailure: { code: 'NO_RESOLVER' } }, failure: undefined },
    ],
    [
      'only the server knows',
      failing('EAI_AGAIN'),
      [good],
      {
        facts: { addresses: [], systemFailure: { code: 'EAI_AGAIN' }, serverAnswer: { addresses: ['192.0.2.1'] } },
        failure: { code: 'EAI_AGAIN' },
      },
    ],
    ['no such name', failing('ENOTFOUND'), [nothing], { failure: { code: 'NXDOMAIN' }, facts: { resolver: `127.0.0.1:${nothing.port}` } }],
    ['SERVFAIL', failing('EAI_AGAIN'), [broken], { failure: { code: 'SERVFAIL' } }],
    ['silence', failing('EAI_AGAIN'), [silent], { failure: { code: 'TIMEOUT' } }],
    [
      'the next server is asked when one fails',
      failing('EAI_AGAIN'),
      [broken, good],
      { facts: { serverAnswer: { addresses: ['192.0.2.1'] } } },
    ],
    ['... is silent', failing('EAI_AGAIN'), [silent, good], { facts: { serverAnswer: { addresses: ['192.0.2.1'] } } }],
    [
      '... and the lookup waits for it',
      () => undefined,
      [silent, good],
      { facts: { addresses: ['192.0.2.1'], silentServers: [{ code: 'TIMEOUT' }] }, failure: undefined },
    ],
    [
      'a lookup that waits for nothing known',
      () => undefined,
      [good],
      { facts: { addresses: [], systemFailure: { code: 'TIMEOUT' } }, failure: { code: 'TIMEOUT' } },
    ],
    ['... does not run', failing('EAI_AGAIN'), [closed, good], { facts: { serverAnswer: { addresses: ['192.0.2.1'] } } }],
    ['... and its answer is final', failing('ENOTFOUND'), [nothing, good], { failure: { code: 'NXDOMAIN' } }],
    ['what a server said goes before silence', failing('EAI_AGAIN'), [silent, broken], { failure: { code: 'SERVFAIL' } }],
    ['no server is configured', failing('EAI_AGAIN'), [], { failure: { code: 'NO_RESOLVER' }, facts: { localFault: true } }],
    [
      'the only server is this machine, and does not run',
      failing('EAI_AGAIN'),
      [closed],
      { failure: { code: 'NO_RESOLVER' }, facts: { localFault: true } },
    ],
    ['the other family only', found('2001:db8::1'), [silent], { failure: { code: 'TIMEOUT' } }],
    ['a lookup that never ends', () => undefined, [nothing], { failure: { code: 'NXDOMAIN' } }],
  ];
  await Promise.all(
    cases.map(async ([name, lookup, servers, expected]) => {
      const system = { hosts: async () => new Map(), lookup, servers: () => servers };
      t.match(await resolveBySystem('x.test', [4], limit, system), expected, name);
    }),
  );
  await Promise.all([good, nothing, broken, silent].map((server) => server.close()));
});

t.test('where the lookup and the server differ, with the rule of the name resolution policy', async (t) => {
  const server = await serve((query) => [respond(query, { answers: [a('x.test', '192.0.2.1')] })]);
  const asked: string[] = [];
  const policy = async (name: string) => {
    asked.push(name);
    return { namespace: '.test', servers: ['10.0.0.53'] };
  };
  const system = { hosts: async () => new Map(), servers: () => [server], policy };
  const rule = { namespace: '.test', servers: ['10.0.0.53'] };
  t.match(await resolveBySystem('x.test', [4], limit, { ...system, lookup: failing('ENOTFOUND') }), { facts: { namePolicy: rule } });
  t.match(await resolveBySystem('x.test', [4], limit, { ...system, lookup: found('10.0.0.1') }), { facts: { namePolicy: rule } });
  t.equal((await resolveBySystem('x.test', [4], limit, { ...system, lookup: found('192.0.2.1') })).facts.namePolicy, undefined);
  t.same(asked, ['x.test', 'x.test'], 'not asked where they agree');
  await server.close();
});

t.test('a name of the hosts file is not asked of any server', async (t) => {
  const server = await serve((query) => [respond(query, { rcode: 3 })]);
  const hosts = async () => parseHosts('10.0.0.1 x.test');
  const system = { hosts, lookup: found('10.0.0.1'), servers: () => [server] };
  t.match(await resolveBySystem('X.test', [4, 6], limit, system), {
    facts: { addresses: ['10.0.0.1'], resolver: 'hosts', hostsFile: true },
  });
  const other = { ...system, lookup: found('192.0.2.1') };
  t.match(
    await resolveBySystem('x.test', [4], limit, other),
    { facts: { addresses: ['192.0.2.1'], resolver: 'system', hostsFile: true } },
    'the system does not use the file',
  );
  t.match(await resolveBySystem('x.test', [4], limit, { ...system, lookup: failing('ENOTFOUND') }), {
    failure: { code: 'ENOTFOUND' },
    facts: { hostsFile: true },
  });
  t.equal(server.asked(), 0);
  await server.close();
});

t.test('an abort leaves a lookup behind that cannot be cancelled', async (t) => {
  const controller = new AbortController();
  const system = { hosts: async () => new Map(), lookup: () => undefined, servers: () => [] };
  const waiting = resolveBySystem('x.test', [4, 6], { timeoutMs: 10_000, signal: controller.signal }, system);
  setTimeout(() => controller.abort('DEADLINE'), 20);
  t.match(await waiting, { failure: { code: 'DEADLINE' } });
});

t.test('hosts files', async (t) => {
  const dir = t.testdir({ hosts: '' });
  writeFileSync(
    join(dir, 'hosts'),
    '# comment\r\n127.0.0.1\tlocalhost Local.Test # here\r\n::1 localhost\r\nnonsense a.test\r\n\r\n10.0.0.1 dot.test.\n10.0.0.1 dot.test',
  );
  const hosts = await readHosts(join(dir, 'hosts'));
  t.strictSame(
    [...hosts],
    [
      ['localhost', ['127.0.0.1', '::1']],
      ['local.test', ['127.0.0.1']],
      ['dot.test', ['10.0.0.1']],
    ],
  );
  t.equal((await readHosts(join(dir, 'absent'))).size, 0);
  t.equal((await readHosts(dir)).size, 0, 'a folder');
});

t.test('configured servers', async (t) => {
  t.strictSame(['192.0.2.1', '192.0.2.1:5353', '2001:db8::1', '[2001:db8::1]:5353', 'fe80::1%eth0', 'name:53', '', 'x'].map(parseServer), [
    { address: '192.0.2.1', port: 53 },
    { address: '192.0.2.1', port: 5353 },
    { address: '2001:db8::1', port: 53 },
    { address: '2001:db8::1', port: 5353 },
    { address: 'fe80::1%eth0', port: 53 },
    undefined,
    undefined,
    undefined,
  ]);
  t.match(await askConfigured([])({ name: 'x.test', type: 'A' }, limit), {
    failure: { code: 'NO_RESOLVER' },
    localFault: true,
    transport: 'none',
  });
});

t.test('servers that are silent, all at the same time', { jobs: 4 }, async (t) => {
  t.test("this machine's own server: a closed TCP port tells what a silent UDP port does not", async (t) => {
    const short = { ...limit, timeoutMs: 300 };
    const question = { name: 'x.test', type: 'A' } as const;
    const gone = await serve(() => [], { tcp: false });
    const silent = await serve(() => []);
    t.match(await askConfigured([gone])(question, short), {
      failure: { code: 'NO_RESOLVER', message: /nothing answers there/ },
      localFault: true,
    });
    t.match(await askConfigured([silent])(question, short), { failure: { code: 'TIMEOUT' } });
    t.match(await askConfigured([silent, gone])(question, short), { failure: { code: 'TIMEOUT' } });
    await Promise.all([gone.close(), silent.close()]);
  });

  t.test('a dead first server is waited for once, and told of each name', async (t) => {
    const dead = await serve(() => []);
    const good = await serve((query) => [respond(query, { answers: [a('x.test', '192.0.2.1')] })]);
    t.teardown(() => Promise.all([dead.close(), good.close()]));
    const servers = [dead, good].map(({ port }) => ({ address: '127.0.0.1', port }));
    let nowMs = 0;
    const silence = silenceMemory(() => nowMs);
    const waits: SystemNames = { hosts: async () => new Map(), lookup: () => undefined, servers: () => servers, silence };
    const told = { facts: { addresses: ['192.0.2.1'], systemFailure: { code: 'TIMEOUT' }, silentServers: [{ code: 'TIMEOUT' }] } };
    t.match(await resolveBySystem('x.test', [4], limit, waits), told);
    const asked = dead.asked();
    t.ok(asked > 0);
    const patient = { ...limit, timeoutMs: 60_000 };
    t.match(await resolveBySystem('x.test', [4], patient, waits), { ...told, failure: undefined });
    t.equal(dead.asked(), asked, 'it is not asked again');
    t.match(await resolveBySystem('x.test', [4], patient, { ...waits, lookup: failing('ENOTFOUND') }), { failure: { code: 'ENOTFOUND' } });
    t.ok(silence.holdsUp());
    nowMs = 30_001;
    t.notOk(silence.holdsUp());
    t.match(await resolveBySystem('x.test', [4], limit, waits), told);
    t.ok(dead.asked() > asked, 'after a while it is');
  });

  t.test('a lookup that does not end while queries get lost is told with the loss', async (t) => {
    let asked = 0;
    const lossy = await serve((query) => {
      asked += 1;
      return asked > 1 && asked % 3 === 0 ? [] : [respond(query, { answers: [a('x.test', '192.0.2.1')] })];
    });
    const good = await serve((query) => [respond(query, { answers: [a('x.test', '192.0.2.1')] })]);
    t.teardown(() => Promise.all([lossy.close(), good.close()]));
    const waits = (server: DnsServer): SystemNames => ({ hosts: async () => new Map(), lookup: () => undefined, servers: () => [server] });
    const patient = { ...limit, timeoutMs: 4000 };
    const [lost, none] = await Promise.all([
      resolveBySystem('x.test', [4], patient, waits(lossy)),
      resolveBySystem('x.test', [4], patient, waits(good)),
    ]);
    t.match(lost, {
      facts: { addresses: ['192.0.2.1'], systemFailure: { code: 'TIMEOUT' }, lostQueries: { sent: 8 } },
      failure: undefined,
    });
    t.match(none, { failure: { code: 'TIMEOUT' }, facts: { lostQueries: undefined } });
  });

  t.test('a server that is silent behind the one that answers keeps nobody waiting', async (t) => {
    const dead = await serve(() => []);
    const failing = await serve((query) => [
      respond(query, query.questions?.[0]?.name === 'x.test' ? { rcode: 2 } : { answers: [a('y.test', '192.0.2.1')] }),
    ]);
    t.teardown(() => Promise.all([dead.close(), failing.close()]));
    const exchange = askConfigured(
      [failing, dead].map(({ port }) => ({ address: '127.0.0.1', port })),
      silenceMemory(),
    );
    t.match(await exchange({ name: 'x.test', type: 'A' }, limit), { reply: { rcode: 'SERVFAIL' } });
    t.same((await exchange({ name: 'y.test', type: 'A' }, limit)).silent, []);
  });
});
