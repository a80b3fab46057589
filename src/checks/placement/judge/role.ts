import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import { isSameHost } from '../../../model/servers.ts';
import { type PlacementFacts, propertyOf, type Role, SERVICE_CONNECTION_POINT, serverOf } from '../facts.ts';
import { placementFinding } from './finding.ts';
import { isTop, siteType } from './site.ts';

/**
 * What has to be done again after the role moved to another server: https://learn.microsoft.com/en-us/intune/configmgr/core/servers/deploy/configure/about-the-service-connection-point
 * (2021-10-12), KB 4490424 (2025-10-17, updates in process), What's new in version 2409 (keys older than 800 days), recover sites (2021-09-18),
 * external notifications (2023-09-18), expanding a stand-alone primary site (2022-05-02), site server high availability (2022-04-11).
 */
const AFTER_A_MOVE = [
  'wait until no update is downloading, replicating or installing (KB 4490424)',
  'remove the role from the old server first: a hierarchy can have one only',
  'set mode, proxy and proxy account of the new site system: they belong to the server, not to the role',
  'renew the secret keys of the Microsoft Entra applications (Global Administrator or Privileged Role Administrator); an application whose key is older than 800 days has to be made anew since release 2409 ("Index (zero-based) must be ..." in cloudmgr.log; What\'s new in version 2409)',
  'open the internet endpoints and the ports for the new server: this report names them',
  'after a recovery of the site: enter the passwords of accounts again (C:\\ConfigMgrPostRecoveryActions.html), and make the subscriptions of external notifications anew on a central administration site (Recover sites; External notifications)',
  'after an expansion: install the role at the central administration site and switch on the upload for endpoint analytics again (Expand a stand-alone primary site)',
  'with site server high availability: neither of the two site servers may carry it (Site server high availability)',
  'after a change of mode: restart SMS_DMP_DOWNLOADER or SMS_EXECUTIVE, or wait for the next site backup (About the service connection point)',
];

const TITLE = 'one service connection point in the hierarchy';

/** Who carries the role already, in which mode, and whether it may stay there. */
export function roleFindings(facts: PlacementFacts, scope: Scope): readonly Finding[] {
  const { roles, source } = facts;
  const present = roles.filter(({ RoleName }) => RoleName === SERVICE_CONNECTION_POINT);
  if (present.length === 0)
    return [
      placementFinding('role', TITLE, {
        status: 'pass',
        message: 'The hierarchy has no service connection point yet.',
        evidence: { source },
      }),
    ];
  return present.map((one, index) => roleFinding(index === 0 ? 'role' : `role/${serverOf(one)}`, one, facts, scope));
}

function roleFinding(id: string, one: Role, { source, sites }: PlacementFacts, { servers }: Scope): Finding {
  const installedOn = serverOf(one);
  const evidence: PlacementEvidence = { source, siteCode: one.SiteCode, installedOn, ...modeOf(one) };
  const said = `in mode ${evidence.mode ?? 'unknown'}`;
  if (servers.scp !== undefined && isSameHost(servers.scp, installedOn)) {
    const site = sites.find(({ SiteCode }) => SiteCode === one.SiteCode);
    // After an expansion the role of the former stand-alone primary has to go before the central administration site gets one.
    if (site !== undefined && !isTop(site)) {
      const top = sites.find(isTop);
      const where = {
        parentSiteCode: site.ReportingSiteCode ?? '',
        ...siteType(site),
        ...(top === undefined ? {} : { topTierSiteCode: top.SiteCode }),
      };
      return placementFinding(id, TITLE, { status: 'fail', cause: 'placement.not-top-tier', evidence: { ...evidence, ...where } });
    }
    return placementFinding(id, TITLE, { status: 'pass', message: `${installedOn} carries the role already, ${said}.`, evidence });
  }
  if (servers.moveTo === undefined) return placementFinding(id, TITLE, { status: 'fail', cause: 'placement.already-installed', evidence });
  return placementFinding(id, TITLE, {
    status: 'warn',
    cause: 'placement.already-installed',
    evidence: { ...evidence, afterTheMove: AFTER_A_MOVE },
    message: `The role moves from ${installedOn}, where it is ${said}, to ${servers.moveTo}.`,
    remedy: `${AFTER_A_MOVE.join('; ')}.`,
  });
}

function modeOf(one: Role): Pick<PlacementEvidence, 'mode'> {
  const { value } = propertyOf(one, 'OfflineMode');
  return value === undefined ? {} : { mode: value === 0 ? 'online' : 'offline' };
}
