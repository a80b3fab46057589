import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { authority } from '../../../model/network/route.ts';
import type { Scope } from '../../../model/scope.ts';
import { installationAccountOf, type PlacementFacts, propertyOf, proxyOf, type Role, serverOf, siteSystemOf } from '../facts.ts';
import { placementFinding } from './finding.ts';

/** How the server is set up as a site system. No findings: it is none yet. */
export function siteSystemFindings({ roles, source }: PlacementFacts, { servers }: Scope): readonly Finding[] {
  const system = siteSystemOf(roles, servers.scp);
  if (system === undefined) return [];
  return [proxy(system, source, servers.proxyAccount), ...installationAccount(system, source, servers.installationAccount)];
}

/** Told, not judged: whether the way works is what the route of the run shows. */
function proxy(system: Role, source: string, checked: string | undefined): Finding {
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
  if (username === undefined || isSameAccount(username, checked))
    return placementFinding('proxy', title, { status: 'pass', message: way, evidence });
  if (checked === undefined)
    return placementFinding('proxy', title, { status: 'pass', message: `${way} --proxy-account checks the account.`, evidence });
  return placementFinding('proxy', title, {
    status: 'warn',
    owner: 'configmgr',
    message: `${way} This run looked at ${checked} instead.`,
    remedy: `enter ${checked} as the proxy account of the site system, or check with --proxy-account '${username}'.`,
    evidence,
  });
}

/** Which account the site server uses for this site system, and whether it is the one that this run was asked about. */
function installationAccount(system: Role, source: string, checked: string | undefined): readonly Finding[] {
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
  if (configured !== null && isSameAccount(configured, checked))
    return [placementFinding('installation-account', title, { status: 'pass', message, evidence })];
  return [
    placementFinding('installation-account', title, {
      status: 'warn',
      owner: 'configmgr',
      message: `${message} This run looked at ${checked}, which is not used there.`,
      remedy: `enter ${checked} in the properties of the site system, or check what is used there.`,
      evidence,
    }),
  ];
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

/**
 * `CORP\\svc`, `corp.example\\svc` and `svc@corp.example` may be one. Two short names of domains that differ are not, nor two full ones; nor a short one
 * and a full one that begins otherwise. What follows an @ may be a suffix that is no domain.
 */
function isSameAccount(one: string, other: string | undefined): boolean {
  if (other === undefined || userOf(one) !== userOf(other)) return false;
  const [a, b] = [domainBefore(one), domainBefore(other)];
  if (a === undefined || b === undefined) return true;
  return a.includes('.') === b.includes('.') ? a === b : labelOf(a) === labelOf(b);
}

/** What stands before the backslash. */
function domainBefore(account: string): string | undefined {
  return account.includes('\\') ? account.slice(0, account.indexOf('\\')).toLowerCase() : undefined;
}

/** A NetBIOS name has fifteen characters. */
function labelOf(domain: string): string {
  return (domain.split('.')[0] ?? domain).slice(0, 15);
}

function userOf(account: string): string {
  return (account.includes('\\') ? account.slice(account.indexOf('\\') + 1) : (account.split('@')[0] ?? account)).toLowerCase();
}
