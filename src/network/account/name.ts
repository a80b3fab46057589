import type { Credentials } from '../../model/network/secret.ts';

/** How an account was written: `user`, `DOMAIN\user` (the domain by its NetBIOS or its DNS name), `user@suffix`. Parts in lower case. */
export interface AccountName {
  readonly user: string;
  readonly domain: string;
  readonly form: 'bare' | 'down-level' | 'principal';
}

/** The parts of a name as it was typed. Names are compared without regard to case, as directories do. */
export function accountName(username: string): AccountName {
  const text = username.normalize('NFKC').trim().toLowerCase();
  const backslash = text.indexOf('\\');
  if (backslash >= 0) return { user: text.slice(backslash + 1), domain: bare(text.slice(0, backslash)), form: 'down-level' };
  const at = text.lastIndexOf('@');
  if (at > 0) return { user: text.slice(0, at), domain: bare(text.slice(at + 1)), form: 'principal' };
  return { user: text, domain: '', form: 'bare' };
}

function bare(domain: string): string {
  return domain.length > 1 ? domain.replace(/\.$/, '') : domain;
}

/** Written alike, and with the same password: what was proved of one is proved of the other. */
export function isSameLogOn(a: Credentials, b: Credentials): boolean {
  return a.password.reveal() === b.password.reveal() && nameKey(a) === nameKey(b);
}

function nameKey({ username }: Credentials): string {
  const { user, domain, form } = accountName(username);
  return `${form} ${domain} ${user}`;
}

/**
 * Could both be one account, so that a failed log-on as one counts towards the lock-out of the other? When the forms alone do not exclude it (a NetBIOS
 * name need not be the first label of the DNS name, a principal's suffix need not be its domain), the same password decides that they are.
 */
export function mayBeOneAccount(a: Credentials, b: Credentials): boolean {
  const [one, other] = [accountName(a.username), accountName(b.username)];
  if (one.user !== other.user) return false;
  if (one.form === 'bare' || other.form === 'bare' || one.domain === other.domain) return true;
  if (isNetbios(one) && isNetbios(other)) return false;
  // Both domains by their DNS names, none of them a principal's suffix that an administrator may choose.
  if (one.form === 'down-level' && other.form === 'down-level' && !isNetbios(one) && !isNetbios(other)) return false;
  if (firstLabel(one) === firstLabel(other)) return true;
  return a.password.reveal() === b.password.reveal();
}

function isNetbios({ domain, form }: AccountName): boolean {
  return form === 'down-level' && !domain.slice(1).includes('.');
}

/** A NetBIOS name has 15 letters. */
function firstLabel({ domain }: AccountName): string {
  return (domain.split('.')[0] ?? domain).slice(0, 15);
}
