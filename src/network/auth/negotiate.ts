import { loadKerberos, serviceName } from '../kerberos.ts';
import { hasSspi, sspiLogOn } from '../sspi/sspi-process.ts';
import type { Authenticator, AuthRequest } from './authenticator.ts';

const NO_PASSWORD_LOGON =
  'GSSAPI cannot log on with a password: run kinit for this account, and name the proxy without a user to use its ticket';

/** The server's last token in, ours out, both in Base64. */
type Step = (token: string) => Promise<string>;

/**
 * Negotiate (RFC 4559) with Kerberos: the identity of the process (on Windows through SSPI, the machine account when run as System; elsewhere the
 * credential cache or client keytab of GSSAPI), or the credentials given. On Windows by its own functions where Node can call them; else it needs the
 * optional package `kerberos`.
 */
export const negotiate: Authenticator = {
  scheme: 'negotiate',
  usesCurrentIdentity: true,
  maxLegs: 3,
  bindsConnection: true,
  begin: () => {
    let step: Step | undefined;
    return async ({ token68 }, request) => {
      const isFirst = step === undefined;
      step ??= hasSspi() ? bySspi(request) : await byPackage(request);
      if (step === undefined || (!isFirst && token68 === '')) return undefined;
      const token = await step(token68);
      return token ? `Negotiate ${token}` : undefined;
    };
  },
};

function bySspi({ credentials, serviceHost, offering }: AuthRequest): Step {
  // With a password the domain controller is asked for a ticket already.
  offering();
  return sspiLogOn('Negotiate', serviceName('HTTP', serviceHost), credentials);
}

async function byPackage({ credentials, serviceHost, offering }: AuthRequest): Promise<Step | undefined> {
  const kerberos = await loadKerberos();
  if (kerberos === undefined) return undefined;
  // Whoever holds the ticket would log on in place of the account that was named.
  if (credentials !== undefined && process.platform !== 'win32') throw new Error(NO_PASSWORD_LOGON);
  offering();
  const given = credentials === undefined ? {} : accountOptions(credentials.username, credentials.password.reveal());
  const client = await kerberos.initializeClient(serviceName('HTTP', serviceHost), { mechOID: kerberos.GSS_MECH_OID_SPNEGO, ...given });
  return (token) => client.step(token);
}

/** SSPI takes an account. */
function accountOptions(username: string, password: string): Readonly<Record<string, unknown>> {
  const at = username.indexOf('\\');
  return at < 0 ? { user: username, password } : { domain: username.slice(0, at), user: username.slice(at + 1), password };
}
