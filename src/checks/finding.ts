import { type Cause, causeInfo, ownerOf } from '../causes/index.ts';
import { bareFinding } from '../model/bare-finding.ts';
import type { AccountEvidence, HostEvidence, PlacementEvidence } from '../model/evidence.ts';
import type { Finding, FindingKind, Owner, SkipReason, Status } from '../model/finding.ts';

type AskedEvidence = AccountEvidence | HostEvidence | PlacementEvidence;

/** What is said about one question of a server, an account or a site; words and owner come from the cause unless they are given. */
export interface Said<E extends AskedEvidence = AskedEvidence> {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly target: Finding['target'];
  readonly cause?: Cause;
  readonly owner?: Owner;
  readonly required?: boolean;
  readonly evidence?: E;
  readonly message?: string;
  readonly remedy?: string;
  readonly skipReason?: SkipReason;
}

/** The finding that says so. Its id is the kind and the id given; its layer is the kind, where there is trouble. */
export function findingSaying(kind: Exclude<FindingKind, 'endpoint' | 'route'>, said: Said): Finding {
  const { id, title, status, target, cause, owner, required = true, evidence = {}, skipReason, message, remedy } = said;
  const info = cause === undefined ? undefined : causeInfo(cause);
  const isTrouble = status !== 'pass' && status !== 'skip';
  return bareFinding({
    id: `${kind}:${id}`,
    kind,
    title,
    status,
    target,
    cause: cause ?? null,
    layer: isTrouble ? kind : null,
    owner: isTrouble ? (owner ?? (cause === undefined ? null : ownerOf(cause, evidence))) : null,
    required,
    message: message ?? info?.message(evidence) ?? '',
    remedy: remedy ?? info?.remedy(evidence) ?? '',
    evidence,
    attempts: skipReason === undefined ? 1 : 0,
    skipReason: skipReason ?? null,
  });
}
