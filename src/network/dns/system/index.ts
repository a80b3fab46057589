import type { LookupAddress } from 'node:dns';
import type { DnsFacts, Failure } from '../../../model/network/observation.ts';
import { follower, type Limit, unanswered, within } from '../../timing/limit.ts';
import { loopLagMs } from '../../timing/loop-lag.ts';
import { failureOf } from '../../trace.ts';
import { answersChange, changingLater } from '../again.ts';
import type { Server } from '../exchange.ts';
import { type DnsOutcome, type Family, questionAbout, resolveFamilies } from '../families.ts';
import { askConfigured, configuredServers } from './configured.ts';
import { type Hosts, hostsPath, readHosts } from './hosts.ts';
import { lookUpApart } from './lookup-process.ts';
import { lossCounter } from './loss.ts';
import { type Silence, silenceMemory } from './silence.ts';

/** What this machine knows about names. Replaceable, so that tests bring their own hosts file, lookup and servers. */
export interface SystemNames {
  readonly hosts: () => Promise<Hosts>;
  /** Node's callback lookup with `all: true`. */
  readonly lookup: (name: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;
  readonly servers: () => readonly Server[];
  /** What earlier lookups learnt. */
  readonly silence?: Silence;
  /** The rule of the name resolution policy that a name goes by; absent: there is no such policy. */
  readonly policy?: (name: string) => Promise<DnsFacts['namePolicy']>;
}

let hostsOnce: Promise<Hosts> | undefined;

/** The operating system's own names: its hosts file (read once), its lookup, its configured DNS servers. */
export const thisMachine: SystemNames = {
  hosts: () => {
    hostsOnce ??= readHosts(hostsPath());
    return hostsOnce;
  },
  lookup: lookUpApart,
  servers: configuredServers,
  silence: silenceMemory(),
  ...(process.platform === 'win32' ? { policy: async (name) => (await import('../../windows/name-policy.ts')).namePolicyOf(name) } : {}),
};

interface Lookup {
  readonly addresses: readonly string[];
  readonly failure?: Failure;
  /** Until it was answered. */
  readonly tookMs: number;
}

interface Told extends DnsOutcome {
  readonly tookMs: number;
  readonly loss?: DnsFacts['lostQueries'] | undefined;
}

/** When the lookup has answered, the servers get this long to tell the CNAME chain and the TTL. */
const CHAIN_GRACE_MS = 500;
/** A second opinion, where the lookup and the server disagree or both say no. */
const AGAIN_MS = 1500;
const MAX_AGAIN = 2;
/** After one lost datagram a resolver's library waits for seconds (glibc: five): a second lookup beside the first one shows whether that was all. */
const LOOKUP_BESIDE_MS = 1500;
/** Where the server has answered meanwhile, it is loss that keeps lookups from it: more of them. */
const MOST_BESIDE = 2;
/** Where other lookups ran into the limit behind a silent server, and the next server has given addresses: another one is not waited for longer. */
const HELD_UP_MS = 1000;
/** A lookup that takes as long was waiting for something. */
const SLOW_MS = 2000;

/**
 * What the operating system answers: its lookup (hosts file, search list, name resolution policy) decides, as it does for the role. The configured servers, asked
 * directly at the same time, explain it: chain, TTL, which of them answered, and why there is no address. What they say is never taken in its place, with one
 * exception: the lookup ran into the limit, and what it waits for is known.
 */
export async function resolveBySystem(
  name: string,
  families: readonly Family[],
  limit: Limit,
  system: SystemNames = thisMachine,
): Promise<DnsOutcome> {
  const inHosts = (await system.hosts()).get(name.toLowerCase()) ?? [];
  if (inHosts.length > 0) return byHosts(name, inHosts, await lookUp(name, families, limit, system));
  const deadline = performance.now() + limit.timeoutMs;
  const first = await askBoth(name, families, limit, system);
  if (first.told.failure === undefined && !isDoubtful(first))
    return { ...combined(name, first), later: changingLater(() => isChanging(name, first, limit, system)) };
  let asked = first;
  let changing = await isChanging(name, first, limit, system);
  for (let again = 0; again < MAX_AGAIN && isDoubtful(asked) && !limit.signal.aborted; again += 1) {
    const timeoutMs = Math.min(AGAIN_MS, deadline - performance.now());
    if (timeoutMs < AGAIN_MS / 2) break;
    const next = await askBoth(name, families, { signal: limit.signal, timeoutMs }, system);
    if (next.told.failure?.code === 'TIMEOUT' || next.lookup.failure?.code === 'TIMEOUT') break;
    changing ||= (next.told.failure === undefined) !== (asked.told.failure === undefined);
    asked = next;
  }
  const outcome = await explained(combined(name, asked), system);
  return changing ? { ...outcome, facts: { ...outcome.facts, changing } } : outcome;
}

/** Where the lookup and the server differ, with the policy that sends the one elsewhere. */
async function explained(outcome: DnsOutcome, { policy }: SystemNames): Promise<DnsOutcome> {
  const { name, serverAnswer, serverFailure, systemFailure } = outcome.facts;
  if (name === undefined || (serverAnswer ?? serverFailure ?? systemFailure) === undefined) return outcome;
  const namePolicy = await policy?.(name);
  return namePolicy === undefined ? outcome : { ...outcome, facts: { ...outcome.facts, namePolicy } };
}

/** Does its server say now that there are addresses, now that there are none? */
async function isChanging(name: string, { told }: Asked, { signal }: Limit, { servers, silence }: SystemNames): Promise<boolean> {
  const question = questionAbout(name, told);
  if (question === undefined) return false;
  return answersChange(askConfigured(servers(), silence), question, { knows: told.failure === undefined, tookMs: told.tookMs }, signal);
}

interface Asked {
  readonly lookup: Lookup;
  readonly told: Told;
}

/** The operating system and its servers, side by side. */
async function askBoth(name: string, families: readonly Family[], limit: Limit, system: SystemNames): Promise<Asked> {
  const { silence = silenceMemory() } = system;
  const enough = follower(limit.signal);
  const heldUp = follower(limit.signal);
  const began = performance.now();
  let isKnown = false;
  const looking = lookUp(name, families, { ...limit, signal: heldUp.signal }, system, () => isKnown);
  const exchange = askConfigured(system.servers(), silence);
  const asking = resolveFamilies(exchange, name, families, { ...limit, signal: enough.signal }).then((outcome) => ({
    ...outcome,
    tookMs: Math.max(0, performance.now() - began - loopLagMs()),
  }));
  let patience: NodeJS.Timeout | undefined;
  const loss = lossCounter(exchange, { ...limit, signal: enough.signal });
  void asking.then((outcome) => {
    const { failure, facts } = outcome;
    const isBehindSilence = (facts.silentServers ?? []).length > 0;
    isKnown = failure === undefined && !isBehindSilence;
    if (isKnown) loss.start(questionAbout(name, outcome), LOOKUP_BESIDE_MS - (performance.now() - began));
    if (failure === undefined && isBehindSilence && silence.holdsUp()) patience = setTimeout(() => heldUp.abort('TIMEOUT'), HELD_UP_MS);
  });
  const lookup = await looking;
  clearTimeout(patience);
  const timer = lookup.failure === undefined ? setTimeout(() => enough.abort('TIMEOUT'), CHAIN_GRACE_MS) : undefined;
  const told = await asking;
  clearTimeout(timer);
  clearTimeout(patience);
  loss.stop();
  enough.abort('NOT_NEEDED');
  enough.release();
  heldUp.release();
  if (lookup.failure?.code === 'TIMEOUT' && (told.facts.silentServers ?? []).length > 0) silence.noteHeldUp();
  return { lookup, told: { ...told, loss: loss.found() } };
}

/** Answers that a second question may turn: a name that is missing for one of the two or for both, addresses that have nothing in common. */
function isDoubtful({ lookup, told }: Asked): boolean {
  if (lookup.failure?.code === 'TIMEOUT' || told.failure?.code === 'TIMEOUT' || told.facts.localFault === true) return false;
  if (lookup.failure !== undefined && told.failure !== undefined) return told.failure.code !== 'SERVFAIL' && isAnswer(told.failure);
  if (lookup.failure !== undefined || told.failure !== undefined) return true;
  return !meet(lookup.addresses, told.facts.addresses ?? []);
}

function meet(left: readonly string[], right: readonly string[]): boolean {
  return left.some((address) => right.includes(address));
}

function combined(name: string, { lookup, told }: Asked): DnsOutcome {
  return lookup.failure === undefined ? byLookup(name, lookup, told) : byServer(name, lookup.failure, told);
}

const unknown = (name: string) =>
  ({
    name,
    addresses: [],
    cnames: [],
    resolver: 'system',
    ttlSeconds: 0,
    transport: 'system',
    hostsFile: false,
    localFault: false,
  }) as const;

function byHosts(name: string, inHosts: readonly string[], { addresses, failure }: Lookup): DnsOutcome {
  const resolver = addresses.every((address) => inHosts.includes(address)) ? 'hosts' : 'system';
  if (failure !== undefined) return { facts: { ...unknown(name), hostsFile: true }, failure };
  return { facts: { ...unknown(name), addresses, resolver, hostsFile: true } };
}

/** The addresses are those of the lookup; who gave them is a server only where it gives them too. */
function byLookup(name: string, lookup: Lookup, told: Told): DnsOutcome {
  const { addresses } = lookup;
  const facts = { ...unknown(name), addresses, systemMs: Math.round(lookup.tookMs), ...lossIn(told) };
  if (told.failure !== undefined) {
    const { resolver = 'none', cnames = [], silentServers, extendedErrors } = told.facts;
    const said = isAnswer(told.failure)
      ? { serverAnswer: { resolver, addresses: [], cnames }, ...(extendedErrors === undefined ? {} : { extendedErrors }) }
      : {};
    return { facts: { ...facts, ...said, ...(silentServers === undefined ? {} : { silentServers }), serverFailure: told.failure } };
  }
  const serverMs = Math.round(told.tookMs);
  if (meet(addresses, told.facts.addresses ?? [])) return { facts: { ...facts, ...told.facts, addresses, serverMs } };
  return { facts: { ...facts, serverAnswer: answerOf(told) } };
}

function answerOf({ facts }: DnsOutcome): NonNullable<DnsFacts['serverAnswer']> {
  return { resolver: facts.resolver ?? 'none', addresses: facts.addresses ?? [], cnames: facts.cnames ?? [] };
}

/** Did the server itself say no? */
function isAnswer({ code }: Failure): boolean {
  return code === 'NXDOMAIN' || code === 'NODATA' || code === 'REFUSED' || code === 'SERVFAIL';
}

/** The lookup gave nothing. It folds many causes into one code, so what the servers said explains it; where they know the name, this machine is at fault. */
function byServer(name: string, lookup: Failure, told: Told): DnsOutcome {
  if (lookup.code === 'ABORTED' || lookup.code === 'DEADLINE') return { facts: told.facts, failure: lookup };
  if (told.failure === undefined) {
    if (lookup.code === 'TIMEOUT' && waitsFor(told))
      return { facts: { ...told.facts, systemFailure: lookup, serverMs: Math.round(told.tookMs), ...lossIn(told) } };
    const { silentServers } = told.facts;
    const facts = {
      ...unknown(name),
      serverAnswer: answerOf(told),
      systemFailure: lookup,
      ...(silentServers === undefined ? {} : { silentServers }),
    };
    return { facts, failure: lookup };
  }
  const message = `${told.failure.message} (the operating system's lookup: ${lookup.code})`;
  return { facts: told.facts, failure: { ...told.failure, message } };
}

function lossIn({ loss }: Told): Pick<DnsFacts, 'lostQueries'> {
  return loss === undefined ? {} : { lostQueries: loss };
}

/** Is it known what a lookup waits for: a server of the list, the question for one family, or packets that get lost? */
function waitsFor({ facts, tookMs, loss }: Told): boolean {
  return (
    loss !== undefined ||
    (facts.silentServers ?? []).length > 0 ||
    (facts.failedFamilies ?? []).some(({ code }) => code === 'TIMEOUT') ||
    tookMs >= SLOW_MS
  );
}

/** The operating system's lookup. It cannot be cancelled: at the limit its answer is left behind. */
function lookUp(
  name: string,
  families: readonly Family[],
  limit: Limit,
  system: SystemNames,
  isKnown: () => boolean = () => false,
): Promise<Lookup> {
  const started = performance.now();
  const tookMs = (): number => Math.max(0, performance.now() - started - loopLagMs());
  const onLimit = (code: string): Lookup => ({ addresses: [], failure: { code, message: unanswered(code, started) }, tookMs: tookMs() });
  return within(limit, onLimit, (finish) => {
    const ask = (): void =>
      system.lookup(name, (error, found) => {
        if (error !== null) return finish({ addresses: [], failure: failureOf(error), tookMs: tookMs() });
        const addresses = [
          ...new Set(found.filter(({ family }) => families.some((asked) => asked === family)).map(({ address }) => address)),
        ];
        const failure = { code: 'NODATA', message: 'the operating system knows the name, but no address of this kind' };
        finish({ addresses, tookMs: tookMs(), ...(addresses.length > 0 ? {} : { failure }) });
      });
    ask();
    let beside = 0;
    const again = setInterval(() => {
      beside += 1;
      if (beside <= 1 || (beside <= MOST_BESIDE && isKnown())) ask();
    }, LOOKUP_BESIDE_MS);
    return () => clearInterval(again);
  });
}
