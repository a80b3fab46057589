import { z } from 'zod';
import type { Authenticator } from './authenticator.ts';

interface KerberosClient {
  step(challenge: string): Promise<string>;
}
interface KerberosModule {
  readonly GSS_MECH_OID_SPNEGO?: number;
  initializeClient(service: string, options: Readonly<Record<string, unknown>>): Promise<KerberosClient>;
}

const NO_PASSWORD_LOGON =
  'GSSAPI cannot log on with a password: run kinit for this account, and name the proxy without a user to use its ticket';

const moduleSchema = z.object({ initializeClient: z.function() }).loose();

/**
 * Negotiate (RFC 4559) with Kerberos: the identity of the process (on Windows through SSPI, the machine account when run as System; elsewhere the
 * credential cache or client keytab of GSSAPI), or the credentials given. Needs the optional package `kerberos`.
 */
export const negotiate: Authenticator = {
  scheme: 'negotiate',
  usesCurrentIdentity: true,
  maxLegs: 3,
  begin: () => {
    let client: KerberosClient | undefined;
    return async (challenge, { credentials, proxyHost }) => {
      const kerberos = await loadKerberos();
      if (kerberos === undefined) return undefined;
      // Whoever holds the ticket would log on in place of the account that was named.
      if (credentials !== undefined && process.platform !== 'win32') throw new Error(NO_PASSWORD_LOGON);
      if (client === undefined) {
        // GSSAPI writes service@host, SSPI service/host (README of the package).
        const service = process.platform === 'win32' ? `HTTP/${proxyHost}` : `HTTP@${proxyHost}`;
        const given = credentials === undefined ? {} : accountOptions(credentials.username, credentials.password.reveal());
        client = await kerberos.initializeClient(service, { mechOID: kerberos.GSS_MECH_OID_SPNEGO, ...given });
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

/** Undefined: the optional package is not installed, or cannot be loaded on this system. */
export async function loadKerberos(): Promise<KerberosModule | undefined> {
  const name = 'kerberos';
  try {
    const loaded: unknown = await import(name);
    const found = (loaded as { default?: unknown }).default ?? loaded;
    return moduleSchema.safeParse(found).success ? (found as KerberosModule) : undefined;
  } catch {
    return undefined;
  }
}
