import { wordsFor } from '../../../../causes/finding.ts';
import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Finding } from '../../../../model/finding.ts';
import { authority } from '../../../../model/network/route.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import { type AskedFor, findingOf } from '../../verdict/finding.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import type { NegativeOutcome } from './outcome.ts';
import type { NegativeTest } from './tests.ts';

/** What is said of one destination that no rule should let through: open is a warning, shut passes; nothing of it makes a run fail. */
export function negativeFinding(test: NegativeTest, { task, facts }: ProbeAnswer, outcome: NegativeOutcome, hasWayOut: boolean): Finding {
  const { scoped, host, port } = test;
  const { pattern, endpoint } = scoped;
  const shown = asFarAsShown(outcome, hasWayOut);
  const asked: AskedFor = {
    ...{ key: `negative/${scoped.key}`, pattern: endpoint.host, feature: endpoint.feature, required: false, why: '' },
    ...(scoped.documentation === undefined ? {} : { documentation: scoped.documentation }),
  };
  const finding = findingOf(asked, task, verdictOf(test, shown), facts);
  return Object.assign(finding, {
    title: `${authority({ host: pattern, port })} should be blocked (${endpoint.feature})`,
    target: { pattern: endpoint.host, host, port, scheme: endpoint.scheme },
    ...wordsOf(test, shown),
    ...(shown.kind === 'absent' ? { skipReason: 'not-applicable' as const, confidence: 'certain' as const, attempts: 0 } : {}),
  });
}

type Shown = NegativeOutcome & { readonly code?: string };

/** A rule shows only where others get out. */
function asFarAsShown(outcome: NegativeOutcome, hasWayOut: boolean): Shown {
  return outcome.kind === 'blocked' && !hasWayOut ? { ...outcome, kind: 'unknown', code: 'NO_WAY_OUT' } : outcome;
}

function verdictOf({ scoped: { endpoint, pattern }, host }: NegativeTest, { kind, confidence, verdict, code }: Shown): Verdict {
  const notNeeded = endpoint.why === '' ? {} : { notNeeded: endpoint.why };
  const evidence: EndpointEvidence = withEvidence(verdict.evidence, { pattern, canary: host, ...notNeeded });
  if (kind === 'open') return { status: 'warn', cause: 'wildcard.too-wide', layer: 'wildcard', confidence, evidence };
  if (kind !== 'unknown') return { status: 'pass', ...(confidence === 'certain' ? {} : { confidence: 'likely' as const }), evidence };
  return {
    status: 'inconclusive',
    cause: null,
    layer: verdict.status === 'pass' ? 'http' : verdict.layer,
    confidence,
    evidence: withEvidence(evidence, code === undefined ? {} : { code }),
  };
}

function wordsOf({ host, port }: NegativeTest, { kind, verdict, code }: Shown): Partial<Finding> {
  const place = authority({ host, port });
  const seen = verdict.status === 'pass' ? '' : ` ${wordsFor(verdict.cause, verdict.layer, verdict.evidence).message}`;
  if (kind === 'open') return {};
  if (kind === 'blocked') return { message: `${place} is not let through, as it should be.${seen}` };
  if (kind === 'absent') return { status: 'skip', message: `${place} does not exist, so no rule for it could be tried here.` };
  const why = code === undefined ? seen : ' Nothing else gets out over this route either.';
  return { message: `Whether ${place} is let through could not be told.${why}`, remedy: 'look at the rules for it themselves.' };
}
