import type { AskedAccount } from '../facts.ts';

/**
 * Is a name as a server lists it, `DOMAIN\\name`, that of the account that was given? Without the domain of both no two names are the same account.
 * `home`: DNS name of the domain in which an account that was given without one was looked for.
 */
export function isListed(listed: string | undefined, { name, domain }: AskedAccount, home?: string): boolean {
  const user = name.includes('@') ? name.slice(0, name.lastIndexOf('@')) : name;
  const short = (domain ?? home)?.split('.')[0]?.slice(0, 15);
  return short !== undefined && listed?.toLowerCase() === `${short}\\${user}`.toLowerCase();
}
