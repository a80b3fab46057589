import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { BodyFraming } from '../body-framing.ts';

/** So much is kept of a refusal. */
const MAX_KEPT_BYTES = 64 * 1024;
/** More is not read to get at the next answer: the connection is given up. */
const MAX_READ_BYTES = 1024 * 1024;
/** A refusal's page is wanted for its words and usually comes with the head; so long a pause means that there is no more to wait for. */
const PAUSE_MS = 500;
/** Where the connection has to be used again, as some schemes authenticate it. */
const PAUSE_BEFORE_NEXT_MS = 2000;
const WHOLE_MS = 5000;

/** What a proxy sent behind the head of its refusal, under a cap. */
export interface RefusalBody {
  readonly body: Buffer;
  /** All of it was read and nothing else: the connection is at the next answer. */
  readonly isComplete: boolean;
}

/** Reads what follows the head of a refused CONNECT: Node leaves it to whoever asked. Never rejects, and never waits for an end that does not come. */
export function readRefusal(stream: Duplex, response: IncomingMessage, head: Buffer): Promise<RefusalBody> {
  const framing = new BodyFraming(response.headersDistinct, MAX_KEPT_BYTES);
  framing.take(head);
  return new Promise((resolve) => {
    const pauseMs = response.statusCode === 407 ? PAUSE_BEFORE_NEXT_MS : PAUSE_MS;
    let pause: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(pause);
      clearTimeout(whole);
      stream.pause();
      stream.off('data', onData);
      for (const event of ENDS) stream.off(event, done);
      resolve({ body: framing.body(), isComplete: framing.state === 'complete' });
    };
    const wait = (): void => {
      clearTimeout(pause);
      pause = setTimeout(done, pauseMs);
    };
    const onData = (chunk: Buffer): void => {
      framing.take(chunk);
      if (framing.state !== 'open' || framing.bytesRead > MAX_READ_BYTES) done();
      else wait();
    };
    const whole = setTimeout(done, WHOLE_MS);
    if (framing.state !== 'open' || stream.readableEnded || stream.destroyed) {
      clearTimeout(whole);
      return resolve({ body: framing.body(), isComplete: framing.state === 'complete' });
    }
    wait();
    stream.on('data', onData);
    for (const event of ENDS) stream.once(event, done);
    stream.resume();
  });
}

const ENDS = ['end', 'close', 'error'] as const;
