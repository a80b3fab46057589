import type { Answer } from '../../../model/answer.ts';
import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import type { PlacementFacts } from '../facts.ts';
import { placementFinding } from './finding.ts';
import { roleFindings } from './role.ts';
import { ruleFindings } from './rules.ts';
import { topTier } from './site.ts';
import { siteSystemFindings } from './site-system.ts';

/** One SMS Provider whose administration service is asked. */
export interface PlacementTask {
  readonly key: string;
  readonly provider: string;
  /** The site is of a release whose administration service takes NTLM. */
  readonly mayUseNtlm?: true;
}

const TITLE = 'place of the role in the hierarchy';

/** Where the role may stand, whether the hierarchy has one already, and how its server is set up as a site system. */
export function judge(answers: readonly Answer<PlacementTask, PlacementFacts>[], scope: Scope): readonly Finding[] {
  const { smsProvider } = scope.servers;
  const ruled = ruleFindings(scope);
  if (smsProvider === undefined)
    return [
      ...ruled,
      placementFinding('hierarchy', TITLE, {
        status: 'skip',
        skipReason: 'not-selected',
        message: 'No SMS Provider is named: give --sms-provider.',
      }),
    ];
  return [...ruled, ...answers.flatMap(({ facts }) => findingsOf(facts ?? notRun(smsProvider), scope))];
}

function notRun(source: string): PlacementFacts {
  return { source, sites: [], roles: [], failure: { code: 'NOT_RUN', message: 'the run ended first' } };
}

function findingsOf(facts: PlacementFacts, scope: Scope): readonly Finding[] {
  const { failure, source } = facts;
  if (failure === undefined) return [topTier(facts, scope), ...roleFindings(facts, scope), ...siteSystemFindings(facts, scope)];
  const evidence: PlacementEvidence = {
    source,
    code: failure.code,
    rawMessage: failure.message,
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
  };
  const cause = NEEDS_KERBEROS.has(failure.code) ? 'placement.kerberos-required' : 'placement.lookup-failed';
  return [placementFinding('hierarchy', TITLE, { status: 'inconclusive', cause, evidence })];
}

/** Nothing that Kerberos could be used for, or NTLM refused. */
const NEEDS_KERBEROS: ReadonlySet<string> = new Set([
  'SHORT_NAME',
  'NO_REALM',
  'NO_KDC',
  'KERBEROS_MISSING',
  'KINIT_MISSING',
  'NTLM_REFUSED',
]);
