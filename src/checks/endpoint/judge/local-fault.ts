import type { Step } from '../../../model/observation.ts';

/**
 * Is this machine itself the reason? No resolver, no descriptor, no route at all. One `ENETUNREACH` alone may be the network's answer:
 * only the whole run can tell, so the judge of the run asks `isUnroutable` of every walk.
 */
export function isLocalFault(step: Step): boolean {
  if (step.failure === undefined) return false;
  if (step.layer === 'dns') return step.facts.localFault === true || step.failure.code === 'NO_RESOLVER';
  return LOCAL_CODES.has(step.failure.code);
}

export function isUnroutable(step: Step): boolean {
  return step.layer === 'tcp' && (step.failure?.code === 'ENETUNREACH' || step.failure?.code === 'ENETDOWN');
}

const LOCAL_CODES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE']);
