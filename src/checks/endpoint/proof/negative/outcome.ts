import type { Cause } from '../../../../model/cause-codes.ts';
import type { Confidence } from '../../../../model/finding.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import { isOpen } from '../wildcard/outcome.ts';

/** What one try of a destination that nothing needs tells about the rules. */
export interface NegativeOutcome {
  /** `absent`: the name does not exist, so that no rule was asked. `unknown`: something else got in between, or server and rule cannot be told apart. */
  readonly kind: 'open' | 'blocked' | 'absent' | 'unknown';
  readonly confidence: Confidence;
  readonly verdict: Verdict;
}

/** What a rule does to a connection, its handshake, its request or its name. An address where nobody is looks the same as one that is shut: `likely`. */
const BLOCKING: ReadonlySet<Cause> = new Set<Cause>([
  'dns.sinkhole',
  'dns.filtered',
  'tcp.refused',
  'tcp.timeout',
  'tcp.reset',
  'tcp.unreachable',
  'tcp.prohibited',
  'tls.reset',
  'tls.timeout',
  'tls.closed',
  'proxy.denied',
  'http.block-page',
]);
/** What only who sets rules says. */
const SAID: ReadonlySet<Cause> = new Set<Cause>(['proxy.denied', 'dns.filtered', 'http.block-page']);
const ABSENT: ReadonlySet<Cause> = new Set<Cause>(['dns.nxdomain', 'dns.nodata']);

/** `verdict` is what the answer comes to alone. */
export function negativeOutcome(answer: ProbeAnswer, verdict: Verdict): NegativeOutcome {
  return { kind: kindOf(answer, verdict), confidence: confidenceOf(verdict), verdict };
}

function kindOf(answer: ProbeAnswer, verdict: Verdict): NegativeOutcome['kind'] {
  if (answer.facts === undefined) return 'unknown';
  if (verdict.status === 'pass') return 'open';
  // A private address in its place is nobody's answer from outside.
  if (verdict.status === 'warn') return verdict.layer === 'dns' ? 'unknown' : 'open';
  if (isOpen(answer, verdict) || isBehindProxy(verdict)) return 'open';
  const { cause } = verdict;
  if (cause === null) return 'unknown';
  // At the address of a known host a server may refuse a foreign name as a filter does; silence is a filter's only.
  if (answer.task.variation?.address !== undefined) return cause === 'tls.timeout' || cause === 'http.block-page' ? 'blocked' : 'unknown';
  if (ABSENT.has(cause)) return 'absent';
  return BLOCKING.has(cause) ? 'blocked' : 'unknown';
}

/** The proxy says what went wrong behind it: its rules had let the name through. */
function isBehindProxy(verdict: Exclude<Verdict, { readonly status: 'pass' }>): boolean {
  const { cause, evidence } = verdict;
  return cause === 'proxy.upstream-dns' || (cause?.startsWith('proxy.upstream-') === true && evidence.proxyError !== undefined);
}

function confidenceOf(verdict: Verdict): Confidence {
  if (verdict.status === 'pass') return verdict.confidence ?? 'certain';
  return verdict.cause !== null && (SAID.has(verdict.cause) || verdict.cause === 'proxy.upstream-dns') ? verdict.confidence : 'likely';
}
