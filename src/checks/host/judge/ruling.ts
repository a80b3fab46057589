import type { HostEvidence } from '../../../model/evidence.ts';
import type { Ruling } from '../../../model/ruling.ts';

/** What is not as documented. Without an id it is the finding of the question itself. */
export type HostRuling = Ruling<HostEvidence> & { readonly id?: string };

/** Advice for which there is no cause of its own: what is said, and what to do on which computer. */
export function advice(id: string, status: 'warn' | 'fail', message: string, remedy: string, evidence: HostEvidence = {}): HostRuling {
  return { id, status, message, remedy, evidence };
}
