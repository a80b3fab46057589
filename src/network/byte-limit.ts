import type { Socket } from 'node:net';
import { StepFailure } from './trace.ts';

/**
 * Ends a connection once its peer has sent more than `most` bytes, with `TOO_LARGE`. It starts the flow of data, so whoever reads has to be there before
 * the peer is asked.
 */
export function limitBytes<S extends Socket>(socket: S, most: number, peer: string): S {
  let bytes = 0;
  return socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) socket.destroy(new StepFailure('TOO_LARGE', `${peer} sent more than ${most} bytes`));
  });
}
