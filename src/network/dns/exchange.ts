import { isLimit, localFaultOf, mayComeBack } from '../../model/network/local-faults.ts';
import type { DnsFacts, Failure } from '../../model/network/observation.ts';
import { authority } from '../../model/network/route.ts';
import type { Limit } from '../timing/limit.ts';
import { failureOf } from '../trace.ts';
import type { Question, Reply } from './message.ts';

/** One question put to one resolver: its reply, or why there is none. `resolver` and `transport` say who was asked last and how. */
export interface Exchanged {
  readonly resolver: string;
  readonly transport: DnsFacts['transport'];
  readonly reply?: Reply;
  readonly failure?: Failure;
  /** The question could not leave this machine. */
  readonly localFault?: boolean;
  /** How often the query was sent until the reply came; absent: once, or it is not known. */
  readonly sent?: number;
  /** Servers that were asked before this one and did not answer. */
  readonly silent?: readonly SilentServer[];
}

/** A server that gave no answer in the time that it had. */
export type SilentServer = NonNullable<DnsFacts['silentServers']>[number];

/** Asks one question. Never rejects. */
export type Exchange = (question: Question, limit: Limit) => Promise<Exchanged>;

/** Where a resolver listens. */
export interface Server {
  readonly address: string;
  readonly port: number;
}

/** How a resolver is named in facts: the address alone on the transport's own port. */
export function serverName(server: Server, usualPort: number): string {
  return server.port === usualPort ? server.address : authority({ host: server.address, port: server.port });
}

/** The failure of a question that could not leave this machine; keeps the original code in its message. */
export function noResolver(detail: string, address?: string): Failure {
  return { code: 'NO_RESOLVER', message: detail, ...(address === undefined ? {} : { address }) };
}

/** Was this raised by this machine before anything was sent? An ICMP message that came back is reported by receiving, and is not local. */
export function isLocal(failure: Failure): boolean {
  const isOwn = localFaultOf(failure.code) !== undefined && !mayComeBack(failure.code);
  return isOwn && failure.syscall !== 'recvmsg' && failure.syscall !== 'read';
}

/** Folds a raw failure into an exchange, telling this machine's own faults apart. */
export function failedExchange(error: unknown, who: Pick<Exchanged, 'resolver' | 'transport'>, address: string): Exchanged {
  const failure = { ...failureOf(error), address };
  return isLocal(failure)
    ? {
        ...who,
        // What ran out has words of its own: another resolver would not help.
        failure: isLimit(failure.code) ? failure : noResolver(`this machine cannot send to ${who.resolver}: ${failure.message}`, address),
        localFault: true,
      }
    : { ...who, failure };
}
