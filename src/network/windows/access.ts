import type { Context } from '../../model/network/context.ts';
import type { Failure } from '../../model/network/observation.ts';
import { isFullName } from '../kerberos-realm.ts';
import { hasSspi } from '../sspi/sspi-process.ts';
import { withPasswordTicket } from '../ticket/password-ticket.ts';
import { type WindowsHttpAnswer, windowsGet } from './http.ts';
import { systemGet } from './system-http.ts';

/** GET, by the way in that was opened. Never rejects. */
export type AccessedGet = (url: URL) => Promise<WindowsHttpAnswer>;

/** Codes for which nothing was sent: another way in is no second attempt. */
const NOTHING_SENT: ReadonlySet<string> = new Set(['NO_REALM', 'NO_KDC', 'KERBEROS_MISSING', 'KINIT_MISSING']);

/**
 * Opens a way into a web service with Windows authentication and hands on how to ask it. On Windows the system does what there is to do; elsewhere it is
 * the process's own ticket, or with `context.user` a ticket by its password. `mayUseNtlm`: where Kerberos is impossible, NTLM is tried. Resolves to the
 * failure where none could be opened; `SHORT_NAME`: there is no ticket for a short name or an address, and nothing was sent.
 */
export async function withAccess<T extends object>(
  server: string,
  mayUseNtlm: boolean,
  context: Context,
  use: (get: AccessedGet) => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  if (!isFullName(server))
    return { failure: { code: 'SHORT_NAME', message: `${server} is not a full DNS name, so there is no Kerberos ticket for it` } };
  const { user } = context;
  const using = async (get: AccessedGet) => ({ value: await use(get) });
  if (process.platform === 'win32') return using((url) => byWindows(url, context));
  if (user === undefined) return using((url) => windowsGet(url, { kind: 'own-identity' }, context));
  const made = await withPasswordTicket(server, user, context, ({ tokenFor }) =>
    using((url) => windowsGet(url, { kind: 'ticket', tokenFor }, context)),
  );
  if (!('code' in made)) return made;
  if (mayUseNtlm && NOTHING_SENT.has(made.code)) return using((url) => windowsGet(url, { kind: 'ntlm' }, context));
  return { failure: made };
}

/**
 * By SSPI where that can be called, which starts no PowerShell and works in its constrained language too. What SSPI could not do PowerShell is asked as well:
 * it binds the log-on to the TLS channel, where a server insists on that. With a password that would be a second attempt: there it is PowerShell alone.
 */
async function byWindows(url: URL, context: Context): Promise<WindowsHttpAnswer> {
  if (context.user !== undefined || !hasSspi()) return systemGet(url, context);
  const own = await windowsGet(url, { kind: 'sspi' }, context);
  if (own.status !== 401) return own;
  const other = await systemGet(url, context);
  return other.failure === undefined ? other : own;
}
