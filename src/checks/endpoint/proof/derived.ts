import type { Finding } from '../../../model/finding.ts';
import type { Probe } from '../../../model/network/probe.ts';
import { authority } from '../../../model/network/route.ts';
import { URGENCY } from '../../../model/urgency.ts';
import { groupBy, sortedGroup } from '../../../text/group.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { findingOf } from '../verdict/finding.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { ProbeAnswer, Weighing } from './proof.ts';
import { unfinished } from './unfinished.ts';

/** What a run found to be needed beyond the catalog, and by whom. */
export interface Derived {
  /** First part of its id: how it was found. */
  readonly because: 'redirect' | 'revocation';
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
  /** One sentence for the firewall team. */
  readonly why: string;
  readonly required: boolean;
  readonly feature: string;
  /** The probe whose answer led here. */
  readonly from: Probe;
}

/** One finding a kind, destination and route: of several addresses there the worst is told. */
export function derivedFindings(all: readonly Derived[], { scope, isCut }: Pick<Weighing, 'scope' | 'isCut'>): readonly Finding[] {
  const places = groupBy(all, ({ answer: { task } }) => `${authority(task.target)}@${task.route.name}`);
  return [...places.values()].map((here) => {
    const [worst] = sortedGroup(here, (a, b) => URGENCY[a.verdict.status] - URGENCY[b.verdict.status]);
    const keys = new Set(here.flatMap(({ from }) => from.endpointKeys));
    const neededBy = scope.endpoints.filter(({ key }) => keys.has(key)).map(({ key }) => key);
    const required = here.some((one) => one.required);
    return findingFor(
      isCut ? { ...worst, verdict: asFarAsAsked(worst.verdict, required) } : worst,
      required,
      neededBy.slice(0, MAX_NEEDED_BY),
    );
  });
}

/** Of a run that ended early: who else needs the place, how much, and under which path, is not known. */
function asFarAsAsked(verdict: Verdict, required: boolean): Verdict {
  return verdict.status === 'pass' || verdict.status === 'warn' || !required ? unfinished(verdict, ['what else leads here']) : verdict;
}

const MAX_NEEDED_BY = 50;

/** That of an endpoint which no catalog names. */
function findingFor({ because, answer, verdict, why, feature }: Derived, required: boolean, neededBy: readonly string[]): Finding {
  const { task, facts } = answer;
  const { host } = task.target;
  const asked = { key: `derived/${because}/${host}`, pattern: host, feature, required, why };
  return findingOf(asked, task, { ...verdict, evidence: withEvidence(verdict.evidence, { neededBy }) }, facts);
}
