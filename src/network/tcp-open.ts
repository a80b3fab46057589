import net from 'node:net';
import type { Context } from '../model/network/context.ts';
import type { Failure } from '../model/network/observation.ts';
import { failureOf, StepFailure } from './trace.ts';

/** Does a port take connections? Undefined: it does; else the socket's code, `TIMEOUT`, or why the run ended. Nothing is sent. */
export function tcpFailure(host: string, port: number, { signal, layerTimeoutMs }: Context): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: layerTimeoutMs });
    const end = (failure: Failure | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(failure);
    };
    const onAbort = (): void => end({ code: signal.reason === 'DEADLINE' ? 'DEADLINE' : 'ABORTED', message: 'the run ended' });
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () =>
      end(failureOf(new StepFailure('TIMEOUT', `no answer from ${host} on TCP ${port} within ${layerTimeoutMs} ms`))),
    );
    socket.once('error', (error) => end(failureOf(error)));
    if (signal.aborted) onAbort();
  });
}
