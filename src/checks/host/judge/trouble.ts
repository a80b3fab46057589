import type { HostEvidence } from '../../../model/evidence.ts';
import type { Said } from '../../finding.ts';

/** Something that is not as documented. Without an id it is the finding of the question itself. */
export type Trouble = Omit<Said<HostEvidence>, 'id' | 'title' | 'target'> & { readonly id?: string };

/** A trouble for which there is no cause of its own: what is said, and what to do on which computer. */
export function told(id: string, status: 'warn' | 'fail', message: string, remedy: string, evidence: HostEvidence = {}): Trouble {
  return { id, status, message, remedy, evidence };
}
