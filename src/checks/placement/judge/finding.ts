import { findingFrom } from '../../../causes/finding.ts';
import type { PlacementEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Ruling } from '../../../model/ruling.ts';

/** A finding about the hierarchy; its target is the provider that its evidence names. */
export function placementFinding(id: string, title: string, ruling: Ruling<PlacementEvidence>): Finding {
  const provider = ruling.evidence?.source;
  const target = provider === undefined ? {} : { provider };
  return findingFrom({ id: `placement:${id}`, kind: 'placement', title, target }, ruling);
}
