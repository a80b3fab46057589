import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import { isSameHost } from '../../../model/servers.ts';
import { placementFinding } from './finding.ts';

/** Features that work only while the role is online, and the page that says so. */
const ONLINE_ONLY: ReadonlySet<string> = new Set([
  'cloud-services',
  'cloud-management-gateway',
  'azure-services',
  'external-notifications',
  'tenant-attach',
  'endpoint-analytics',
  'microsoft-intune',
]);

/** What the documentation rules out whatever the hierarchy looks like: it needs no provider. */
export function ruleFindings(scope: Scope): readonly Finding[] {
  return [...pairFindings(scope), ...modeFindings(scope)];
}

/** Two site servers are the active and the passive one of a site: the role is supported on neither. */
function pairFindings({ servers: { scp, siteServers } }: Scope): readonly Finding[] {
  if (scp === undefined || siteServers.length < 2) return [];
  const title = 'place of the role beside a pair of site servers';
  const on = siteServers.find((server) => isSameHost(scp, server));
  const evidence = { siteServers, ...(on === undefined ? {} : { installedOn: on }) };
  if (on !== undefined)
    return [placementFinding('site-server-pair', title, { status: 'fail', cause: 'placement.on-ha-site-server', evidence })];
  return [
    placementFinding('site-server-pair', title, {
      status: 'pass',
      message: `${scp} is neither of the two site servers (${siteServers.join(', ')}).`,
      evidence,
    }),
  ];
}

/** Offline the role connects to nothing: no failure by itself, but some features do not work then. */
function modeFindings({ mode, features, servers: { standpoint } }: Scope): readonly Finding[] {
  if (mode !== 'offline' || standpoint === 'tool-host') return [];
  const title = 'mode of the role';
  const onlineFeatures = features.filter((feature) => ONLINE_ONLY.has(feature));
  if (onlineFeatures.length > 0)
    return [placementFinding('mode', title, { status: 'fail', cause: 'placement.mode-offline', evidence: { mode, onlineFeatures } })];
  return [
    placementFinding('mode', title, {
      status: 'pass',
      message:
        'In offline mode this server needs no way to the internet. The computer that runs the service connection tool does: check it there with --mode offline --as tool-host.',
      evidence: { mode },
    }),
  ];
}
