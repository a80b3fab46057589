import { isIPv6, SocketAddress } from 'node:net';
import type { Answer } from 'dns-packet';
import type { ExtendedError } from '../../model/network/extended-error.ts';
import type { DnsFacts, Failure } from '../../model/network/observation.ts';
import type { Limit } from '../timing/limit.ts';
import type { Exchange, Exchanged, SilentServer } from './exchange.ts';
import { type Question, type Reply, sameName } from './message.ts';

/** What one address family of a name came to. */
export interface FamilyAnswer {
  readonly addresses: readonly string[];
  /** In the order of the chain; the name that was asked for is not part of it. */
  readonly cnames: readonly string[];
  /** Smallest time to live of all records on the way, seconds. */
  readonly ttlSeconds: number;
  readonly resolver: string;
  readonly transport: DnsFacts['transport'];
  readonly failure?: Failure;
  readonly localFault?: boolean;
  readonly extendedErrors: readonly ExtendedError[];
  /** Servers that were asked before `resolver` and did not answer. */
  readonly silent: readonly SilentServer[];
}

/** Far beyond what is published; the time limit ends what never ends. Resolvers and getaddrinfo of glibc follow chains of 30 links. */
const MAX_CNAMES = 128;
const MAX_TTL_SECONDS = 0x7fffffff;

interface Walk {
  readonly cnames: readonly string[];
  readonly ttlSeconds: number;
  readonly addresses: readonly string[];
  readonly stuck?: Failure;
}

/** Resolves one family of a name, asking on where the server gave only part of the CNAME chain. */
export async function resolveFamily(exchange: Exchange, question: Question, limit: Limit): Promise<FamilyAnswer> {
  const deadline = performance.now() + limit.timeoutMs;
  let walk: Walk = { cnames: [], ttlSeconds: MAX_TTL_SECONDS, addresses: [] };
  for (;;) {
    const name = walk.cnames.at(-1) ?? question.name;
    const exchanged = await exchange({ name, type: question.type }, { signal: limit.signal, timeoutMs: deadline - performance.now() });
    const { reply } = exchanged;
    if (reply === undefined) return answer(walk, exchanged, exchanged.failure);
    const before = walk.cnames.length;
    walk = follow(walk, question, reply);
    const failure = walk.stuck ?? verdict(reply, walk, exchanged.resolver);
    const partOfChain = failure?.code === 'NODATA' && walk.cnames.length > before && !reply.hasSoa;
    if (!partOfChain) return answer(walk, exchanged, failure);
  }
}

function answer(walk: Walk, exchanged: Exchanged, failure: Failure | undefined): FamilyAnswer {
  return {
    addresses: walk.addresses,
    cnames: walk.cnames,
    ttlSeconds: walk.ttlSeconds === MAX_TTL_SECONDS ? 0 : walk.ttlSeconds,
    resolver: exchanged.resolver,
    transport: exchanged.transport,
    ...(failure === undefined ? {} : { failure }),
    ...(exchanged.localFault === true ? { localFault: true } : {}),
    extendedErrors: exchanged.reply?.extendedErrors ?? [],
    silent: exchanged.silent ?? [],
  };
}

/** NXDOMAIN and NODATA as RFC 2308 section 2 tells them apart; other response codes by their mnemonic. */
function verdict(reply: Reply, walk: Walk, resolver: string): Failure | undefined {
  if (reply.rcode !== 'NOERROR') return { code: reply.rcode, message: `${resolver} answered ${reply.rcode}` };
  if (walk.addresses.length > 0) return undefined;
  return { code: 'NODATA', message: `${resolver} knows the name, but no address of this kind` };
}

/** Walks the CNAME records of a reply from where the chain stands now, whatever order they came in. */
function follow(walk: Walk, question: Question, reply: Reply): Walk {
  const cnames = [...walk.cnames];
  let ttlSeconds = walk.ttlSeconds;
  for (;;) {
    const owner = cnames.at(-1) ?? question.name;
    const records = reply.answers.filter((record) => sameName(record.name, owner));
    const own = records.filter((record) => record.type === question.type);
    const alias = records.find((record) => record.type === 'CNAME');
    if (own.length > 0 || alias?.type !== 'CNAME') {
      return { cnames, ttlSeconds: leastTtl(ttlSeconds, own), addresses: own.flatMap((record) => textData(record)) };
    }
    const target = alias.data.toLowerCase();
    const stuck = loop(question.name, cnames, target);
    if (stuck !== undefined) return { cnames, ttlSeconds, addresses: [], stuck };
    cnames.push(target);
    ttlSeconds = leastTtl(ttlSeconds, [alias]);
  }
}

function loop(name: string, cnames: readonly string[], target: string): Failure | undefined {
  if (sameName(name, target) || cnames.includes(target)) {
    return { code: 'CNAME_LOOP', message: `the chain of CNAME records comes back to ${target}` };
  }
  if (cnames.length < MAX_CNAMES) return undefined;
  return { code: 'CNAME_LOOP', message: `the chain of CNAME records has more than ${MAX_CNAMES} links` };
}

function textData(record: Answer): readonly string[] {
  return (record.type === 'A' || record.type === 'AAAA') && typeof record.data === 'string' ? [asWritten(record.data)] : [];
}

/** A time to live with the top bit set counts as zero (RFC 2181 section 8). */
function leastTtl(least: number, records: readonly Answer[]): number {
  return records.reduce((ttl, record) => {
    const own = 'ttl' in record && typeof record.ttl === 'number' ? record.ttl : 0;
    return Math.min(ttl, own > MAX_TTL_SECONDS ? 0 : own);
  }, least);
}

/** The form that the operating system's lookup gives (inet_ntop): an IPv4-mapped address in dotted form, so that the two can be compared. */
function asWritten(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}
