import { connect } from 'node:net';
import type { Failure } from '../../model/network/observation.ts';
import { type Limit, unanswered, within } from '../timing/limit.ts';
import { type Channel, channelTo, type Place } from './channel.ts';
import { type Exchange, type Exchanged, failedExchange, type Server, serverName } from './exchange.ts';
import { encodeQuery, isAboutEdns, type Question, type Reply, readReply } from './message.ts';
import { askStream } from './stream.ts';

const DNS_PORT = 53;
/** EDNS(0) is left out from this send on: a firewall may drop what it does not know. */
const PLAIN_FROM_SEND = 3;

/** Asks a server over UDP with resends; a truncated answer is asked again over TCP (RFC 7766 section 5). Questions side by side share a socket. */
export function overUdp(server: Server): Exchange {
  const channel = channelTo(server);
  return async (question, limit) => {
    const started = performance.now();
    const first = await askUdp(channel, server, question, limit);
    if (first.reply?.truncated !== true) return first;
    const rest = { signal: limit.signal, timeoutMs: limit.timeoutMs - (performance.now() - started) };
    const second = await overTcp(server)(question, rest);
    return second.failure === undefined ? second : { ...second, failure: truncated(second.failure) };
  };
}

/** Asks a server over TCP (RFC 1035 section 4.2.2), a connection per question. */
export function overTcp(server: Server): Exchange {
  const who = { resolver: serverName(server, DNS_PORT), transport: 'tcp' } as const;
  return (question, limit) => askStream(() => connect(server.port, server.address), who, server.address, question, limit);
}

function truncated(overTcp: Failure): Failure {
  if (overTcp.code === 'ABORTED' || overTcp.code === 'DEADLINE') return overTcp;
  return { ...overTcp, code: 'TRUNCATED', message: `the UDP answer was cut short and TCP failed: ${overTcp.code} ${overTcp.message}` };
}

/** The interval between sends: a lost datagram costs at most a second, and even short limits leave room for a few. */
export function resendMs(timeoutMs: number): number {
  return Math.min(1000, Math.max(50, timeoutMs / 5));
}

/** Answers that do not match are passed over: the right one may still come. */
function askUdp(channel: Channel, server: Server, question: Question, limit: Limit): Promise<Exchanged> {
  const who = { resolver: serverName(server, DNS_PORT), transport: 'udp' } as const;
  const started = performance.now();
  let passedOver: Failure | undefined;
  const onLimit = (code: string): Exchanged => ({
    ...who,
    failure: (code === 'TIMEOUT' ? passedOver : undefined) ?? { code, message: unanswered(code, started), address: server.address },
  });
  return within(limit, onLimit, (finish) => {
    const place = channel.join({
      ready: () => sender.send(),
      fail: (error) => finish(failedExchange(error, who, server.address)),
      packet: (packet) => {
        const reading = readReply(packet, question, place.id);
        if (reading.kind !== 'reply') {
          passedOver = { code: reading.kind.toUpperCase(), message: `only ${reading.detail} came`, address: server.address };
        } else if (!sender.dropEdns(reading.reply)) finish({ ...who, reply: reading.reply, sent: sender.sent() });
      },
    });
    const sender = startSending(place, question, resendMs(limit.timeoutMs));
    return () => {
      sender.stop();
      place.leave();
    };
  });
}

interface Sender {
  readonly send: () => void;
  readonly stop: () => void;
  readonly sent: () => number;
  /** True when the reply is a complaint about EDNS(0) and the question went out once more without it (RFC 6891 section 7). */
  readonly dropEdns: (reply: Reply) => boolean;
}

function startSending({ id, send: sendQuery }: Place, question: Question, intervalMs: number): Sender {
  let sends = 0;
  let edns = true;
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    sends += 1;
    edns &&= sends < PLAIN_FROM_SEND;
    clearTimeout(timer);
    timer = setTimeout(send, intervalMs);
    sendQuery(encodeQuery(question, id, edns));
  };
  return {
    send,
    stop: () => clearTimeout(timer),
    sent: () => sends,
    dropEdns: (reply) => {
      if (!edns || !isAboutEdns(reply)) return false;
      edns = false;
      send();
      return true;
    },
  };
}
