import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { findingSaying, type Said } from '../../finding.ts';

/** A finding about the hierarchy; its target is the provider that its evidence names. */
export function finding(id: string, title: string, said: Omit<Said<PlacementEvidence>, 'id' | 'title' | 'target'>): Finding {
  const provider = said.evidence?.source;
  return findingSaying('placement', { ...said, id, title, target: provider === undefined ? {} : { provider } });
}
