import { isIP } from 'node:net';
import type { ResolverSpec } from '../../model/network/context.ts';
import type { Limit } from '../timing/limit.ts';
import { answersChange, changingLater } from './again.ts';
import { sharedWork } from './cache.ts';
import { overHttps, overTls } from './encrypted.ts';
import type { Exchange } from './exchange.ts';
import { type DnsOutcome, type Family, questionAbout, resolveFamilies } from './families.ts';
import { isOwnName, queryName } from './name.ts';
import { overTcp, overUdp } from './server.ts';
import { resolveBySystem } from './system/index.ts';
import { lookUpProcessStarted } from './system/lookup-process.ts';

export type { DnsOutcome } from './families.ts';

/** Limits, clock and trust of a lookup. */
export interface ResolveOptions extends Limit {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** PEM texts of further roots that an encrypted resolver's certificate may end in. */
  readonly extraRootsPem?: readonly string[];
}

const MAX_CACHED = 4096;
const MAX_KEPT_MS = 30_000;

const cache = sharedWork<DnsOutcome>(MAX_CACHED, keepMs, (code) => ({ facts: {}, failure: { code, message: 'the run ended first' } }));

/**
 * Addresses of a name by the given resolver; never throws. Failure codes: `NXDOMAIN NODATA SERVFAIL REFUSED NOTIMP FORMERR RCODE<n>` as answered,
 * `TIMEOUT`, `CNAME_LOOP`, `MISMATCH` and `MALFORMED` (only wrong answers came), `TRUNCATED` (and TCP failed), `CLOSED`, `HTTP_<status>`,
 * `NO_RESOLVER` with the fact `localFault`, `BAD_NAME`, `ABORTED`, `DEADLINE`, or a raw code of Node (`ECONNREFUSED`, `EAI_AGAIN`, ...).
 * The same question asked side by side goes out once; a good answer serves again for its TTL, at most 30 s.
 */
export async function resolve(name: string, family: readonly Family[], spec: ResolverSpec, options: ResolveOptions): Promise<DnsOutcome> {
  if (isIP(name) !== 0) return literal(name);
  const ascii = queryName(name);
  if (ascii === undefined) return { facts: { name }, failure: { code: 'BAD_NAME', message: 'this is not a host name that DNS can carry' } };
  // Every name of this machine itself: no other resolver may be asked (RFC 6761 section 6.3). The system's own knows its hosts file.
  if (isOwnName(ascii) && spec.kind !== 'system') return loopback(ascii, family);
  const limit = { ...options, timeoutMs: options.timeoutMs - marginMs(options.timeoutMs) };
  return cache.get(JSON.stringify([ascii, family, spec]), limit, (own) => ask(ascii, family, spec, own, options.extraRootsPem ?? []));
}

/** Waits for what must be there before a question can be asked and is none of the resolver's time; at most ten seconds. Never rejects. */
export async function resolverStarted(spec: ResolverSpec, signal: AbortSignal): Promise<void> {
  if (spec.kind === 'system') await lookUpProcessStarted(signal);
}

async function ask(
  name: string,
  family: readonly Family[],
  spec: ResolverSpec,
  limit: Limit,
  extraRootsPem: readonly string[],
): Promise<DnsOutcome> {
  if (spec.kind === 'system') return resolveBySystem(name, family, limit);
  const exchange = exchangeOf(spec, extraRootsPem);
  const began = performance.now();
  const outcome = await resolveFamilies(exchange, name, family, limit);
  const tookMs = performance.now() - began;
  // An encrypted connection a question is too dear for that.
  const question = spec.kind === 'udp' || spec.kind === 'tcp' ? questionAbout(name, outcome) : undefined;
  if (question === undefined) return outcome;
  const asked = (): Promise<boolean> => answersChange(exchange, question, { knows: outcome.failure === undefined, tookMs }, limit.signal);
  if (outcome.failure === undefined) return { facts: outcome.facts, later: changingLater(asked) };
  return (await asked()) ? { ...outcome, facts: { ...outcome.facts, changing: true } } : outcome;
}

function exchangeOf(spec: Exclude<ResolverSpec, { kind: 'system' }>, extraRootsPem: readonly string[]): Exchange {
  switch (spec.kind) {
    case 'udp':
      return overUdp(spec);
    case 'tcp':
      return overTcp(spec);
    case 'tls':
      return overTls(spec, spec.servername, extraRootsPem);
    case 'https':
      return overHttps(spec.url, extraRootsPem);
  }
}

/** Ends a little before the caller's limit, so that what is known by then is still told. */
function marginMs(timeoutMs: number): number {
  return Math.min(400, timeoutMs / 6);
}

function keepMs({ facts, failure }: DnsOutcome): number {
  if (failure !== undefined) return 0;
  return facts.resolver === 'system' || facts.hostsFile === true ? MAX_KEPT_MS : Math.min(MAX_KEPT_MS, (facts.ttlSeconds ?? 0) * 1000);
}

function loopback(name: string, family: readonly Family[]): DnsOutcome {
  const addresses = [...(family.includes(4) ? ['127.0.0.1'] : []), ...(family.includes(6) ? ['::1'] : [])];
  return unasked(name, addresses);
}

function literal(address: string): DnsOutcome {
  return unasked(address, [address]);
}

function unasked(name: string, addresses: readonly string[]): DnsOutcome {
  const facts = {
    name,
    addresses,
    cnames: [],
    resolver: 'literal',
    ttlSeconds: 0,
    hostsFile: false,
    localFault: false,
  };
  return { facts: { ...facts, transport: 'none' } };
}
