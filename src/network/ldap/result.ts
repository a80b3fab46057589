import type { Failure } from '../../model/network/observation.ts';
import { failureOf } from '../trace.ts';

/** An LDAP result by its number, `LDAP_49` (RFC 4511 section 4.1.9); everything else by its own code. */
export function codeOf(error: unknown): Failure {
  const failure = failureOf(error);
  const result = (error as { code?: unknown }).code;
  if (typeof result === 'number') return { ...failure, code: `LDAP_${result}` };
  return /connection timeout|timed out/i.test(failure.message) ? { ...failure, code: 'TIMEOUT' } : failure;
}
