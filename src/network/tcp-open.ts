import net from 'node:net';
import type { Context } from '../model/network/context.ts';
import type { Failure } from '../model/network/observation.ts';
import { within } from './timing/limit.ts';
import { failureOf } from './trace.ts';

/** Does a port take connections? Undefined: it does; else the socket's code, `TIMEOUT`, or why the run ended. Nothing is sent. */
export function tcpFailure(host: string, port: number, { signal, layerTimeoutMs: timeoutMs }: Context): Promise<Failure | undefined> {
  return within<Failure | undefined>(
    { signal, timeoutMs },
    (code) => ({ code, message: code === 'TIMEOUT' ? `no answer from ${host} on TCP ${port} within ${timeoutMs} ms` : 'the run ended' }),
    (finish) => {
      const socket = net.connect({ host, port });
      socket.once('connect', () => finish(undefined)).on('error', (error) => finish(failureOf(error)));
      return () => socket.destroy();
    },
  );
}
