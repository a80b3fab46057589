import type { TLSSocket } from 'node:tls';
import type { Failure } from '../../model/network/observation.ts';
import { loadKerberos, serviceName } from '../kerberos.ts';
import { saslBind } from './sasl-bind.ts';

/** Bit mask and size of "no security layer" (RFC 4752 section 3.1): TLS protects the connection already. */
const NO_SECURITY_LAYER = Buffer.from([1, 0, 0, 0]).toString('base64');

/**
 * Binds as the identity of the process: its Kerberos ticket (SASL mechanism GSSAPI, RFC 4752), on Windows that of SSPI. Undefined: bound.
 * `NO_CREDENTIALS`: there is no ticket, or nothing here that could use one; `GSSAPI`: Kerberos refused, in its own words; `TIMEOUT`.
 */
export async function bindByTicket(socket: TLSSocket, server: string, timeoutMs: number): Promise<Failure | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Failure>((resolve) => {
    timer = setTimeout(() => {
      resolve({ code: 'TIMEOUT', message: `the log-on by Kerberos was not over within ${timeoutMs} ms` });
      socket.destroy();
    }, timeoutMs);
  });
  try {
    return await Promise.race([negotiate(socket, server), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function negotiate(socket: TLSSocket, server: string): Promise<Failure | undefined> {
  const kerberos = await loadKerberos();
  if (kerberos === undefined)
    return {
      code: 'NO_CREDENTIALS',
      message: 'no account was given, and the optional package kerberos, which could use a ticket, is not installed',
    };
  let isContextOpen = false;
  try {
    const client = await kerberos.initializeClient(serviceName('ldap', server), { mechOID: kerberos.GSS_MECH_OID_KRB5 });
    const refused = await saslBind(socket, 'GSSAPI', async (challenge) => {
      const token = challenge.toString('base64');
      if (isContextOpen) {
        await client.unwrap(token);
        return Buffer.from(await client.wrap(NO_SECURITY_LAYER), 'base64');
      }
      const answer = await client.step(token);
      isContextOpen = client.contextComplete;
      return Buffer.from(answer ?? '', 'base64');
    });
    // No password was at stake; that of channel binding keeps its number.
    const isTicket = refused?.code === 'LDAP_49' && !refused.message.includes('80090346');
    return refused !== undefined && isTicket ? { ...refused, code: 'GSSAPI_REFUSED' } : refused;
  } catch (error) {
    return kerberosFailure(error instanceof Error ? error.message : String(error));
  }
}

/** The library's words are all there is: GSS_S_NO_CRED has no number in them. */
export function kerberosFailure(message: string): Failure {
  const noTicket = /no credentials|no kerberos credentials|credentials cache|ticket expired|SEC_E_NO_CREDENTIALS/i.test(message);
  if (/clock skew/i.test(message)) return { code: 'KERBEROS_CLOCK_SKEW', message };
  return noTicket
    ? { code: 'NO_CREDENTIALS', message: `no account was given, and there is no Kerberos ticket to use: ${message}` }
    : { code: 'GSSAPI', message };
}
