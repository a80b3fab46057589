import type { AccountEvidence } from '../../../../model/evidence.ts';
import type { NamedRuling } from '../../../../model/ruling.ts';
import type { Known } from '../known.ts';
import type { AccountRuling } from '../state.ts';

type Named = NamedRuling<AccountEvidence>;

/** ADMIN$, which was opened in the session of the one log-on. Undefined: there was none. */
export function adminShareOf({ account, logon }: Known): AccountRuling | undefined {
  if (logon?.adminShare === undefined) return undefined;
  const { adminShare: shareCode, source } = logon;
  if (shareCode === 'open')
    return {
      status: 'pass',
      message: `${account.given} opened ADMIN$ of ${source}: it has the rights of an administrator over the network.`,
    };
  // That there is no such share may be meant; the site server installs through it all the same.
  return { status: shareCode === 'NT_STATUS_ACCESS_DENIED' ? 'fail' : 'warn', cause: 'account.admin-share', evidence: { shareCode } };
}

/** A log-on that worked outweighs what was only read: what it refutes becomes a note, and what could not be read is shown by it. */
export function weighed(rulings: readonly Named[], known: Known): readonly Named[] {
  const { logon, account } = known;
  if (logon === undefined) return rulings;
  if (logon.failure !== undefined) return rulings.map((ruling) => withDenial(ruling, rulings));
  const at = `${account.given} has just logged on to ${logon.source} over the network`;
  return rulings.map((ruling) => {
    const { id, status, cause } = ruling;
    if (id === 'state' && status === 'inconclusive') return { id, status: 'pass', message: `${at}, so it exists and can be used.` };
    if (id === 'local-administrator' && status === 'inconclusive' && logon.adminShare === 'open')
      return { id, status: 'pass', message: `${at} and opened its ADMIN$, so it is a local administrator there.` };
    if (id === 'remote-rights' && logon.adminShare === 'open') return { id, status: 'pass', message: `${at} and opened its ADMIN$.` };
    if (id === 'network-logon') return networkLogon(ruling, at);
    const isRefuted = status === 'fail' && (cause === 'account.kerberos-only' || cause === 'account.weak-encryption');
    return isRefuted && id !== 'logon' ? { ...ruling, status: 'warn' } : ruling;
  });
}

/** Windows has one status for a right that is missing and one that is denied: the policy that was read tells which, and a denial is not cured by a grant. */
function withDenial(ruling: Named, rulings: readonly Named[]): Named {
  if (ruling.id !== 'logon' || ruling.cause !== 'account.no-network-logon') return ruling;
  const denial = rulings.find(
    ({ id, status, cause }) => id === 'network-logon' && status === 'fail' && cause === 'account.denied-network-logon',
  );
  return denial === undefined ? ruling : { ...denial, id: 'logon', evidence: { ...ruling.evidence, ...denial.evidence } };
}

/** Windows lets nobody log on over the network without the right: a policy that is read otherwise is not in force, or not yet. */
function networkLogon(ruling: Named, at: string): Named {
  const { id, status, cause, evidence = {} } = ruling;
  if (status === 'inconclusive') return { id, status: 'pass', message: `${at}, so it may.` };
  if (status !== 'fail') return ruling;
  if (cause !== 'account.denied-network-logon')
    return { id, status: 'pass', evidence, message: `${at}, so it may, though nothing was found that grants it the right.` };
  return { ...ruling, status: 'inconclusive', message: `${at}, though the policy denies it (${(evidence.deniedTo ?? []).join(', ')}).` };
}
