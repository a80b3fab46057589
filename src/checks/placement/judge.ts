import type { Answer } from '../../model/answer.ts';
import type { PlacementEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Scope } from '../../model/scope.ts';
import { isSameHost } from '../../model/servers.ts';
import { findingSaying, type Said } from '../finding.ts';
import {
  type PlacementFacts,
  propertyOf,
  proxyOf,
  type Role,
  SERVICE_CONNECTION_POINT,
  SITE_SYSTEM,
  type Site,
  serverOf,
} from './facts.ts';

export interface PlacementTask {
  readonly key: string;
  readonly provider: string;
}

/** What has to be done again after the role moved to another server (documentation of the role; field practice is marked). */
const AFTER_A_MOVE = [
  'remove the role from the old server first: a hierarchy can have one only',
  'set mode, proxy and proxy account of the new site system: they belong to the server, not to the role',
  'renew the secret keys of the Microsoft Entra applications',
  'open the internet endpoints and the ports for the new server: this report names them',
  'restart the component SMS_DMP_DOWNLOADER, and look at dmpdownloader.log (field practice)',
];

/** Where the role may stand, whether the hierarchy has one already, and which proxy its server is to use. */
export function judge(answers: readonly Answer<PlacementTask, PlacementFacts>[], scope: Scope): readonly Finding[] {
  const { smsProvider } = scope.servers;
  if (smsProvider === undefined)
    return [
      finding('hierarchy', 'place of the role in the hierarchy', {
        status: 'skip',
        skipReason: 'not-selected',
        message: 'No SMS Provider is named: give --sms-provider.',
      }),
    ];
  return answers.flatMap(({ facts }) => findingsOf(facts ?? notRun(smsProvider), scope));
}

function notRun(source: string): PlacementFacts {
  return { source, sites: [], roles: [], failure: { code: 'NOT_RUN', message: 'the run ended first' } };
}

function findingsOf(facts: PlacementFacts, scope: Scope): readonly Finding[] {
  const { failure, source } = facts;
  if (failure !== undefined) {
    const evidence: PlacementEvidence = {
      source,
      code: failure.code,
      rawMessage: failure.message,
      ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
    };
    return [
      finding('hierarchy', 'place of the role in the hierarchy', { status: 'inconclusive', cause: 'placement.lookup-failed', evidence }),
    ];
  }
  return [topTier(facts, scope), ...role(facts, scope), ...proxy(facts, scope)];
}

const TYPES: Readonly<Record<number, NonNullable<PlacementEvidence['siteType']>>> = {
  1: 'secondary',
  2: 'primary',
  4: 'central-administration-site',
};
const isTop = ({ Type, ReportingSiteCode }: Site): boolean => Type === 4 || (Type === 2 && (ReportingSiteCode ?? '') === '');

/** The site that the named site server belongs to, or that of the provider's hierarchy as a whole. */
function topTier({ sites, source }: PlacementFacts, { servers }: Scope): Finding {
  const top = sites.find(isTop);
  const own = sites.find(({ ServerName }) => servers.siteServers.some((host) => isSameHost(host, ServerName)));
  const evidence: PlacementEvidence = {
    source,
    ...(own === undefined ? {} : { siteCode: own.SiteCode, parentSiteCode: own.ReportingSiteCode ?? '', ...siteType(own) }),
    ...(top === undefined ? {} : { topTierSiteCode: top.SiteCode }),
  };
  const title = 'the role belongs to the top-tier site';
  if (own !== undefined && !isTop(own)) return finding('top-tier', title, { status: 'fail', cause: 'placement.not-top-tier', evidence });
  if (top === undefined) {
    const nothing = { ...evidence, code: 'NO_TOP_TIER', rawMessage: 'no site of the answer is at the top' };
    return finding('top-tier', title, { status: 'inconclusive', cause: 'placement.lookup-failed', evidence: nothing });
  }
  const which = own === undefined ? 'The top-tier site is' : 'The site server belongs to the top-tier site';
  return finding('top-tier', title, {
    status: 'pass',
    message: `${which} ${top.SiteCode} (${TYPES[top.Type] ?? 'site'} on ${top.ServerName}).`,
    evidence,
  });
}

function siteType({ Type }: Site): Pick<PlacementEvidence, 'siteType'> {
  const type = TYPES[Type];
  return type === undefined ? {} : { siteType: type };
}

function role({ roles, source }: PlacementFacts, { servers }: Scope): readonly Finding[] {
  const title = 'one service connection point in the hierarchy';
  const present = roles.filter(({ RoleName }) => RoleName === SERVICE_CONNECTION_POINT);
  const [first] = present;
  if (first === undefined)
    return [
      finding('role', title, { status: 'pass', message: 'The hierarchy has no service connection point yet.', evidence: { source } }),
    ];
  return present.map((one) => {
    const installedOn = serverOf(one);
    const evidence: PlacementEvidence = { source, siteCode: one.SiteCode, installedOn, ...modeOf(one) };
    const said = `in mode ${evidence.mode ?? 'unknown'}`;
    if (servers.scp !== undefined && isSameHost(servers.scp, installedOn))
      return finding('role', title, { status: 'pass', message: `${installedOn} carries the role already, ${said}.`, evidence });
    if (servers.moveTo === undefined) return finding('role', title, { status: 'fail', cause: 'placement.already-installed', evidence });
    return finding('role', title, {
      status: 'warn',
      cause: 'placement.already-installed',
      evidence: { ...evidence, afterTheMove: AFTER_A_MOVE },
      message: `The role moves from ${installedOn}, where it is ${said}, to ${servers.moveTo}.`,
      remedy: `ConfigMgr: ${AFTER_A_MOVE.join('; ')}.`,
    });
  });
}

function modeOf(one: Role): Pick<PlacementEvidence, 'mode'> {
  const { value } = propertyOf(one, 'OfflineMode');
  return value === undefined ? {} : { mode: value === 0 ? 'online' : 'offline' };
}

/** Told, not judged: whether the way works is what the route of the run shows. */
function proxy({ roles, source }: PlacementFacts, { servers }: Scope): readonly Finding[] {
  const system = roles.find((one) => one.RoleName === SITE_SYSTEM && servers.scp !== undefined && isSameHost(servers.scp, serverOf(one)));
  if (system === undefined) return [];
  const settings = proxyOf(system);
  const way =
    settings === undefined
      ? 'uses no proxy'
      : `uses the proxy ${settings.host}:${settings.port}${settings.username === undefined ? ' as its computer account' : ` as ${settings.username}`}`;
  return [
    finding('proxy', 'proxy settings of the site system', {
      status: 'pass',
      message: `The site system ${serverOf(system)} ${way}; --route from-site checks that way.`,
      evidence: { source, ...(settings === undefined ? {} : { siteProxy: settings }) },
    }),
  ];
}

function finding(id: string, title: string, said: Omit<Said<PlacementEvidence>, 'id' | 'title' | 'target'>): Finding {
  const provider = said.evidence?.source;
  return findingSaying('placement', { ...said, id, title, target: provider === undefined ? {} : { provider } });
}
