import { NO_APPLICATION_PROTOCOL } from '../../causes/tls-alerts.ts';
import type { Step } from '../../model/network/observation.ts';
import { secondsToWait } from './verdict/evidence.ts';
import { alertOf } from './verdict/secured/tls-alert.ts';

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
/** Alerts of a server in trouble of its own. */
const TRANSIENT_ALERTS = new Set([80]);
const TRANSIENT_STATUSES = new Set([429, 502, 503, 504]);

/** Credentials were offered and nothing shows that they were taken: another attempt may be the one that locks the account. */
export function isLogOnUnproven(step: Step): boolean {
  return step.layer === 'proxy' && step.facts.logOn === 'unproven';
}

/** The server has no application protocol in common with us (alert 120, RFC 7301 section 3.2). */
export function isAlpnRefused(step: Step | undefined): boolean {
  return step?.layer === 'tls' && step.peer === 'target' && step.failure !== undefined && alertOf(step)?.number === NO_APPLICATION_PROTOCOL;
}

/** How long an answer asks to wait (RFC 9110 section 10.2.3); undefined where it does not say so. */
export function retryAfterSeconds(step: Step): number | undefined {
  return step.layer === 'http' || step.layer === 'proxy' ? secondsToWait(step.facts.headers) : undefined;
}

/** Is it worth asking again? (RFC 9110 sections 15.6.3 to 15.6.5, RFC 6585 section 4 for the statuses.) */
export function isTransient(step: Step): boolean {
  if (step.layer === 'dns' && step.facts.localFault === true) return false;
  // Silence to a connection: it was tried several times within the limit.
  if (step.layer === 'tcp' && step.failure?.code === 'TIMEOUT') return false;
  const status = step.layer === 'http' || step.layer === 'proxy' ? step.facts.status : undefined;
  if (status !== undefined && TRANSIENT_STATUSES.has(status)) return true;
  if (step.layer === 'tls' && TRANSIENT_ALERTS.has(alertOf(step)?.number ?? -1)) return true;
  return step.failure !== undefined && TRANSIENT_CODES.has(step.failure.code);
}
