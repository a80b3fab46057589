import type { Evidence, Owner } from '../model/finding.ts';

/** Everything said about a cause. `message` and `remedy` are made from the evidence of one finding. */
export interface CauseInfo {
  /** Who can usually fix it. */
  readonly owner: Owner;
  /** Who can fix it in the light of the evidence, where that differs; `remedy` speaks to the same owner. See `ownerOf`. */
  readonly ownerFor?: (evidence: Evidence) => Owner;
  /** A short noun phrase for headings. */
  readonly title: string;
  /** What it means, in two to four sentences. */
  readonly meaning: string;
  /** How it is told apart from its neighbours. */
  readonly detection: string;
  /** The sentence to send to the owner. */
  readonly ask: string;
  /** RFCs and documentation pages. */
  readonly references: readonly string[];
  /** One sentence a firewall engineer understands; names host, port, route and the observed fact with its number. */
  readonly message: (evidence: Evidence) => string;
  /** What to change, in whose device. */
  readonly remedy: (evidence: Evidence) => string;
}
