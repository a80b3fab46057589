import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { authority } from '../../../model/network/route.ts';
import type { Scope } from '../../../model/scope.ts';
import type { ServerScope } from '../../../model/servers.ts';
import { installationAccountOf, type PlacementFacts, propertyOf, proxyOf, type Role, serverOf, siteSystemOf } from '../facts.ts';
import { placementFinding } from './finding.ts';
import { compareAccounts } from './same-account.ts';

/** How the server is set up as a site system. No findings: it is none yet. */
export function siteSystemFindings({ roles, source }: PlacementFacts, { servers }: Scope): readonly Finding[] {
  const system = siteSystemOf(roles, servers.scp);
  if (system === undefined) return [];
  return [proxy(system, source, servers), ...installationAccount(system, source, servers), ...initiative(system, source, servers)];
}

/** Told, not judged: whether the way works is what the route of the run shows. */
function proxy(system: Role, source: string, { proxyAccount: checked, domain }: ServerScope): Finding {
  const title = 'proxy settings of the site system';
  const server = serverOf(system);
  const settings = proxyOf(system);
  if (settings === 'unknown') return untold('proxy', title, source);
  if (settings === 'none')
    return placementFinding('proxy', title, {
      status: 'pass',
      message: `The site system ${server} uses no proxy; --route direct checks that way.`,
      evidence: { source },
    });
  const { username } = settings;
  const evidence: PlacementEvidence = { source, siteProxy: settings };
  const way = `The site system ${server} uses the proxy ${authority(settings)} as ${username ?? 'its computer account'}; --route from-site checks that way.`;
  if (username === undefined) return placementFinding('proxy', title, { status: 'pass', message: way, evidence });
  if (checked === undefined)
    return placementFinding('proxy', title, { status: 'pass', message: `${way} --proxy-account checks the account.`, evidence });
  const compared = compareAccounts(username, checked, domain);
  if (compared === 'same') return placementFinding('proxy', title, { status: 'pass', message: way, evidence });
  return placementFinding('proxy', title, {
    status: 'warn',
    owner: 'configmgr',
    message: `${way} ${compared === 'other' ? `This run looked at ${checked} instead.` : maybeOther(checked)}`,
    remedy: `enter ${checked} as the proxy account of the site system, or check with --proxy-account '${username}'.`,
    evidence,
  });
}

/** Which account the site server uses for this site system, and whether it is the one that this run was asked about. */
function installationAccount(system: Role, source: string, { installationAccount: checked, domain }: ServerScope): readonly Finding[] {
  const title = 'installation account of the site system';
  const server = serverOf(system);
  const configured = installationAccountOf(system);
  if (configured === undefined) return checked === undefined ? [] : [untold('installation-account', title, source)];
  const pull = propertyOf(system, 'FDMOperation').value === 1 ? ' The site server is set to initiate all connections to it.' : '';
  const evidence: PlacementEvidence = { source, configuredAccount: configured };
  const uses = configured ?? "the site server's computer account";
  const message = `For the site system ${server} the site server uses ${uses}.${pull}`;
  if (checked === undefined)
    return [
      placementFinding('installation-account', title, {
        status: 'pass',
        message: configured === null ? message : `${message} --installation-account checks it.`,
        evidence,
      }),
    ];
  const compared = configured === null ? 'other' : compareAccounts(configured, checked, domain);
  if (compared === 'same') return [placementFinding('installation-account', title, { status: 'pass', message, evidence })];
  return [
    placementFinding('installation-account', title, {
      status: 'warn',
      owner: 'configmgr',
      message: `${message} ${compared === 'other' ? `This run looked at ${checked}, which is not used there.` : maybeOther(checked)}`,
      remedy: `enter ${checked} in the properties of the site system, or check what is used there.`,
      evidence,
    }),
  ];
}

/** Who opens the connections, where the run was told that it is the site server. */
function initiative(system: Role, source: string, { siteInitiates }: ServerScope): readonly Finding[] {
  const { value } = propertyOf(system, 'FDMOperation');
  if (siteInitiates !== true) return [];
  const title = 'who initiates connections to the site system';
  if (value === undefined) return [untold('initiator', title, source)];
  if (value === 1)
    return [
      placementFinding('initiator', title, {
        status: 'pass',
        message: `The site server is set to initiate all connections to ${serverOf(system)}.`,
        evidence: { source },
      }),
    ];
  return [
    placementFinding('initiator', title, {
      status: 'warn',
      owner: 'configmgr',
      message: `This run was told that the site server initiates all connections to ${serverOf(system)}, but the site system is not set so.`,
      remedy:
        'select "Require the site server to initiate connections to this site system" in its properties, or check without --site-initiates.',
      evidence: { source },
    }),
  ];
}

/** A suffix of principal names need not be the name of a domain, so two of them do not tell. */
function maybeOther(checked: string): string {
  return `This run looked at ${checked}, which may be another account: the two names do not show that they are one.`;
}

/** The row of the site system came without its properties, or without this one. */
function untold(id: string, title: string, source: string): Finding {
  return placementFinding(id, title, {
    status: 'inconclusive',
    cause: 'placement.lookup-failed',
    required: false,
    message: `The administration service of ${source} names the site system, but does not report its ${id.replaceAll('-', ' ')}.`,
    remedy: 'look at the properties of the site system in the console.',
    evidence: { source, code: 'NO_PROPERTY', rawMessage: 'the property is not in the answer' },
  });
}
