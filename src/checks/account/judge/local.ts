import type { Known } from './known.ts';
import type { AccountRuling } from './state.ts';

/** The built-in Administrator, whom the restriction leaves alone. */
const BUILT_IN = /-500$/;
const SOURCE =
  'This is known of Windows (User Account Control and remote restrictions); the documentation of the product does not speak of it.';

/**
 * Is a local administrator one over the network, too? Windows takes the administrators' rights from local accounts that log on over the network
 * (but the built-in one) unless LocalAccountTokenFilterPolicy is 1. Undefined: nothing to be said.
 */
export function remoteRightsOf({ account, directory }: Known, isAdministrator: boolean): AccountRuling | undefined {
  const { localTo } = account;
  if (localTo === undefined || directory?.found !== true || !isAdministrator) return undefined;
  if (directory.isRemoteAdministrationAllowed === true || BUILT_IN.test(directory.sid ?? '')) return undefined;
  const value = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\LocalAccountTokenFilterPolicy`;
  const isKnown = directory.isRemoteAdministrationAllowed === false;
  return {
    status: 'warn',
    owner: 'host',
    message: `${account.given} is an account of ${localTo} itself: over the network it has the rights of an administrator only where ${value} is 1, ${isKnown ? 'which it is not' : 'which was not read from here'}. ${SOURCE}`,
    remedy: `${isKnown ? 'set' : 'look at'} ${value}${isKnown ? ' to 1' : ''} on ${localTo}, or use an account of the domain.`,
  };
}
