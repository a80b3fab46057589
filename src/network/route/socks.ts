import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import type { Credentials } from '../../model/network/secret.ts';
import { type Hold, type Note, StepFailure } from '../trace.ts';
import { stepWithProxy } from './connect/silent-proxy.ts';
import type { Opened, OpenRequest, RouteKind } from './kind.ts';
import { logOnToProxy, notTried } from './proxy-gate.ts';
import { redial } from './proxy-stream.ts';
import { reach } from './reach.ts';
import { chooseMethod, connectThrough, logOnWithPassword } from './socks5-handshake.ts';

/** SOCKS4a: the name goes to the proxy (the 4a extension of SOCKS 4). */
export const socks4: RouteKind = { open: (request) => openSocks(request, (socket) => established4(socket, request)) };
/** SOCKS5 (RFC 1928) with or without user and password (RFC 1929): the name goes to the proxy. */
export const socks5: RouteKind = {
  open: (request) => openSocks(request, (socket, step) => established5(socket, request, step)),
};

interface StepOfProxy {
  readonly signal: AbortSignal;
  readonly note: Note<'proxy'>;
  readonly hold: Hold;
}

async function openSocks(request: OpenRequest, establish: (socket: Socket, step: StepOfProxy) => Promise<Duplex>): Promise<Opened> {
  const { route, trace, context } = request;
  if (route.via === undefined) return { otherFamily: [] };
  const { socket } = await reach({ host: route.via.host, port: route.via.port, peer: 'proxy', trace, context }, false);
  if (socket === undefined) return { otherFamily: [] };
  const stream = await stepWithProxy(request, 'proxy', async (signal, note, hold) => {
    note({ schemeTried: 'none', credentialsGiven: false, requests: 1 });
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    return establish(socket, { signal, note, hold });
  });
  return stream === undefined ? { otherFamily: [] } : { stream, otherFamily: [] };
}

async function established5(first: Duplex, request: OpenRequest, step: StepOfProxy): Promise<Duplex> {
  const { route, context, target } = request;
  const credentials = route.auth === 'none' ? undefined : context.credentialsFor(route);
  step.note({ credentialsGiven: credentials !== undefined });
  let stream = first;
  try {
    first.on('error', () => undefined);
    if ((await chooseMethod(first, credentials !== undefined)) === 'password' && credentials !== undefined)
      stream = await loggedOn(first, credentials, request, step);
    await connectThrough(stream, target);
    return stream;
  } catch (error) {
    first.destroy();
    stream.destroy();
    throw error;
  }
}

/** The stream on which the proxy took the credentials: another one when the wait for another log-on outlasted the first. */
async function loggedOn(first: Duplex, credentials: Credentials, request: OpenRequest, step: StepOfProxy): Promise<Duplex> {
  const made = await logOnToProxy(
    request,
    step,
    async (offering) => {
      const isOpen = !first.destroyed && !first.readableEnded;
      const stream = isOpen ? first : await again(request, step.signal);
      step.note({ schemeTried: 'basic' });
      return { stream, isTaken: await logOnWithPassword(stream, credentials, offering) };
    },
    ({ isTaken }) => (isTaken ? 'accepted' : { reason: 'credentials', failure: REFUSED }),
  );
  if ('notTried' in made) {
    const { reason, place, failure } = made.notTried;
    const facts = { logOn: 'not-tried', refusedBefore: { reason, place, code: failure.code } } as const;
    step.note(facts);
    throw notTried(request.route, facts) ?? new StepFailure(REFUSED.code, `${REFUSED.message} earlier in this run`);
  }
  const { stream, isTaken } = made.outcome;
  step.note({ logOn: isTaken ? 'taken' : 'refused' });
  if (isTaken) return stream;
  stream.destroy();
  throw new StepFailure(REFUSED.code, REFUSED.message);
}

const REFUSED = { code: 'SOCKS_AuthenticationFailed', message: 'the proxy refused user and password' };

async function again(request: OpenRequest, signal: AbortSignal): Promise<Duplex> {
  const stream = await redial(request);
  stream.on('error', () => undefined);
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  await chooseMethod(stream, true);
  return stream;
}

async function established4(socket: Socket, { target, context }: OpenRequest): Promise<Duplex> {
  try {
    const { socket: stream } = await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      destination: { host: target.host, port: target.port },
      // The proxy's address is of no interest to the library any more; it only must be well-formed.
      proxy: { host: '127.0.0.1', port: 1, type: 4 },
      timeout: context.layerTimeoutMs + 1000,
    });
    stream.on('error', () => undefined);
    return stream;
  } catch (error) {
    socket.destroy();
    const text = error instanceof Error ? error.message : String(error);
    throw new StepFailure(replyCode(text), text);
  }
}

/** The library reports replies as text only (socks 2.8). The part behind the dash is the reply's name: `SOCKS_Rejected`, `SOCKS_RejectedIdent`. */
function replyCode(text: string): string {
  const reply = /rejected connection - \(?(\w+)\)?/i.exec(text)?.[1];
  if (reply !== undefined) return `SOCKS_${reply}`;
  if (/socket closed/i.test(text)) return 'CLOSED';
  if (/invalid/i.test(text)) return 'SOCKS_InvalidReply';
  return 'SOCKS_Failure';
}
