import type { Socket } from 'node:net';
import net from 'node:net';
import { isPublicDestination } from '../../model/network/address.ts';
import type { Context } from '../../model/network/context.ts';
import type { ConnectAttempt, Peer, TcpFacts } from '../../model/network/observation.ts';
import type { Family } from '../dns/families.ts';
import { type DnsOutcome, resolve, resolverStarted } from '../dns/index.ts';
import { type Connected, connectToAny, hasFamily } from '../tcp.ts';
import { connectLimitMs, noteSilence, sharedWait } from '../timing/silent-address.ts';
import { type Note, StepFailure, Trace } from '../trace.ts';

/** A connection to the first address of a name that could be established; without `socket` there was none. */
export interface Reached {
  readonly socket?: Socket;
  readonly address?: string;
  readonly otherFamily: readonly string[];
}

interface ReachRequest {
  readonly host: string;
  readonly port: number;
  readonly peer: Peer;
  readonly trace: Trace;
  readonly context: Context;
  readonly publicOnly?: true;
  readonly onOtherFamily?: (addresses: readonly string[]) => void;
}

/** The code with which a lookup ends that must lead to the internet and does not. */
const NOT_PUBLIC = 'NOT_PUBLIC_ADDRESS';
/** The lookup keeps its own limit, which a busy machine lengthens at most so much: what it knows by then must not be lost to the limit of the step. */
const BACKSTOP_TIMES = 2.5;
/** A resolver of the inside that does not answer holds up a question to the proxy no longer than this. */
const ASIDE_MS = 2000;

/** Steps `dns` and `tcp`: how every route begins. The families are kept apart when `apart`, so that one never hides the other. */
export async function reach(request: ReachRequest, apart: boolean): Promise<Reached> {
  const addresses = await lookUp(request);
  if (addresses === undefined) return { otherFamily: [] };
  const { first, second, notTried } = byFamily(addresses, apart);
  if (second.length > 0) request.onOtherFamily?.(second);
  const connected = await connectStep(request, first, { notTried });
  return connected === undefined ? { otherFamily: second } : { socket: connected.socket, address: connected.address, otherFamily: second };
}

/** Step `dns`: the addresses of a name. */
export async function lookUp(
  { host, peer, trace, context, publicOnly }: ReachRequest,
  families: readonly Family[] = [4, 6],
): Promise<readonly string[] | undefined> {
  if (net.isIP(host) === 0) await resolverStarted(context.resolver, context.signal);
  let later: DnsOutcome['later'];
  const addresses = await trace.step(
    'dns',
    peer,
    async (signal, note) => {
      const limit = { timeoutMs: context.layerTimeoutMs, signal, now: context.now, extraRootsPem: context.trust.extraRootsPem };
      const outcome = await resolve(host, families, context.resolver, limit);
      note(outcome.facts);
      later = outcome.later;
      if (outcome.failure !== undefined) throw new StepFailure(outcome.failure.code, outcome.failure.message, outcome.failure.address);
      const addresses = outcome.facts.addresses ?? [];
      const inside = publicOnly === true ? addresses.find((address) => !isPublicDestination(address)) : undefined;
      if (inside !== undefined) throw new StepFailure(NOT_PUBLIC, `${inside} is not an address of the internet`, inside);
      return addresses;
    },
    context.layerTimeoutMs * BACKSTOP_TIMES,
  );
  // A question aside decides only whether another may be asked.
  if (addresses !== undefined && later !== undefined && publicOnly !== true) trace.addLater(later());
  return addresses;
}

/**
 * Over a proxy, which resolves names itself: does this machine's resolver know the name as one of the inside? Then the failed step is recorded and the answer is
 * false. A name that it does not know may still lead inside where only the proxy can tell.
 */
export async function mayBePublic(request: ReachRequest): Promise<boolean> {
  const context = { ...request.context, layerTimeoutMs: Math.min(ASIDE_MS, request.context.layerTimeoutMs) };
  const aside = new Trace(context, request.trace.beganMs);
  await lookUp({ ...request, context, trace: aside, publicOnly: true });
  const [step] = aside.steps;
  if (step?.failure?.code !== NOT_PUBLIC) return true;
  request.trace.steps.push(step);
  return false;
}

/**
 * Step `tcp` over the given addresses. Those that were silent before in this run are not waited for as long again, nor those of one family when a connection to the
 * `other` is there.
 */
export async function connectStep(
  { port, peer, trace, context }: Omit<ReachRequest, 'host' | 'onOtherFamily'>,
  addresses: readonly string[],
  { notTried = [], other }: { readonly notTried?: TcpFacts['notTried']; readonly other?: Promise<boolean> } = {},
): Promise<Connected | undefined> {
  const limitMs = connectLimitMs(context.run, addresses, port, context.layerTimeoutMs);
  const wait = sharedWait(context.run, addresses, port, limitMs, other);
  let tried: readonly ConnectAttempt[] = [];
  const connect = async (signal: AbortSignal, note: Note<'tcp'>): Promise<Connected> => {
    note({ port, notTried });
    const tell = (attempts: readonly ConnectAttempt[]): void => {
      tried = attempts;
      note({ attempts });
    };
    const silent = wait.silentMs.then((waitedMs) => {
      tell(tried.map((attempt) => endedAfter(attempt, waitedMs)));
      throw new StepFailure('TIMEOUT', noAnswerWithin(waitedMs));
    });
    const options = { all: context.allAddresses, signal, now: context.now, limitMs };
    const connected = await Promise.race([connectToAny(addresses, port, options, tell), silent]);
    note({ address: connected.address, localAddress: connected.socket.localAddress ?? '' });
    return connected;
  };
  const connected = await trace.step('tcp', peer, connect, limitMs);
  wait.release();
  if (!context.signal.aborted) noteSilence(context.run, tried, port, limitMs);
  return connected;
}

/** A silent attempt whose wait ended before its limit. */
function endedAfter(attempt: ConnectAttempt, waitedMs: number): ConnectAttempt {
  if (attempt.failure?.code !== 'TIMEOUT') return attempt;
  return { ...attempt, durationMs: waitedMs, failure: { ...attempt.failure, message: noAnswerWithin(waitedMs) } };
}

function noAnswerWithin(ms: number): string {
  return `no answer within ${ms} ms`;
}

interface Split {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly notTried: TcpFacts['notTried'];
}

/** IPv4 first. A family this machine does not speak is left out, unless the name has no other. Loopback needs no such test. */
function byFamily(addresses: readonly string[], apart: boolean): Split {
  const v4 = addresses.filter((address) => net.isIPv4(address));
  const v6 = addresses.filter((address) => net.isIPv6(address));
  if (v4.length === 0 || v6.length === 0) return { first: addresses, second: [], notTried: [] };
  const speaks6 = hasFamily(6) || v6.includes('::1');
  const speaks4 = hasFamily(4) || v4.some((address) => address.startsWith('127.'));
  if (!speaks6) return { first: v4, second: [], notTried: v6.map((address) => ({ address, reason: 'no-ipv6' as const })) };
  if (!speaks4) return { first: v6, second: [], notTried: v4.map((address) => ({ address, reason: 'no-ipv4' as const })) };
  return apart ? { first: v4, second: v6, notTried: [] } : { first: [...v4, ...v6], second: [], notTried: [] };
}
