import net from 'node:net';
import type tls from 'node:tls';
import { Client, type Entry, type SearchOptions } from 'ldapts';
import type { Context } from '../model/context.ts';
import type { Failure } from '../model/observation.ts';
import { askingAs } from './asking-account.ts';
import { failureOf } from './trace.ts';
import { internalRoots } from './trust.ts';

export const MAX_ENTRIES = 200;

/** A bound connection to one directory server. */
export interface Directory {
  readonly server: string;
  readonly search: (base: string, options: SearchOptions) => Promise<readonly Entry[]>;
  readonly close: () => Promise<void>;
}

/**
 * Connects to a directory server by LDAPS, or by StartTLS where 636 does not answer, and binds with name and password: never in clear. Resolves to
 * the original code when one of these fails: a socket's, a certificate's, or `LDAP_49` with the directory's own sub-code in the message.
 */
export async function connectDirectory(server: string, context: Context): Promise<Directory | Failure> {
  const { user, signal, layerTimeoutMs } = context;
  if (user === undefined)
    return { code: 'NO_CREDENTIALS', message: 'a directory is asked with a name and a password here: give --user and its password' };
  const secure: tls.ConnectionOptions = {
    ca: await internalRoots(context.trust.extraRootsPem),
    minVersion: 'TLSv1.2',
    ...(net.isIP(server) === 0 ? { servername: server } : {}),
  };
  const limits = { timeout: layerTimeoutMs, connectTimeout: layerTimeoutMs };
  let client = new Client({ url: `ldaps://${bracketed(server)}:636`, tlsOptions: secure, ...limits });
  const onAbort = (): void => {
    client.unbind().catch(() => undefined);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    await client.unbind().catch(() => undefined);
  };
  const bind = async (): Promise<Failure | undefined> => {
    try {
      await client.bind(user.username, user.password.reveal());
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  };
  try {
    try {
      await reached(client);
    } catch (error) {
      if (!NO_LDAPS.has(codeOf(error).code)) throw error;
      client = new Client({ url: `ldap://${bracketed(server)}:389`, ...limits });
      await client.startTLS(secure);
    }
    const refused = await askingAs(context, bind, (failure) => verdictOn(failure));
    if (refused !== undefined) {
      await close();
      return refused;
    }
    return {
      server,
      search: async (base, options) => (await client.search(base, { sizeLimit: MAX_ENTRIES, timeLimit: 30, ...options })).searchEntries,
      close,
    };
  } catch (error) {
    await close();
    return signal.aborted ? { code: signal.reason === 'DEADLINE' ? 'DEADLINE' : 'ABORTED', message: 'the run ended' } : codeOf(error);
  }
}

/** Connects before anybody waits for a log-on: the root entry may be read by everybody (RFC 4512 section 5.1). */
async function reached(client: Client): Promise<void> {
  try {
    await client.search('', { scope: 'base', attributes: ['dnsHostName'] });
  } catch (error) {
    // A result of the directory's own came over the connection.
    if (!codeOf(error).code.startsWith('LDAP_')) throw error;
  }
}

/** invalidCredentials (RFC 4511 section 4.1.9) counts towards a lock-out. */
function verdictOn(failure: Failure | undefined): 'accepted' | 'unknown' | Failure {
  if (failure === undefined) return 'accepted';
  return failure.code === 'LDAP_49' ? failure : 'unknown';
}

export function isDirectory(outcome: Directory | Failure): outcome is Directory {
  return 'search' in outcome;
}

/** Codes of a server that does not offer LDAPS, while 389 may still answer. */
const NO_LDAPS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET']);

/** An LDAP result by its number, `LDAP_49`; everything else by its own code. */
export function codeOf(error: unknown): Failure {
  const failure = failureOf(error);
  const result = (error as { code?: unknown }).code;
  if (typeof result === 'number') return { ...failure, code: `LDAP_${result}` };
  return /connection timeout|timed out/i.test(failure.message) ? { ...failure, code: 'TIMEOUT' } : failure;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** A value inside a search filter (RFC 4515 section 3). */
export function escapedFilter(value: string): string {
  return value.replace(/[\\*()\0]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
