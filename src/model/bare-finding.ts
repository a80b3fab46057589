import type { Finding } from './finding.ts';

/** A finding of a question asked once, required and certain, of which nothing else is told than what is given. */
export function bareFinding(given: Pick<Finding, 'id' | 'kind' | 'title' | 'status' | 'target'> & Partial<Finding>): Finding {
  return {
    cause: null,
    layer: null,
    owner: null,
    required: true,
    feature: null,
    route: null,
    message: '',
    remedy: '',
    confidence: 'certain',
    reproduce: null,
    evidence: {},
    timings: { totalMs: 0 },
    attempts: 1,
    waiver: null,
    skipReason: null,
    ...given,
  };
}
