import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import { isSameHost } from '../../../model/servers.ts';
import type { PlacementFacts, Site } from '../facts.ts';
import { placementFinding } from './finding.ts';

const TYPES: Readonly<Record<number, NonNullable<PlacementEvidence['siteType']>>> = {
  1: 'secondary',
  2: 'primary',
  4: 'central-administration-site',
};

/** The central administration site, or a primary site that reports to none. */
export const isTop = ({ Type, ReportingSiteCode }: Site): boolean => Type === 4 || (Type === 2 && (ReportingSiteCode ?? '') === '');

/** The site that the named site server belongs to, or that of the provider's hierarchy as a whole. */
export function topTier({ sites, source }: PlacementFacts, { servers }: Scope): Finding {
  const top = sites.find(isTop);
  const own = sites.find(({ ServerName }) => servers.siteServers.some((host) => isSameHost(host, ServerName)));
  const evidence: PlacementEvidence = {
    source,
    ...(own === undefined ? {} : { siteCode: own.SiteCode, parentSiteCode: own.ReportingSiteCode ?? '', ...siteType(own) }),
    ...(top === undefined ? {} : { topTierSiteCode: top.SiteCode }),
  };
  const title = 'the role belongs to the top-tier site';
  if (own !== undefined && !isTop(own))
    return placementFinding('top-tier', title, { status: 'fail', cause: 'placement.not-top-tier', evidence });
  if (top === undefined) {
    const nothing = { ...evidence, code: 'NO_TOP_TIER', rawMessage: 'no site of the answer is at the top' };
    return placementFinding('top-tier', title, { status: 'inconclusive', cause: 'placement.lookup-failed', evidence: nothing });
  }
  const where = `${top.SiteCode} (${TYPES[top.Type] ?? 'site'} on ${top.ServerName})`;
  if (own === undefined && servers.siteServers.length > 0)
    return placementFinding('top-tier', title, {
      status: 'warn',
      owner: 'configmgr',
      message: `${servers.siteServers.join(' and ')} is the server of no site of this hierarchy; its top-tier site is ${where}.`,
      remedy: `correct --site-server, and install the role at the site ${top.SiteCode}. A passive site server is not listed.`,
      evidence,
    });
  const which = own === undefined ? 'The top-tier site is' : 'The site server belongs to the top-tier site';
  return placementFinding('top-tier', title, { status: 'pass', message: `${which} ${where}.`, evidence });
}

/** What kind of site it is, for the evidence. */
export function siteType({ Type }: Site): Pick<PlacementEvidence, 'siteType'> {
  const type = TYPES[Type];
  return type === undefined ? {} : { siteType: type };
}
