import type { TLSSocket } from 'node:tls';
import { Client, type Entry } from 'ldapts';
import type { Context } from '../../model/network/context.ts';
import { type Controller, isWithin } from '../../model/network/controller.ts';
import { UNANSWERED_LOGON } from '../../model/network/logon-refusal.ts';
import type { Failure } from '../../model/network/observation.ts';
import { urlHost } from '../../model/network/route.ts';
import { askingAs } from '../account/asking-account.ts';
import { abortCode } from '../timing/limit.ts';
import { windowsDirectory } from '../windows/directory.ts';
import { bindNameOf } from './bind-name.ts';
import { AccessListOnly, type Directory, type DirectorySearch, MAX_ENTRIES, PAGE_SIZE } from './directory.ts';
import { bindByTicket } from './gssapi.ts';
import { codeOf } from './result.ts';
import { connectSecurely, DOMAIN_PORTS, GLOBAL_CATALOG_PORTS } from './secure-connection.ts';

export { type Directory, escapedFilter, isDirectory, MAX_ENTRIES } from './directory.ts';
export { codeOf } from './result.ts';

/** Which of a server's directories: its own domain, or the whole forest with a part of the attributes. */
export type DirectoryKind = 'domain' | 'global-catalog';

/**
 * Connects to a directory server under TLS and binds, never in clear: with the name and password of the account that asks, without one as the
 * identity of the process by its Kerberos ticket, on Windows by what Windows itself does for it. Resolves to the original code when one of these
 * fails: a socket's, a certificate's, `LDAP_49` with the directory's own sub-code in the message, or `OUTSIDE_DOMAIN` for a server that a domain named
 * and that does not lie below it: nothing is sent there.
 */
export async function connectDirectory(
  controller: Controller,
  context: Context,
  kind: DirectoryKind = 'domain',
): Promise<Directory | Failure> {
  const { host: server, domain } = controller;
  if (domain !== undefined && !isWithin(server, domain)) return outside(server, domain);
  const ports = kind === 'domain' ? DOMAIN_PORTS : GLOBAL_CATALOG_PORTS;
  if (context.user === undefined && process.platform === 'win32') return windowsDirectory(controller, ports.ldap, context);
  try {
    return await boundTo(controller, await connectSecurely(controller, ports, context), context);
  } catch (error) {
    return ended(context.signal) ?? codeOf(error);
  }
}

/** A directory over a secured connection, once it has taken the bind. */
async function boundTo(controller: Controller, socket: TLSSocket, context: Context): Promise<Directory | Failure> {
  const { host: server } = controller;
  const { signal, layerTimeoutMs: timeout } = context;
  const client = new Client({ url: `ldap://${urlHost(server)}`, createConnection: () => socket, timeout, connectTimeout: timeout });
  const onAbort = (): void => void socket.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    await client.unbind().catch(() => undefined);
    socket.destroy();
  };
  const refused = await bind(client, socket, controller, context);
  if (refused !== undefined) {
    await close();
    return ended(signal) ?? refused;
  }
  return {
    server,
    controller,
    search: (base, options) =>
      search(client, base, options).catch((error: unknown) => {
        // The library folds every end of a connection into one.
        throw socket.errored ?? error;
      }),
    close,
  };
}

async function search(client: Client, base: string, options: DirectorySearch): Promise<readonly Entry[]> {
  const { accessListOnly = false, ...rest } = options;
  const limited = { timeLimit: 30, ...rest };
  if (options.scope === 'base')
    return (await client.search(base, limited, accessListOnly ? new AccessListOnly() : undefined)).searchEntries;
  const entries: Entry[] = [];
  for await (const page of client.searchPaginated(base, { ...limited, paged: { pageSize: PAGE_SIZE } })) {
    entries.push(...page.searchEntries);
    if (entries.length >= MAX_ENTRIES) break;
  }
  return entries.slice(0, MAX_ENTRIES);
}

/** Undefined: bound. */
async function bind(client: Client, socket: TLSSocket, controller: Controller, context: Context): Promise<Failure | undefined> {
  const { user } = context;
  if (user === undefined) return bindByTicket(socket, controller.host, context.layerTimeoutMs);
  const attempt = async (offering: () => void): Promise<Failure | undefined> => {
    offering();
    try {
      await client.bind(bindNameOf(user.username), user.password.reveal());
      return undefined;
    } catch (error) {
      return ofBind(codeOf(error), controller.host);
    }
  };
  return askingAs(context, attempt, (failure) => failure);
}

/** Whatever is no answer came after the password was sent. */
function ofBind(failure: Failure, server: string): Failure {
  if (/^LDAP_\d+$/.test(failure.code)) return failure;
  return {
    code: UNANSWERED_LOGON,
    message: `${server} ended the connection or fell silent after the log-on was sent (${failure.code}); it may have counted as a refused one`,
  };
}

function outside(server: string, domain: string): Failure {
  return {
    code: 'OUTSIDE_DOMAIN',
    message: `${server} was named as a domain controller of ${domain} and does not lie below that name, so nothing was sent to it`,
  };
}

function ended(signal: AbortSignal): Failure | undefined {
  return signal.aborted ? { code: abortCode(signal), message: 'the run ended' } : undefined;
}
