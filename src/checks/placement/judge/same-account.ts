/** What two names of accounts show: that they are one, as far as names tell, that they are not, or neither. */
export type AccountLikeness = 'same' | 'other' | 'unknown';

interface Parts {
  readonly user: string;
  /** Absent: a bare name, of which nobody knows the domain. */
  readonly domain?: string;
  readonly form: 'netbios' | 'dns' | 'suffix' | 'bare';
}

/**
 * `CORP\\svc`, `corp.example\\svc`, `svc@corp.example` and, in the domain corp.example, `svc` are one. Two short names of domains that differ are not, nor two
 * full ones, nor a short one and a full one that begins otherwise. A principal name that differs from another name may be of one account with it all the same.
 */
export function compareAccounts(one: string, other: string, home: string | undefined): AccountLikeness {
  const [a, b] = [partsOf(one, home), partsOf(other, home)];
  // A principal name need not begin with the name of the account, nor end in that of its domain.
  const unlike = [a.form, b.form].includes('suffix') ? 'unknown' : 'other';
  if (a.user !== b.user) return unlike;
  if (a.domain === undefined || b.domain === undefined || a.domain === b.domain) return 'same';
  const isShort = a.form !== b.form && [a.form, b.form].includes('netbios');
  return isShort && labelOf(a.domain) === labelOf(b.domain) ? 'same' : unlike;
}

function partsOf(account: string, home: string | undefined): Parts {
  const text = account.trim().toLowerCase();
  const backslash = text.indexOf('\\');
  if (backslash >= 0) {
    const domain = text.slice(0, backslash).replace(/\.$/, '');
    return { user: text.slice(backslash + 1), domain, form: domain.includes('.') ? 'dns' : 'netbios' };
  }
  const at = text.lastIndexOf('@');
  if (at > 0) return { user: text.slice(0, at), domain: text.slice(at + 1).replace(/\.$/, ''), form: 'suffix' };
  return home === undefined ? { user: text, form: 'bare' } : { user: text, domain: home.toLowerCase(), form: 'dns' };
}

/** A NetBIOS name has fifteen characters. */
function labelOf(domain: string): string {
  return (domain.split('.')[0] ?? domain).slice(0, 15);
}
