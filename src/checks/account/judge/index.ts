import type { Answer } from '../../../model/answer.ts';
import type { AccountEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { NamedRuling } from '../../../model/ruling.ts';
import type { Scope } from '../../../model/scope.ts';
import { isSameHost } from '../../../model/servers.ts';
import type { AccountFacts, AccountTask, AccountUse, AskedAccount } from '../facts.ts';
import { accountFinding } from './finding.ts';
import { type Known, knownAccounts } from './known.ts';
import { remoteRightsOf } from './local.ts';
import { logonOf } from './logon/logon.ts';
import { adminShareOf, weighed } from './logon/proof.ts';
import { restrictionsOf } from './logon/restrictions.ts';
import { membershipOf } from './membership.ts';
import { netbiosName, replicationOf } from './name.ts';
import { computersNetworkLogonOf, interactiveLogonOf, networkLogonOf } from './rights.ts';
import { met, type Prerequisite, ruleFinding } from './rule.ts';
import { ownClockFindings } from './server/clocks.ts';
import { serverFindings } from './server/index.ts';
import { type AccountRuling, doubtsOf, isPrivileged, stateOf } from './state.ts';
import { trustRulingOf } from './trust.ts';

const TITLES: Readonly<Record<AccountUse, string>> = {
  'site-server-computer': 'computer account',
  installation: 'installation account',
  proxy: 'proxy account',
};

function titleOf({ use, given }: Pick<AskedAccount, 'use' | 'given'>, question: string): string {
  return `${TITLES[use]} ${given}: ${question.replaceAll('-', ' ')}`;
}

/** All findings about accounts: first the prerequisite as a whole, then what each account is and may. */
export function judge(answers: readonly Answer<AccountTask, AccountFacts>[], scope: Scope): readonly Finding[] {
  const known = knownAccounts(answers, scope);
  const questions = known.map((one) => ({ known: one, rulings: weighed(rulingsOf(one, scope), one) }));
  const prerequisites: readonly Prerequisite[] = questions
    .filter(({ known: { account } }) => account.use !== 'proxy' && scope.servers.scp !== undefined)
    .map(({ known: one, rulings }) => ({ account: { ...one.account, given: shownName(one) }, ...met(rulings) }));
  const rule = ruleFinding(prerequisites, scope.servers);
  const isMet = rule?.status === 'pass';
  const findings = questions.flatMap(({ known: one, rulings }) =>
    rulings.map((ruling) => findingOn(one, isMet && !met(rulings).isMet ? softened(ruling, one.account) : ruling, scope)),
  );
  const clock = ownClockFindings(answers);
  const servers = known.length === 0 ? [] : serverFindings(answers, scope.servers);
  const others = [...servers, ...coLocated(scope)];
  const all = [...(rule === undefined ? [] : [rule]), ...clock, ...findings, ...others];
  return all.length === 0 ? [unnamed()] : all;
}

/** Nobody was named who could be looked up. */
function unnamed(): Finding {
  return accountFinding('prerequisite', 'accounts of the role', {
    status: 'skip',
    skipReason: 'not-selected',
    message: 'No account is named: give --site-server, --installation-account or --proxy-account.',
  });
}

type Named = NamedRuling<AccountEvidence>;

function rulingsOf(known: Known, { servers, startedAt }: Scope): readonly Named[] {
  const { account } = known;
  const state = stateOf(known, startedAt);
  const named = (id: string, ruling: AccountRuling | undefined): readonly Named[] => (ruling === undefined ? [] : [{ id, ...ruling }]);
  const usable = state ?? { status: 'pass' as const, message: `The account ${shownName(known)} exists and can be used.` };
  // What does not exist has no memberships.
  if (state?.cause === 'account.not-found' || state?.cause === 'account.not-a-user') return named('state', state);
  if (servers.scp === undefined) return [...named('state', usable), ...restrictionsOf(known, servers)];
  const member = membershipOf(known);
  const isAdministrator = member.status === 'pass';
  if (account.use === 'proxy')
    return [
      ...named('state', usable),
      ...restrictionsOf(known, servers),
      ...doubtsOf(known, startedAt, servers),
      ...named('local-administrator', isAdministrator ? tooMuch(member) : undefined),
    ];
  return [
    ...named('state', usable),
    ...named('trust', trustRulingOf(known)),
    ...restrictionsOf(known, servers),
    ...named('local-administrator', member),
    ...named('network-logon', account.use === 'installation' ? networkLogonOf(known, member) : computersNetworkLogonOf(known, member)),
    ...named('logon', logonOf(known, servers)),
    ...named('admin-share', adminShareOf(known)),
    ...named('interactive-logon', isPrivileged(known) ? interactiveLogonOf(known, isAdministrator) : undefined),
    ...named('name', netbiosName(known, servers)),
    ...named('replication', replicationOf(known)),
    ...named('remote-rights', remoteRightsOf(known, isAdministrator)),
    ...doubtsOf(known, startedAt, servers),
  ];
}

/** As it was given; of a computer, whose name was only guessed, as its directory calls it. */
function shownName({ account, directory }: Known): string {
  return account.use === 'site-server-computer' ? (directory?.samAccountName ?? account.given) : account.given;
}

/** The account for the proxy needs no rights on any server. */
function tooMuch({ evidence }: AccountRuling): AccountRuling {
  const through = evidence?.memberThrough ?? [];
  return { status: 'warn', cause: 'account.interactive-logon', evidence: { grantedTo: ['Administrators', ...through] } };
}

/** With it nobody logs on, whatever the other account may do. */
const UNUSABLE: ReadonlySet<string> = new Set(['state', 'logon', 'trust', 'logon-hours', 'log-on-to', 'protected-users', 'encryption']);

/**
 * Where one account is enough and another is good, this one's faults are worth knowing and no failure. But a site system for which an installation
 * account is set uses that and not the computer account, so one that cannot be used stays a failure.
 */
function softened(ruling: Named, { use }: AskedAccount): Named {
  const stays = use === 'proxy' || (use === 'installation' && UNUSABLE.has(ruling.id));
  return ruling.status === 'fail' && !stays ? { ...ruling, status: 'warn' } : ruling;
}

function findingOn(known: Known, { id, ...ruling }: Named, { servers }: Scope): Finding {
  const { account } = known;
  const evidence: AccountEvidence = {
    account: shownName(known),
    use: account.use,
    ...(servers.scp === undefined ? {} : { target: servers.scp }),
    ...ruling.evidence,
  };
  const place = servers.scp === undefined ? '' : `@${servers.scp}`;
  return accountFinding(`${account.use}/${account.given}/${id}${place}`, titleOf(account, id), {
    ...ruling,
    evidence,
    ...(ruling.status === 'pass' ? { message: ruling.message ?? passed(id, evidence) } : {}),
  });
}

function passed(id: string, { account, target, memberThrough = [], grantedTo = [] }: AccountEvidence): string {
  if (id === 'local-administrator') {
    const way = memberThrough.length === 0 ? 'directly' : `through ${memberThrough.join(', which is in ')}`;
    return `${account} is a local administrator of ${target}, ${way}.`;
  }
  if (id === 'network-logon') return `${account} may log on to ${target} over the network (${grantedTo.slice(0, 5).join(', ')}).`;
  if (id === 'logon') return `${account} logged on to ${target} over SMB with the password that was given.`;
  if (id === 'replication') return `${account} is on every domain controller that was asked.`;
  return `${account}: ${id}.`;
}

/** On the site server itself the role needs no account of another machine. */
function coLocated({ servers }: Scope): readonly Finding[] {
  return servers.siteServers
    .filter((host) => isSameHost(host, servers.scp))
    .map((host) => {
      const title = titleOf({ use: 'site-server-computer', given: host }, 'local-administrator');
      return accountFinding(`site-server-computer/${host}/local-administrator@${servers.scp}`, title, {
        status: 'skip',
        skipReason: 'not-applicable',
        message: `${host} is the site server itself: it needs no account to reach its own role.`,
        evidence: { target: host },
      });
    });
}
