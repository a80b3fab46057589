import { getServers } from 'node:dns';
import { connect, isIP } from 'node:net';
import { mayComeBack } from '../../../model/network/local-faults.ts';
import { type Limit, within } from '../../timing/limit.ts';
import { type Exchange, type Exchanged, noResolver, type Server, type SilentServer } from '../exchange.ts';
import { overUdp } from '../server.ts';
import { type Silence, silenceMemory } from './silence.ts';

const DNS_PORT = 53;
/** Resolvers of operating systems ask this many servers at most (resolv.conf(5)). */
const MAX_SERVERS = 3;
/** Windows asks a closed port of its own three times, for two seconds. */
const REFUSAL_LIMIT_MS = 3000;

/** The DNS servers this machine is configured with, in order; forms `address`, `address:port`, `[address]:port`. */
export function configuredServers(): readonly Server[] {
  return getServers().flatMap((text) => parseServer(text) ?? []);
}

/** A server as Node lists it (`192.0.2.1`, `[2001:db8::1]:53`); undefined: it is not an address. */
export function parseServer(text: string): Server | undefined {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT };
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = six ?? four ?? '';
  return isIP(address) === 0 ? undefined : { address, port: Number(port) };
}

/**
 * Asks the servers in turn, as resolvers do: the next one when a server is silent, fails or refuses. The best answer stands. Servers that were silent a moment ago come
 * last: they are told as such beside the answer of another one, and not waited for again.
 */
export function askConfigured(servers: readonly Server[], silence: Silence = silenceMemory()): Exchange {
  const asked = servers.slice(0, MAX_SERVERS);
  const ways = asked.map((server) => ({ server, exchange: overUdp(server) }));
  return async (question, limit) => {
    const deadline = performance.now() + limit.timeoutMs;
    let best: Exchanged | undefined;
    const known = asked.map((server) => silence.of(server, question.type));
    const order = [...ways.filter((_, index) => known[index] === undefined), ...ways.filter((_, index) => known[index] !== undefined)];
    for (const [turn, { server, exchange }] of order.entries()) {
      const share = (deadline - performance.now()) / (order.length - turn);
      const exchanged = await exchange(question, { signal: limit.signal, timeoutMs: share });
      const index = asked.indexOf(server);
      // Those before it in the list keep a lookup waiting, those behind it do not.
      const told = (): Exchanged => ({ ...exchanged, silent: known.slice(0, index).flatMap((one) => one ?? []) });
      if (limit.signal.aborted) return told();
      known[index] = silentServer(exchanged);
      silence.note(server, question.type, known[index]);
      if (isFinal(exchanged)) return told();
      if (best === undefined || rank(exchanged) < rank(best)) best = exchanged;
    }
    return withoutResolver(best, asked, limit.signal);
  };
}

/** A host that is down is told by the network after seconds (EHOSTUNREACH), or not at all. */
function silentServer({ failure, localFault, resolver }: Exchanged): SilentServer | undefined {
  const { code = '' } = failure ?? {};
  return code === 'TIMEOUT' || (mayComeBack(code) && localFault !== true) ? { address: resolver, code } : undefined;
}

function isFinal({ reply }: Exchanged): boolean {
  return reply?.rcode === 'NOERROR' || reply?.rcode === 'NXDOMAIN';
}

function rank({ reply, localFault }: Exchanged): number {
  if (reply !== undefined) return 0;
  return localFault === true ? 2 : 1;
}

/** No server configured, or only this machine's own that is not running: not the network's fault. */
async function withoutResolver(best: Exchanged | undefined, servers: readonly Server[], signal: AbortSignal): Promise<Exchanged> {
  if (best === undefined) {
    return { resolver: 'none', transport: 'none', failure: noResolver('no DNS server is configured on this machine'), localFault: true };
  }
  const ownOnly = servers.every(({ address }) => address.startsWith('127.') || address === '::1');
  if (!ownOnly || !(await isClosed(best.failure?.code, servers, signal))) return best;
  return {
    ...best,
    failure: noResolver(`the only DNS server of this machine is ${best.resolver}, and nothing answers there`, best.failure?.address),
    localFault: true,
  };
}

/** On Windows nobody hears that a UDP port is closed (libuv leaves WSAECONNRESET out): a silent server is asked whether its TCP port is. */
async function isClosed(code: string | undefined, servers: readonly Server[], signal: AbortSignal): Promise<boolean> {
  if (code === 'ECONNREFUSED') return true;
  if (code !== 'TIMEOUT') return false;
  const limit = { signal, timeoutMs: REFUSAL_LIMIT_MS };
  return (await Promise.all(servers.map((server) => refuses(server, limit)))).every((refused) => refused);
}

function refuses({ address, port }: Server, limit: Limit): Promise<boolean> {
  return within(
    limit,
    () => false,
    (finish) => {
      const socket = connect({ host: address, port });
      socket.once('connect', () => finish(false)).on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED'));
      return () => socket.destroy();
    },
  );
}
