import type { Context } from '../../model/network/context.ts';
import type { Failure } from '../../model/network/observation.ts';
import { accountName } from '../account/name.ts';
import { keyCentreOf } from '../kerberos-realm.ts';

/** Whose first ticket is asked for, and where. */
export interface KerberosClientName {
  /** As `kinit` reads it: what would part it is escaped (RFC 1964 section 2.1.1). */
  readonly principal: string;
  /** A name whose suffix is no realm: an enterprise name (RFC 6806 section 5), which a controller of the realm looks up. */
  readonly isEnterprise: boolean;
  /** In upper case, as Active Directory has it. */
  readonly realm: string;
  /** A key distribution centre of the realm that takes connections. */
  readonly centre: string;
}

/**
 * The Kerberos name of an account that logs on to this server. A NetBIOS domain stands for the server's own where it is the first label of that one's
 * name. `NO_REALM`: the name holds no domain that a realm could be found by; `NO_KDC`: no key distribution centre of it could be reached.
 */
export async function clientNameOf(username: string, server: string, context: Context): Promise<KerberosClientName | Failure> {
  const { domain, form } = accountName(username);
  const user = userIn(username, form);
  const domains = domainsOf(server);
  if (form === 'principal') {
    const own = await keyCentreOf(domain, context);
    if (own !== undefined) return { principal: `${escaped(user)}@${domain.toUpperCase()}`, isEnterprise: false, ...at(domain, own) };
    return inFirst(domains, (realm) => `${escaped(`${user}@${domain}`)}@${realm}`, true, context);
  }
  const realms = domain.includes('.') ? [domain] : domains.filter((one) => one.split('.')[0]?.slice(0, 15) === domain);
  if (realms.length > 0) return inFirst(realms, (realm) => `${escaped(user)}@${realm}`, false, context);
  return { code: 'NO_REALM', message: `${username} holds no domain by which Kerberos could be used for ${server}` };
}

async function inFirst(
  realms: readonly string[],
  principalIn: (realm: string) => string,
  isEnterprise: boolean,
  context: Context,
): Promise<KerberosClientName | Failure> {
  for (const domain of realms) {
    const centre = await keyCentreOf(domain, context);
    if (centre !== undefined) return { principal: principalIn(domain.toUpperCase()), isEnterprise, ...at(domain, centre) };
  }
  const asked = realms.map((realm) => `_kerberos._tcp.${realm}`).join(', ');
  return { code: 'NO_KDC', message: `DNS names no key distribution centre that answers on TCP 88 (${asked})` };
}

function at(domain: string, centre: string): Pick<KerberosClientName, 'realm' | 'centre'> {
  return { realm: domain.toUpperCase(), centre };
}

/** As it was typed. */
function userIn(username: string, form: 'bare' | 'down-level' | 'principal'): string {
  const text = username.trim();
  if (form === 'down-level') return text.slice(text.indexOf('\\') + 1);
  return form === 'principal' ? text.slice(0, text.lastIndexOf('@')) : text;
}

/** `cm01.emea.corp.test` → `emea.corp.test`, `corp.test`. */
function domainsOf(server: string): readonly string[] {
  const labels = server.toLowerCase().replace(/\.$/, '').split('.');
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\/@]/g, (character) => `\\${character}`);
}
