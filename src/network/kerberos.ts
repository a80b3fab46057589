import { z } from 'zod';

/** One side of a GSS-API security context (RFC 2743); tokens are Base64. */
export interface KerberosClient {
  readonly contextComplete: boolean;
  step(challenge: string): Promise<string>;
  wrap(message: string, options?: { readonly protect?: boolean }): Promise<string>;
  unwrap(token: string): Promise<string>;
}
interface KerberosModule {
  readonly GSS_MECH_OID_SPNEGO?: number;
  readonly GSS_MECH_OID_KRB5?: number;
  initializeClient(service: string, options: Readonly<Record<string, unknown>>): Promise<KerberosClient>;
}

const moduleSchema = z.object({ initializeClient: z.function() }).loose();

/** The optional package `kerberos`: GSSAPI, on Windows SSPI. Undefined: it is not installed, or cannot be loaded on this system. */
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

/** The name of a service as GSSAPI (`service@host`) and SSPI (`service/host`) write it. */
export function serviceName(service: string, host: string): string {
  return `${service}${process.platform === 'win32' ? '/' : '@'}${host}`;
}
