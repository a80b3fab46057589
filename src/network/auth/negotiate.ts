import { type KerberosClient, loadKerberos, serviceName } from '../kerberos.ts';
import type { Authenticator } from './authenticator.ts';

const NO_PASSWORD_LOGON =
  'GSSAPI cannot log on with a password: run kinit for this account, and name the proxy without a user to use its ticket';

/**
 * Negotiate (RFC 4559) with Kerberos: the identity of the process (on Windows through SSPI, the machine account when run as System; elsewhere the
 * credential cache or client keytab of GSSAPI), or the credentials given. Needs the optional package `kerberos`.
 */
export const negotiate: Authenticator = {
  scheme: 'negotiate',
  usesCurrentIdentity: true,
  maxLegs: 3,
  bindsConnection: true,
  begin: () => {
    let client: KerberosClient | undefined;
    return async (challenge, { credentials, serviceHost, offering }) => {
      const kerberos = await loadKerberos();
      if (kerberos === undefined) return undefined;
      // Whoever holds the ticket would log on in place of the account that was named.
      if (credentials !== undefined && process.platform !== 'win32') throw new Error(NO_PASSWORD_LOGON);
      if (client === undefined) {
        // With a password the domain controller is asked for a ticket already.
        offering();
        const given = credentials === undefined ? {} : accountOptions(credentials.username, credentials.password.reveal());
        client = await kerberos.initializeClient(serviceName('HTTP', serviceHost), { mechOID: kerberos.GSS_MECH_OID_SPNEGO, ...given });
      } else if (challenge.token68 === '') return undefined;
      const token = await client.step(challenge.token68);
      return token ? `Negotiate ${token}` : undefined;
    };
  },
};

/** SSPI takes an account. */
function accountOptions(username: string, password: string): Readonly<Record<string, unknown>> {
  const at = username.indexOf('\\');
  return at < 0 ? { user: username, password } : { domain: username.slice(0, at), user: username.slice(at + 1), password };
}
