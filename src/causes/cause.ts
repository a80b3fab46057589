import type { Cause } from '../model/cause-codes.ts';
import type { EvidenceOf } from '../model/evidence.ts';
import type { Owner } from '../model/finding.ts';

/** Everything said about a cause. `message` and `remedy` are made from the evidence of one finding. */
export interface CauseInfo<C extends Cause = Cause> {
  /** Who can usually fix it. */
  readonly owner: Owner;
  /** Who can fix it in the light of the evidence, where that differs; `remedy` speaks to the same owner. See `ownerOf`. */
  readonly ownerFor?: (evidence: EvidenceOf[C]) => Owner;
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
  readonly message: (evidence: EvidenceOf[C]) => string;
  /** What to change, in whose device. */
  readonly remedy: (evidence: EvidenceOf[C]) => string;
}

/** Every cause of a layer: one that is forgotten, or that is not of the closed list, does not compile. */
export type CausesOf<Layer extends string> = { readonly [C in Extract<Cause, `${Layer}.${string}`>]: CauseInfo<C> };
