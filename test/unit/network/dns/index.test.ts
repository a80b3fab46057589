import { setMaxListeners } from 'node:events';
import type { Answer, DecodedPacket } from 'dns-packet';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { ResolverSpec } from '../../../../src/model/network/context.ts';
import { type DnsOutcome, resolve } from '../../../../src/network/dns/index.ts';
import { encodeQuery, readReply } from '../../../../src/network/dns/message.ts';
import { a, aaaa, type Behaviour, cname, respond, serve } from '../../../support/dns-server.ts';

const NXDOMAIN = 3;
const never = new AbortController().signal;
setMaxListeners(0, never);
const options = (timeoutMs: number, signal = never) => ({ timeoutMs, signal, now: () => performance.now() });
const typeOf = (query: DecodedPacket): string => query.questions?.[0]?.type ?? '';
const nameOf = (query: DecodedPacket): string => query.questions?.[0]?.name ?? '';

/** Answers A questions with these records and AAAA questions with an empty answer. */
const v4 =
  (...answers: readonly Answer[]): Behaviour =>
  (query) => [typeOf(query) === 'A' ? respond(query, { answers }) : respond(query, { soa: true })];
const rcode =
  (code: number): Behaviour =>
  (query) => [respond(query, { rcode: code })];
const chain = (links: number): readonly Answer[] =>
  Array.from({ length: links }, (_, i) => cname(i === 0 ? 'x.test' : `c${i}.test`, `c${i + 1}.test`));

interface Case {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly transports?: readonly ('udp' | 'tcp')[];
  readonly tcp?: boolean;
  readonly families?: readonly (4 | 6)[];
  readonly code?: string;
  readonly facts?: Partial<DnsOutcome['facts']>;
}

const CASES: readonly Case[] = [
  {
    name: 'one address, the other family empty',
    behaviour: v4(a('x.test', '192.0.2.1', 60)),
    facts: { addresses: ['192.0.2.1'], cnames: [], ttlSeconds: 60, localFault: false, hostsFile: false },
  },
  {
    name: 'both families, in the order asked for',
    behaviour: (query) => [
      respond(query, { answers: typeOf(query) === 'A' ? [a('x.test', '192.0.2.1', 60)] : [aaaa('x.test', '2001:db8::1', 30)] }),
    ],
    facts: { addresses: ['192.0.2.1', '2001:db8::1'], ttlSeconds: 30 },
  },
  {
    name: 'one family only was asked for',
    behaviour: (query) => [
      respond(query, { answers: typeOf(query) === 'A' ? [a('x.test', '192.0.2.1')] : [aaaa('x.test', '2001:db8::1')] }),
    ],
    families: [6],
    facts: { addresses: ['2001:db8::1'] },
  },
  {
    name: 'a chain in disorder, other case, the smallest TTL counts',
    behaviour: v4(a('C2.test', '192.0.2.1', 300), cname('c1.TEST', 'C2.test', 20), cname('X.test', 'c1.test', 3600)),
    facts: { addresses: ['192.0.2.1'], cnames: ['c1.test', 'c2.test'], ttlSeconds: 20 },
  },
  {
    name: 'only part of the chain is given: asked on',
    behaviour: (query) => {
      if (typeOf(query) !== 'A') return [respond(query, { soa: true })];
      const next: Record<string, Answer> = {
        'x.test': cname('x.test', 'y.test', 50),
        'y.test': cname('y.test', 'z.test', 40),
        'z.test': a('z.test', '192.0.2.9'),
      };
      const answer = next[nameOf(query)];
      return [respond(query, { answers: answer === undefined ? [] : [answer] })];
    },
    facts: { addresses: ['192.0.2.9'], cnames: ['y.test', 'z.test'], ttlSeconds: 40 },
  },
  {
    name: 'the end of the chain does not exist',
    behaviour: (query) => [respond(query, { rcode: NXDOMAIN, answers: [cname('x.test', 'gone.test')], soa: true })],
    code: 'NXDOMAIN',
    facts: { cnames: ['gone.test'], addresses: [] },
  },
  {
    name: 'the end of the chain has no address',
    behaviour: (query) => [respond(query, { answers: [cname('x.test', 'mx.test')], soa: true })],
    code: 'NODATA',
    facts: { cnames: ['mx.test'] },
  },
  { name: 'a chain of 16', behaviour: v4(...chain(16), a('c16.test', '192.0.2.1')), facts: { addresses: ['192.0.2.1'] } },
  { name: 'a chain of 129', behaviour: (query) => [respond(query, { answers: chain(129) })], code: 'CNAME_LOOP' },
  {
    name: 'a loop',
    behaviour: (query) => [respond(query, { answers: [cname('x.test', 'y.test'), cname('y.test', 'x.test')] })],
    code: 'CNAME_LOOP',
  },
  {
    name: 'a loop over several answers',
    behaviour: (query) => [
      respond(query, { answers: [cname('x.test', 'y.test'), cname('y.test', 'x.test')].filter((r) => r.name === nameOf(query)) }),
    ],
    code: 'CNAME_LOOP',
  },
  {
    name: 'a name that is its own alias',
    behaviour: (query) => [respond(query, { answers: [cname('x.test', 'x.test')] })],
    code: 'CNAME_LOOP',
  },
  { name: 'no such name', behaviour: rcode(NXDOMAIN), code: 'NXDOMAIN' },
  { name: 'nothing of the kind', behaviour: (query) => [respond(query, { soa: true })], code: 'NODATA' },
  { name: 'nothing at all', behaviour: (query) => [respond(query)], code: 'NODATA' },
  {
    name: 'records of other names only',
    behaviour: (query) => [respond(query, { answers: [a('other.test', '192.0.2.66')] })],
    code: 'NODATA',
  },
  { name: 'SERVFAIL', behaviour: rcode(2), code: 'SERVFAIL' },
  { name: 'REFUSED', behaviour: rcode(5), code: 'REFUSED' },
  { name: 'NOTIMP, also without EDNS', behaviour: rcode(4), code: 'NOTIMP' },
  {
    name: 'FORMERR without the question, also without EDNS',
    behaviour: (query) => [respond(query, { rcode: 1, noQuestion: true })],
    code: 'FORMERR',
  },
  { name: 'a response code of another kind', behaviour: rcode(9), code: 'NOTAUTH' },
  { name: 'a response code without a name', behaviour: rcode(12), code: 'RCODE12' },
  {
    name: 'a server that chokes on EDNS is asked again without',
    behaviour: (query) => [
      (query.additionals?.length ?? 0) > 0
        ? respond(query, { rcode: 1, noQuestion: true })
        : respond(query, { answers: [a('x.test', '192.0.2.1')] }),
    ],
    facts: { addresses: ['192.0.2.1'] },
  },
  {
    name: 'EDNS is dropped by the way: the third send does without',
    behaviour: (query) => ((query.additionals?.length ?? 0) > 0 ? [] : [respond(query, { answers: [a('x.test', '192.0.2.1')] })]),
    transports: ['udp'],
    facts: { addresses: ['192.0.2.1'] },
  },
  {
    name: 'the first datagrams are lost',
    behaviour: (query, _, asked) => (asked <= 2 ? [] : [respond(query, { answers: [a('x.test', '192.0.2.1')] })]),
    transports: ['udp'],
    facts: { addresses: ['192.0.2.1'] },
  },
  { name: 'silence', behaviour: () => [], code: 'TIMEOUT' },
  {
    name: 'one family answers, the other is silent',
    behaviour: (query) => (typeOf(query) === 'A' ? [respond(query, { answers: [a('x.test', '192.0.2.1')] })] : []),
    facts: { addresses: ['192.0.2.1'], failedFamilies: [{ family: 6, code: 'TIMEOUT' } as never] },
  },
  {
    name: 'one family fails, the other is empty: not the same as an empty name',
    behaviour: (query) => [typeOf(query) === 'A' ? respond(query, { rcode: 2 }) : respond(query, { soa: true })],
    code: 'SERVFAIL',
  },
  {
    name: 'answers with another id',
    behaviour: (query) => [respond(query, { id: ((query.id ?? 0) + 1) & 0xffff, answers: [a('x.test', '192.0.2.66')] })],
    code: 'MISMATCH',
  },
  {
    name: 'answers to another question',
    behaviour: (query) => [respond(query, { name: 'other.test', answers: [a('x.test', '192.0.2.66')] })],
    code: 'MISMATCH',
  },
  {
    name: 'the query sent back',
    behaviour: (query) => [encodeQuery({ name: nameOf(query), type: 'A' }, query.id ?? 0, false)],
    code: 'MISMATCH',
  },
  { name: 'garbage', behaviour: () => [Buffer.from('no')], code: 'MALFORMED' },
  {
    name: 'a record that ends too soon',
    behaviour: (query) => [respond(query, { answers: [a('x.test', '192.0.2.1')] }).subarray(0, -2)],
    code: 'MALFORMED',
  },
  {
    name: 'a forged answer before the right one',
    behaviour: (query) => [
      respond(query, { id: ((query.id ?? 0) + 1) & 0xffff, answers: [a('x.test', '192.0.2.66')] }),
      Buffer.alloc(3),
      respond(query, { answers: [a('x.test', '192.0.2.1')] }),
    ],
    transports: ['udp'],
    facts: { addresses: ['192.0.2.1'] },
  },
  {
    name: 'cut short over UDP: asked again over TCP',
    behaviour: (query, transport) => [
      transport === 'udp' ? respond(query, { truncated: true }) : respond(query, { answers: [a('x.test', '192.0.2.1')] }),
    ],
    transports: ['udp'],
    facts: { addresses: ['192.0.2.1'], transport: 'tcp' },
  },
  {
    name: 'cut short, and nothing listens on TCP',
    behaviour: (query) => [respond(query, { truncated: true })],
    transports: ['udp'],
    tcp: false,
    code: 'TRUNCATED',
    facts: { transport: 'tcp' },
  },
  {
    name: 'cut short, and TCP is silent',
    behaviour: (query, transport) => (transport === 'udp' ? [respond(query, { truncated: true })] : []),
    transports: ['udp'],
    code: 'TRUNCATED',
  },
  { name: 'the connection is closed', behaviour: () => undefined, transports: ['tcp'], code: 'CLOSED' },
  {
    name: 'more addresses than anyone needs',
    behaviour: (query) => [respond(query, { answers: Array.from({ length: 100 }, (_, i) => a('x.test', `192.0.2.${i}`)) })],
    transports: ['tcp'],
    facts: { addresses: Array.from({ length: 64 }, (_, i) => `192.0.2.${i}`) },
  },
];

t.test('what a server does, over both transports at the same time', { jobs: 2 }, async (t) => {
  for (const transport of ['udp', 'tcp'] as const) {
    t.test(`what a server does over ${transport}`, async (t) => {
      await Promise.all(
        CASES.filter(({ transports }) => transports?.includes(transport) ?? true).map((example) => holds(t, example, transport)),
      );
    });
  }
});

/** These show only when the limit is over; the others get time, so that a busy machine does not fail them. */
const WAITING = new Set(['TIMEOUT', 'MISMATCH', 'MALFORMED', 'TRUNCATED']);

async function holds(
  t: Test,
  { name, behaviour, tcp = true, families = [4, 6], code, facts = {} }: Case,
  kind: 'udp' | 'tcp',
): Promise<void> {
  const server = await serve(behaviour, { tcp });
  const limitMs = WAITING.has(code ?? '') ? 1000 : 5000;
  const began = performance.now();
  const outcome = await resolve('x.test', families, { kind, address: server.address, port: server.port }, options(limitMs));
  const tookMs = performance.now() - began;
  await server.close();
  t.equal(outcome.failure?.code, code, `${name}: ${code ?? 'success'}`);
  t.match(outcome.facts, { name: 'x.test', resolver: `127.0.0.1:${server.port}`, ...facts }, name);
  t.ok(tookMs < limitMs + 5000, `${name}: within the limit`);
}

t.test('a resolver that cannot be reached', async (t) => {
  const closed = await serve(() => []);
  await closed.close();
  for (const kind of ['udp', 'tcp'] as const) {
    const outcome = await resolve('x.test', [4, 6], { kind, address: '127.0.0.1', port: closed.port }, options(3000));
    t.match(outcome, { failure: { code: 'ECONNREFUSED', address: '127.0.0.1' }, facts: { localFault: false } }, `${kind}: nothing listens`);
    const local = await resolve('x.test', [4, 6], { kind, address: '255.255.255.255', port: 53 }, options(3000));
    t.match(
      local,
      { failure: { code: 'NO_RESOLVER', address: '255.255.255.255' }, facts: { localFault: true } },
      `${kind}: this machine refuses to send`,
    );
  }
});

t.test('an answer from another address is not taken', async (t) => {
  let forward: ((answer: Buffer, port: number) => void) | undefined;
  const { createSocket } = await import('node:dgram');
  const asked = createSocket('udp4');
  const other = createSocket('udp4');
  forward = (answer, port) => other.send(answer, port, '127.0.0.1');
  await new Promise<void>((resolve) => asked.bind(0, '127.0.0.1', resolve));
  const { decode } = await import('dns-packet');
  asked.on('message', (packet, from) => forward?.(respond(decode(packet), { answers: [a('x.test', '192.0.2.66')] }), from.port));
  const outcome = await resolve('x.test', [4], { kind: 'udp', address: '127.0.0.1', port: asked.address().port }, options(200));
  t.match(outcome, { failure: { code: 'TIMEOUT' } });
  asked.close();
  other.close();
});

t.test('names and literals', async (t) => {
  const asked: string[] = [];
  const server = await serve((query) => {
    asked.push(nameOf(query));
    return [respond(query, { answers: [a(nameOf(query), '192.0.2.1')] })];
  });
  const spec: ResolverSpec = { kind: 'udp', address: server.address, port: server.port };
  for (const literal of ['192.0.2.1', '::1', '2001:db8::1']) {
    t.strictSame(await resolve(literal, [4, 6], spec, options(3000)), {
      facts: {
        name: literal,
        addresses: [literal],
        cnames: [],
        resolver: 'literal',
        ttlSeconds: 0,
        transport: 'none',
        hostsFile: false,
        localFault: false,
      },
    });
  }
  for (const own of ['localhost', 'LOCALHOST.', 'proxy.localhost'])
    t.match(await resolve(own, [4, 6], spec, options(3000)), { facts: { addresses: ['127.0.0.1', '::1'], resolver: 'literal' } }, own);
  for (const bad of ['', '.', 'a..b', `${'a'.repeat(64)}.test`, `${'a.'.repeat(127)}test`, 'a b.test', 'a\u0000b']) {
    t.match(await resolve(bad, [4], spec, options(3000)), { failure: { code: 'BAD_NAME' } }, JSON.stringify(bad));
  }
  t.strictSame(asked, [], 'nothing of this was asked');
  for (const name of ['A.Test.', 'bücher.test', '_x.test'])
    t.match(await resolve(name, [4], spec, options(3000)), { facts: { addresses: ['192.0.2.1'] } });
  t.strictSame([...new Set(asked)], ['a.test', 'xn--bcher-kva.test', '_x.test']);
  await server.close();
});

t.test('the same question is asked once; a good answer serves for its TTL, a bad one is asked again', async (t) => {
  let now = 0;
  const server = await serve((query) => [
    nameOf(query) === 'good.test' ? respond(query, { answers: [a('good.test', '192.0.2.1', 10)] }) : respond(query, { rcode: 2 }),
  ]);
  const spec: ResolverSpec = { kind: 'udp', address: server.address, port: server.port };
  const ask = (name: string) => resolve(name, [4], spec, { ...options(3000), now: () => now });
  await Promise.all([ask('good.test'), ask('good.test'), ask('GOOD.test')]);
  // Once, and twice more to see whether it says the same.
  const first = server.asked();
  t.ok(first <= 3, 'side by side');
  now = 9_999;
  await ask('good.test');
  t.equal(server.asked(), first, 'within the TTL');
  now = 10_001;
  await ask('good.test');
  const second = server.asked();
  t.ok(second > first, 'after the TTL');
  await ask('bad.test');
  await ask('bad.test');
  t.equal(server.asked(), second + 2, 'a failure is not kept');
  await server.close();
});

t.test('two servers behind one address, one of which knows nothing, show when they are asked in turn', async (t) => {
  const server = await serve((query, _, asked) => [
    asked % 2 === (nameOf(query) === 'odd.test' ? 1 : 0)
      ? respond(query, { rcode: 3 })
      : respond(query, { answers: [a(nameOf(query), '192.0.2.1')] }),
  ]);
  const spec: ResolverSpec = { kind: 'udp', address: server.address, port: server.port };
  // A server that is slow is not asked so often: on a busy machine it may take a second look.
  const looks = async (name: string): Promise<{ readonly facts: object; readonly later?: readonly object[] }> => {
    for (let look = 1; ; look += 1) {
      const { facts, later } = await resolve(name, [4], spec, options(3000));
      const twice = later === undefined ? undefined : await Promise.all([later(), later()]);
      if ([facts, ...(twice ?? [])].some((one) => 'changing' in one) || look === 10) return { facts, ...(twice && { later: twice }) };
    }
  };
  const known = await looks('even.test');
  t.notMatch(known.facts, { changing: true }, 'addresses are not held up by further questions');
  t.strictSame(known.later, [{ changing: true }, { changing: true }], 'which are asked once');
  t.match(await looks('odd.test'), { facts: { changing: true } });
  await server.close();
});

t.test('an abort ends one wait at once, and the work when nobody waits any more', async (t) => {
  const server = await serve(() => []);
  const spec: ResolverSpec = { kind: 'udp', address: server.address, port: server.port };
  const [first, second] = [new AbortController(), new AbortController()];
  const waits = [
    resolve('x.test', [4, 6], spec, options(5000, first.signal)),
    resolve('x.test', [4, 6], spec, options(5000, second.signal)),
  ];
  const began = performance.now();
  first.abort('DEADLINE');
  t.match(await waits[0], { failure: { code: 'DEADLINE' } });
  second.abort('ABORTED');
  t.match(await waits[1], { failure: { code: 'ABORTED' } });
  t.match(await resolve('x.test', [4], spec, options(5000, second.signal)), { failure: { code: 'ABORTED' } }, 'aborted before');
  t.ok(performance.now() - began < 4000, 'not the 5 s of the limit');
  await server.close();
});

t.test('damaged packets are read or refused, never thrown at the caller', async () => {
  const question = { name: 'x.test', type: 'A' } as const;
  const query = { id: 7, questions: [{ ...question, class: 'IN' }] } as unknown as DecodedPacket;
  const good = respond(query, { answers: [cname('x.test', 'y.test'), a('y.test', '192.0.2.1')], soa: true });
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(damage, fc.nat(good.length), (changes, end) => {
      const packet = Buffer.from(good);
      for (const [at, byte] of changes) packet[at] = byte;
      return ['reply', 'mismatch', 'malformed'].includes(readReply(packet.subarray(0, end === 0 ? good.length : end), question, 7).kind);
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 600 }),
      (bytes) => readReply(Buffer.from(bytes), question, 7).kind !== 'reply' || bytes.length >= 12,
    ),
  );
});

t.test('damaged answers over the wire end within the limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('udp' as const, 'tcp' as const),
      async (changes, kind) => {
        const server = await serve((query) => {
          const packet = respond(query, { answers: [cname('x.test', 'y.test'), a('y.test', '192.0.2.1')] });
          for (const [at, byte] of changes) packet[2 + (at % (packet.length - 2))] = byte;
          return [packet];
        });
        const began = performance.now();
        const outcome = await resolve('x.test', [4, 6], { kind, address: server.address, port: server.port }, options(60));
        await server.close();
        return performance.now() - began < 5000 && (outcome.failure !== undefined || (outcome.facts.addresses?.length ?? 0) > 0);
      },
    ),
    { numRuns: 60 },
  );
});

t.test('an IPv4-mapped address has the form that the operating system gives it', async (t) => {
  const data = '::ffff:192.0.2.1';
  const server = await serve((query) => [respond(query, { answers: [{ type: 'AAAA', name: 'x.test', ttl: 60, data }] })]);
  t.teardown(() => server.close());
  const spec = { kind: 'udp', address: '127.0.0.1', port: server.port } as const;
  const limit = { timeoutMs: 1500, signal: new AbortController().signal, now: () => performance.now() };
  t.match(await resolve('x.test', [6], spec, limit), { facts: { addresses: [data] } });
});
