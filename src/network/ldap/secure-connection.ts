import net from 'node:net';
import tls from 'node:tls';
import { Client } from 'ldapts';
import type { Context } from '../../model/network/context.ts';
import type { Controller } from '../../model/network/controller.ts';
import { urlHost } from '../../model/network/route.ts';
import { limitBytes } from '../byte-limit.ts';
import { identityOptions } from './reference-identity.ts';
import { codeOf } from './result.ts';

/** All that a directory may send over one connection; two thousand entries with their groups are a tenth of it. */
export const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;
/** The one answer to StartTLS. */
const MAX_CLEAR_BYTES = 64 * 1024;

/** Ports of one kind of directory: under TLS from the start, and in clear for StartTLS. */
export interface LdapPorts {
  readonly ldaps: number;
  readonly ldap: number;
}
export const DOMAIN_PORTS: LdapPorts = { ldaps: 636, ldap: 389 };
/** Of the global catalog (MS-ADTS section 3.1.1.3.1.10). */
export const GLOBAL_CATALOG_PORTS: LdapPorts = { ldaps: 3269, ldap: 3268 };

/** Codes of a port behind which no LDAPS is to be had, while the other may still answer. */
const NO_LDAPS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'TIMEOUT']);

/**
 * A TLS connection to a directory server whose certificate was verified: LDAPS, or StartTLS (RFC 4511 section 4.14) where nothing of the kind
 * answers. Rejects with the original code; with that of LDAPS when neither answers.
 */
export async function connectSecurely(controller: Controller, ports: LdapPorts, context: Context): Promise<tls.TLSSocket> {
  const secure = await identityOptions(controller, context.trust.extraRootsPem);
  return limitBytes(await connected(controller.host, ports, secure, context), MAX_DIRECTORY_BYTES, controller.host);
}

async function connected(
  server: string,
  { ldaps, ldap }: LdapPorts,
  secure: tls.ConnectionOptions,
  context: Context,
): Promise<tls.TLSSocket> {
  try {
    return await within(context, tls.connect({ ...secure, host: server, port: ldaps }));
  } catch (error) {
    if (!NO_LDAPS.has(codeOf(error).code) || context.signal.aborted) throw error;
    return await startTls(server, ldap, secure, context).catch((second: unknown) => {
      const failure = codeOf(second);
      // The port is open, and it refuses StartTLS or ends the connection there: TLS is what it cannot do.
      if (/^LDAP_\d+$|^ECONNRESET$/.test(failure.code))
        throw Object.assign(
          new Error(`${server} offers no TLS: LDAPS ${codeOf(error).code}, StartTLS ${failure.code} ${failure.message}`),
          { code: 'NO_CERTIFICATE' },
        );
      throw NO_LDAPS.has(failure.code) ? error : second;
    });
  }
}

/** Resolves when the handshake is over; the socket is destroyed when it fails, takes too long or the run ends. */
function within({ signal, layerTimeoutMs }: Context, socket: tls.TLSSocket): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('connection timeout')), layerTimeoutMs);
    const onAbort = (): void => void socket.destroy(new Error('the run ended'));
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('secureConnect', onSecure).off('error', onError).off('close', onClose);
    };
    const onSecure = (): void => {
      settle();
      resolve(socket);
    };
    const onError = (error: Error): void => {
      settle();
      // Later errors of a socket that is given up are nobody's.
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    const onClose = (): void => onError(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
    socket.once('secureConnect', onSecure).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

async function startTls(server: string, port: number, secure: tls.ConnectionOptions, context: Context): Promise<tls.TLSSocket> {
  const { layerTimeoutMs } = context;
  let handshake: Promise<tls.TLSSocket> | undefined;
  const client = new Client({
    url: `ldap://${urlHost(server)}:${port}`,
    timeout: layerTimeoutMs,
    connectTimeout: layerTimeoutMs,
    createConnection: ((_port: number, host: string) => limitBytes(net.connect(port, host), MAX_CLEAR_BYTES, server)) as typeof net.connect,
    createSecureConnection: ((options: tls.ConnectionOptions) => {
      options.socket?.removeAllListeners('data');
      const socket = tls.connect(options);
      handshake = within(context, socket);
      // Who waits for the client's promise hears of a failure too.
      handshake.catch(() => undefined);
      return socket;
    }) as typeof tls.connect,
  });
  await client.startTLS(secure);
  if (handshake === undefined) throw new Error('StartTLS made no connection');
  const socket = await handshake;
  // From here on the connection is read by another client.
  socket.removeAllListeners('data').removeAllListeners('error');
  return socket;
}
