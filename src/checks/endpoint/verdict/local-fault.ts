import { isLimit } from '../../../model/network/local-faults.ts';
import type { Step } from '../../../model/network/observation.ts';

/** Is this machine itself the reason? No resolver, no descriptor. A missing route shows only when all answers lie side by side. */
export function isLocalFault(step: Step): boolean {
  if (step.failure === undefined) return false;
  if (step.layer === 'dns') return step.facts.localFault === true || step.failure.code === 'NO_RESOLVER';
  return isLimit(step.failure.code);
}

/** Does this machine know no way to any of the addresses? `ENETUNREACH` alone may be a router's answer. */
export function isUnroutable(step: Step): boolean {
  if (step.layer !== 'tcp' || step.failure === undefined) return false;
  const attempts = step.facts.attempts ?? [];
  return attempts.length > 0 && attempts.every(({ noRoute }) => noRoute === true);
}
