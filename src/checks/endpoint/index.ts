import type { Observation } from '../../model/network/observation.ts';
import type { Probe } from '../../model/network/probe.ts';
import type { Check } from '../check.ts';
import { judge, judgeAlone, verdictOf } from './findings/judge.ts';
import { observe } from './observe.ts';
import { plan } from './plan.ts';
import { followProofs, planProofs, quotaOf } from './proof/index.ts';
import { type IndexedScope, indexed } from './proof/scope/scope-index.ts';
import type { Fingerprints } from './verdict/verdict.ts';

/** Does every internet endpoint answer over every route, and if not: which layer stops it, and who can change that? */
export function endpointCheck(fingerprints: Fingerprints): Check<Probe, Observation, IndexedScope> {
  return {
    kind: 'endpoint',
    prepare: indexed,
    plan: (scope) => {
      const probes = plan(scope);
      return [...probes, ...planProofs(scope, probes)];
    },
    observe,
    follow: (answer, scope) => followProofs(answer, scope, (one) => verdictOf(one, scope, fingerprints)),
    quota: quotaOf,
    judge: (answers, scope) => judge(answers, scope, fingerprints),
    saved: async () => (await import('./saved.ts')).saved,
    judgeAlone: (answer, scope) => judgeAlone(answer, scope, fingerprints),
  };
}
