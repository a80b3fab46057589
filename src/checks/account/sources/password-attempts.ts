import type { Entry } from 'ldapts';
import type { Directory } from '../../../network/ldap/index.ts';
import type { PasswordAttempts } from '../facts.ts';
import { baseOf, textOf, timeOf } from './directory-values.ts';

/** Of an account: what `attemptsOf` needs. */
export const ATTEMPT_ATTRIBUTES = ['badPwdCount', 'badPasswordTime', 'msDS-ResultantPSO'] as const;

interface Policy {
  readonly threshold: string;
  readonly window: string;
}
/** Of the domain (MS-ADTS section 3.1.1.5, MS-SAMR section 3.1.1.3) and of a password settings object (MS-ADTS section 3.1.1.1.16). */
const OF_DOMAIN: Policy = { threshold: 'lockoutThreshold', window: 'lockOutObservationWindow' };
const OF_SETTINGS: Policy = { threshold: 'msDS-LockoutThreshold', window: 'msDS-LockoutObservationWindow' };

/**
 * How many wrong passwords count against an account, and how many lock it. Counts are kept by each controller for itself; the one that was asked tells
 * its own. Undefined: not told, or the account's own policy may not be read.
 */
export async function attemptsOf(entry: Entry, directory: Directory, domain: string): Promise<PasswordAttempts | undefined> {
  const wrong = integer(textOf(entry, 'badPwdCount'));
  if (wrong === undefined) return undefined;
  const settings = textOf(entry, 'msDS-ResultantPSO');
  const policy = settings === undefined ? OF_DOMAIN : OF_SETTINGS;
  const [found] = await directory
    .search(settings ?? baseOf(domain), { scope: 'base', attributes: [policy.threshold, policy.window] })
    .catch(() => []);
  const threshold = integer(textOf(found, policy.threshold));
  if (threshold === undefined) return undefined;
  const last = Date.parse(timeOf(textOf(entry, 'badPasswordTime')) ?? '');
  const windowMs = -(integer(textOf(found, policy.window)) ?? 0) / 10_000;
  // Of the newest wrong password a clock that is minutes off may not hide anything: only what is long past is left out.
  const isPast = windowMs > 0 && !Number.isNaN(last) && Date.now() - last > windowMs + CLOCKS_DIFFER_MS;
  return { wrong: isPast ? 0 : wrong, threshold };
}

/** What Kerberos allows between two clocks. */
const CLOCKS_DIFFER_MS = 5 * 60 * 1000;

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,19}$/.test(text) ? Number(text) : undefined;
}
