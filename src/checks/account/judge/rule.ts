import type { AccountEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { NamedRuling } from '../../../model/ruling.ts';
import type { ServerScope } from '../../../model/servers.ts';
import type { AskedAccount } from '../facts.ts';
import { accountFinding } from './finding.ts';
import type { AccountRuling } from './state.ts';

/** Questions that an account has to pass to do the work; the others are good practice. */
const NEEDED: ReadonlySet<string> = new Set(['state', 'local-administrator', 'network-logon', 'logon']);

export interface Prerequisite {
  readonly account: AskedAccount;
  readonly isMet: boolean;
  /** What counts and could not be found out, where nothing failed. */
  readonly open?: AccountRuling;
}

export function met(rulings: readonly NamedRuling<AccountEvidence>[]): Pick<Prerequisite, 'isMet' | 'open'> {
  const needed = rulings.filter(({ id }) => NEEDED.has(id));
  const failed = needed.some(({ status }) => status === 'fail');
  const open = needed.find(({ status, required }) => status === 'inconclusive' && required !== false);
  const isMet = !failed && open === undefined && needed.some(({ id }) => id === 'local-administrator');
  return { isMet, ...(open === undefined || failed ? {} : { open }) };
}

const TITLE = 'an account with which the site server can reach the server';
const TEXTS =
  'The documentation since April 2021 asks for one of the two: the computer account of the site server as local administrator, or a site system installation account; documentation before April 2021 was commonly read as requiring both.';

/** The documented prerequisite of a remote service connection point as a whole, and which way it is met. */
export function ruleFinding(prerequisites: readonly Prerequisite[], { scp, accountRule }: ServerScope): Finding | undefined {
  if (scp === undefined || prerequisites.length === 0) return undefined;
  const good = prerequisites.filter(({ isMet }) => isMet).map(({ account }) => account.given);
  const both = (['site-server-computer', 'installation'] as const).every((use) => prerequisites.some(({ account }) => account.use === use));
  const enough = accountRule === 'any' ? isAnyMet(prerequisites) : both && good.length === prerequisites.length;
  // Under `all` one that is lacking fails the whole, whatever is not known of the other.
  const mayStillBeMet = accountRule === 'any' || prerequisites.every(({ isMet, open }) => isMet || open !== undefined);
  const undecided = mayStillBeMet ? prerequisites.find(({ open }) => open !== undefined) : undefined;
  const evidence: AccountEvidence = {
    target: scp,
    require: accountRule,
    ...(good.length === 0 ? {} : { metBy: good.join(', ') }),
    account: prerequisites.map(({ account }) => account.given).join(', '),
  };
  const id = `prerequisite@${scp}`;
  if (enough)
    return accountFinding(id, TITLE, {
      evidence,
      status: 'pass',
      message: `The site server can reach ${scp} as ${good.join(' and as ')} (rule: ${accountRule}).${setInstead(prerequisites)} ${TEXTS}`,
    });
  if (undecided?.open !== undefined) return openFinding(evidence, undecided.account.given, undecided.open, scp);
  const bad = prerequisites.filter(({ isMet }) => !isMet).map(({ account }) => account.given);
  const some = good.length === 0 ? 'no account' : `only ${good.join(' and ')}`;
  return accountFinding(id, TITLE, {
    // What is to be changed is about those that do not meet it.
    evidence: { ...evidence, account: (bad.length === 0 ? good : bad).join(', ') },
    status: 'fail',
    cause: 'account.not-local-admin',
    message: `The site server cannot install or serve the role on ${scp}: of ${evidence.account} ${some} can log on there as local administrator (rule: ${accountRule}).${lacking(prerequisites, accountRule, both)} ${TEXTS}`,
  });
}

/** Whose question was left without an answer decides it; the words are those of that one. */
function openFinding(known: AccountEvidence, name: string, { owner, evidence }: AccountRuling, scp: string): Finding {
  const finding = accountFinding(`prerequisite@${scp}`, TITLE, {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    evidence: { ...known, ...evidence, account: name },
    ...(owner === undefined ? {} : { owner }),
  });
  return { ...finding, message: `Whether the site server can reach ${scp} is not known. ${finding.message} ${TEXTS}` };
}

/** Why what is good is not enough. */
function lacking(prerequisites: readonly Prerequisite[], accountRule: ServerScope['accountRule'], both: boolean): string {
  if (accountRule === 'all') return both ? '' : ' The rule "all" needs both accounts: name the site server and the installation account.';
  const computers = prerequisites.filter(({ account }) => account.use === 'site-server-computer');
  return computers.length > 1 && computers.some(({ isMet }) => isMet)
    ? ' Each site server needs its own computer account there, the passive one too.'
    : '';
}

/** The installation account of a site system is used in place of the computer account, whether that one would do or not (accounts page). */
function setInstead(prerequisites: readonly Prerequisite[]): string {
  const other = prerequisites.find(({ account, isMet }) => account.use === 'installation' && !isMet);
  return other === undefined
    ? ''
    : ` ${other.account.given} does not meet it: where it is set as the installation account of the site system, it is the one that is used.`;
}

/** One installation account is enough; of computer accounts each site server needs its own, the passive one too. */
function isAnyMet(prerequisites: readonly Prerequisite[]): boolean {
  const computers = prerequisites.filter(({ account }) => account.use === 'site-server-computer');
  const installation = prerequisites.filter(({ account }) => account.use === 'installation');
  return installation.some(({ isMet }) => isMet) || (computers.length > 0 && computers.every(({ isMet }) => isMet));
}
