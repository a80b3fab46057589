import dgram from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Context } from '../../model/network/context.ts';
import type { Failure } from '../../model/network/observation.ts';
import { within } from '../timing/limit.ts';
import { failureOf } from '../trace.ts';

/** A datagram may get lost: it is sent this often within the limit. */
const TRIES = 3;

/**
 * Sends a datagram to an address and waits for an answer that `isAnswer` takes, from that address and port alone. Undefined: it came; else `TIMEOUT`, a socket's code
 * (`ECONNREFUSED` for an ICMP answer), or why the run ended.
 */
export function exchangeDatagram(
  { address, port, payload, isAnswer }: DatagramQuestion,
  { signal, layerTimeoutMs: timeoutMs }: Pick<Context, 'signal' | 'layerTimeoutMs'>,
): Promise<Failure | undefined> {
  return within<Failure | undefined>(
    { signal, timeoutMs },
    (code) => ({
      code,
      message:
        code === 'TIMEOUT' ? `no answer from ${address} on UDP ${port} to ${TRIES} datagrams within ${timeoutMs} ms` : 'the run ended',
    }),
    (finish) => {
      const socket = dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      const send = (): void => socket.send(payload);
      const timers: NodeJS.Timeout[] = [];
      socket.on('error', (error) => finish(failureOf(error)));
      socket.on('message', (message) => {
        if (isAnswer(message)) finish(undefined);
      });
      // Connected, it takes datagrams of this peer only, and hears of ICMP.
      socket.connect(port, address, () => {
        send();
        for (let index = 1; index < TRIES; index += 1) timers.push(setTimeout(send, (index * timeoutMs) / TRIES));
      });
      return () => {
        for (const timer of timers) clearTimeout(timer);
        socket.close();
      };
    },
  );
}

/** A UDP packet to send, and how its reply is recognised. */
export interface DatagramQuestion {
  readonly address: string;
  readonly port: number;
  readonly payload: Buffer;
  readonly isAnswer: (answer: Buffer) => boolean;
}
