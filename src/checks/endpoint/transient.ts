import type { Step } from '../../model/network/observation.ts';

/** Codes that may be gone a moment later. Never a refusal, a missing name, missing credentials or a certificate: those are answers. */
const TRANSIENT_CODES = new Set([
  'TIMEOUT',
  'ETIMEDOUT',
  'ECONNRESET',
  'EPIPE',
  'CLOSED',
  'SERVFAIL',
  'ESERVFAIL',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
]);
const TRANSIENT_STATUSES = new Set([429, 502, 503, 504]);

/** Credentials were offered and nothing shows that they were taken: another attempt may be the one that locks the account. */
export function isLogOnUnproven(step: Step): boolean {
  return step.layer === 'proxy' && step.facts.logOn === 'unproven';
}

/** Is it worth asking again? (RFC 9110 sections 15.6.3 to 15.6.5, RFC 6585 section 4 for the statuses.) */
export function isTransient(step: Step): boolean {
  if (step.layer === 'dns' && step.facts.localFault === true) return false;
  const status = step.layer === 'http' || step.layer === 'proxy' ? step.facts.status : undefined;
  if (status !== undefined && TRANSIENT_STATUSES.has(status)) return true;
  return step.failure !== undefined && TRANSIENT_CODES.has(step.failure.code);
}
