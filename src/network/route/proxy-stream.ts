import type { Duplex } from 'node:stream';
import { handshake } from '../tls/handshake.ts';
import { StepFailure, Trace } from '../trace.ts';
import { stepWithProxy } from './connect/silent-proxy.ts';
import type { OpenRequest } from './kind.ts';
import { reach } from './reach.ts';

/** A stream on which the proxy speaks, TLS included where the proxy wants it. */
export async function openProxy(request: OpenRequest): Promise<Duplex | undefined> {
  const { route, trace, context, anchors } = request;
  const via = route.via;
  if (via === undefined) return undefined;
  const { socket } = await reach({ host: via.host, port: via.port, peer: 'proxy', trace, context }, false);
  if (socket === undefined || route.kind !== 'https') return socket;
  return stepWithProxy(request, 'tls', async (signal, note) => {
    let wrong = '';
    const stream = await handshake(socket, { servername: via.host, maxVersion: 'TLSv1.3', anchors, signal }, (facts) => {
      note(facts);
      wrong = facts.authorizationError || facts.nameError || wrong;
    });
    if (wrong === '') return stream;
    stream.destroy();
    throw new StepFailure(wrong, `the proxy's certificate was not accepted: ${wrong}`);
  });
}

/** Another connection to the proxy inside a running step; its own steps are not recorded again. */
export async function redial(request: OpenRequest): Promise<Duplex> {
  const aside = new Trace(request.context);
  const stream = await openProxy({ ...request, trace: aside });
  if (stream !== undefined) return stream;
  const failure = aside.steps.at(-1)?.failure;
  throw new StepFailure(failure?.code ?? 'CLOSED', failure?.message ?? 'the proxy could not be reached again');
}
