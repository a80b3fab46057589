import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import type { Credentials } from '../../model/secret.ts';
import { StepFailure } from '../trace.ts';
import type { OpenRequest, RouteKind } from './kind.ts';
import { reach } from './reach.ts';

/** SOCKS4a: the name goes to the proxy (the 4a extension of SOCKS 4). */
export const socks4: RouteKind = { open: (request) => openSocks(request, 4) };
/** SOCKS5 (RFC 1928) with or without user and password (RFC 1929): the name goes to the proxy. */
export const socks5: RouteKind = { open: (request) => openSocks(request, 5) };

async function openSocks(
  request: OpenRequest,
  type: 4 | 5,
): Promise<{ readonly stream?: Duplex; readonly otherFamily: readonly string[] }> {
  const { route, target, trace, context } = request;
  if (route.via === undefined) return { otherFamily: [] };
  const { socket } = await reach({ host: route.via.host, port: route.via.port, peer: 'proxy', trace, context }, false);
  if (socket === undefined) return { otherFamily: [] };
  const stream = await trace.step('proxy', 'proxy', async (signal, note) => {
    const credentials = type === 5 && route.auth !== 'none' ? context.credentialsFor(route) : undefined;
    note({ schemeTried: credentials === undefined ? 'none' : 'basic', credentialsGiven: credentials !== undefined, requests: 1 });
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    return established(socket, type, target, credentials, context.layerTimeoutMs);
  });
  return stream === undefined ? { otherFamily: [] } : { stream, otherFamily: [] };
}

async function established(
  socket: Socket,
  type: 4 | 5,
  target: OpenRequest['target'],
  credentials: Credentials | undefined,
  timeoutMs: number,
): Promise<Duplex> {
  try {
    const { socket: stream } = await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      destination: { host: target.host, port: target.port },
      // The proxy's address is of no interest to the library any more; it only must be well-formed.
      proxy: {
        host: '127.0.0.1',
        port: 1,
        type,
        ...(credentials === undefined ? {} : { userId: credentials.username, password: credentials.password.reveal() }),
      },
      timeout: timeoutMs + 1000,
    });
    stream.on('error', () => undefined);
    return stream;
  } catch (error) {
    socket.destroy();
    const text = error instanceof Error ? error.message : String(error);
    throw new StepFailure(replyCode(text), text);
  }
}

/**
 * The library reports replies (RFC 1928 section 6) as text only (socks 2.8). The part behind the dash is the reply's name:
 * `SOCKS_NotAllowed`, `SOCKS_HostUnreachable`, ...
 */
function replyCode(text: string): string {
  const reply = /rejected connection - \(?(\w+)\)?/i.exec(text)?.[1];
  if (reply !== undefined) return `SOCKS_${reply}`;
  if (/no accepted authentication type/i.test(text)) return 'SOCKS_NoAcceptedAuth';
  if (/authentication failed/i.test(text)) return 'SOCKS_AuthenticationFailed';
  if (/socket closed/i.test(text)) return 'CLOSED';
  if (/invalid/i.test(text)) return 'SOCKS_InvalidReply';
  return 'SOCKS_Failure';
}
