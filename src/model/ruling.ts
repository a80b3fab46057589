import type { Cause } from './cause-codes.ts';
import type { AnyEvidence } from './evidence.ts';
import type { Confidence, Finding, FindingLayer, Owner, SkipReason, Status } from './finding.ts';

/** What a judge says of one question, whichever check or log it is of. Words, owner and layer come from the cause unless they are given. */
export interface Ruling<E extends AnyEvidence = AnyEvidence> {
  readonly status: Status;
  /** Null or absent: there is none, or none of the closed list. */
  readonly cause?: Cause | null;
  /** Of trouble that has no cause, or none of its own layer. */
  readonly layer?: FindingLayer;
  readonly owner?: Owner;
  /** Absent: certain. */
  readonly confidence?: Confidence;
  /** Absent: true. */
  readonly required?: boolean;
  /** The facts that decided it. */
  readonly evidence?: E;
  readonly message?: string;
  readonly remedy?: string;
  readonly skipReason?: SkipReason;
}

/** What a ruling is about, and what the run knows of it beside the ruling. */
export type Subject = Pick<Finding, 'id' | 'kind' | 'title' | 'target'> &
  Partial<Pick<Finding, 'feature' | 'route' | 'reproduce' | 'timings' | 'attempts'>>;

/** Rulings of one question come to several findings: each but the first has an id of its own. */
export type NamedRuling<E extends AnyEvidence = AnyEvidence> = Ruling<E> & { readonly id: string };
