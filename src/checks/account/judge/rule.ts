import type { AccountEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { NamedRuling } from '../../../model/ruling.ts';
import type { ServerScope } from '../../../model/servers.ts';
import type { AskedAccount } from '../facts.ts';
import { accountFinding } from './finding.ts';
import type { AccountRuling } from './state.ts';

/** Questions that an account has to pass to do the work, the one that decides first; the others are good practice. */
const NEEDED: readonly string[] = [
  ...['state', 'trust', 'logon-hours', 'log-on-to', 'protected-users', 'encryption'],
  ...['logon', 'local-administrator', 'network-logon', 'admin-share'],
];

/** Whether one account can do what it is needed for. */
export interface Prerequisite {
  readonly account: AskedAccount;
  readonly isMet: boolean;
  /** Why it is not met: the first ruling that failed, in the order of the questions. */
  readonly failed?: AccountRuling;
  /** What counts and could not be found out, where nothing failed. */
  readonly open?: AccountRuling;
}

/** Does this account meet the prerequisite? Its rulings decide; the first that fails, or that nobody could answer, says why not. */
export function met(rulings: readonly NamedRuling<AccountEvidence>[]): Omit<Prerequisite, 'account'> {
  const needed = NEEDED.flatMap((id) => rulings.filter((ruling) => ruling.id === id));
  const failed = unnamed(needed.find(({ status }) => status === 'fail'));
  const open = unnamed(needed.find(({ status, required }) => status === 'inconclusive' && required !== false));
  const isMet = failed === undefined && open === undefined && needed.some(({ id }) => id === 'local-administrator');
  if (failed !== undefined) return { isMet, failed };
  return open === undefined ? { isMet } : { isMet, open };
}

function unnamed(ruling: NamedRuling<AccountEvidence> | undefined): AccountRuling | undefined {
  if (ruling === undefined) return undefined;
  const { id: _id, ...rest } = ruling;
  return rest;
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
  if (undecided !== undefined) return openFinding(evidence, undecided, scp);
  return failedFinding(prerequisites, evidence, { scp, accountRule, both });
}

/** The words are those of the ruling that decided: of the installation account first, since it is used wherever it is set. */
function failedFinding(
  prerequisites: readonly Prerequisite[],
  known: AccountEvidence,
  { scp, accountRule, both }: { readonly scp: string; readonly accountRule: ServerScope['accountRule']; readonly both: boolean },
): Finding {
  const bad = prerequisites.filter(({ isMet, failed }) => !isMet && failed !== undefined);
  const decisive = bad.find(({ account }) => account.use === 'installation') ?? bad[0];
  const good = prerequisites.filter(({ isMet }) => isMet).map(({ account }) => account.given);
  const some = good.length === 0 ? 'no account' : `only ${good.join(' and ')}`;
  const sentence = `The site server cannot install or serve the role on ${scp}: of ${known.account} ${some} can log on there as local administrator (rule: ${accountRule}).${lacking(prerequisites, accountRule, both)}`;
  if (decisive?.failed === undefined) return unnamedFinding(known, `${sentence} ${TEXTS}`, scp);
  const ruling = decisive.failed;
  const alike = bad.filter(({ failed }) => failed?.cause === ruling.cause && failed?.message === ruling.message);
  const account = (ruling.cause === 'account.not-local-admin' ? alike : [decisive]).map((one) => one.account.given).join(', ');
  const finding = accountFinding(`prerequisite@${scp}`, TITLE, {
    ...ruling,
    evidence: {
      ...known,
      ...ruling.evidence,
      account,
      ...(ruling.cause === 'account.not-local-admin' ? {} : { use: decisive.account.use }),
    },
  });
  const others = bad.filter((one) => one !== decisive && !alike.includes(one)).map(({ account: { given } }) => given);
  const also = others.length === 0 ? '' : ` What keeps ${others.join(', ')} from it is told below.`;
  return { ...finding, message: `${sentence} ${finding.message}${also} ${TEXTS}` };
}

/** No account fails, and yet not all that the rule asks for were named. */
function unnamedFinding(evidence: AccountEvidence, message: string, scp: string): Finding {
  return accountFinding(`prerequisite@${scp}`, TITLE, {
    ...{ evidence, status: 'fail', cause: 'account.not-local-admin', owner: 'configmgr', message },
    remedy:
      'name the site server and its installation account (--site-server, --installation-account), or check with --accounts-require any.',
  });
}

/** Whose question was left without an answer decides it; the words are those of that one. */
function openFinding(known: AccountEvidence, { account, open }: Prerequisite, scp: string): Finding {
  const { evidence, ...ruling } = { status: 'inconclusive' as const, ...open };
  const finding = accountFinding(`prerequisite@${scp}`, TITLE, {
    ...ruling,
    evidence: { ...known, ...evidence, account: account.given, use: account.use },
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
