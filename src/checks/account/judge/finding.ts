import { type Cause, causeInfo, ownerOf } from '../../../causes/index.ts';
import type { AccountEvidence } from '../../../model/evidence.ts';
import type { Finding, Owner, SkipReason, Status } from '../../../model/finding.ts';

/** What is said about one question; words come from the cause unless they are given. */
export interface Said {
  /** Behind `account:`; stable from run to run. */
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly cause?: Cause;
  readonly owner?: Owner;
  readonly required?: boolean;
  readonly evidence?: AccountEvidence;
  readonly message?: string;
  readonly remedy?: string;
  readonly skipReason?: SkipReason;
}

export function findingOf({ id, title, status, cause, owner, required = true, evidence = {}, skipReason, ...words }: Said): Finding {
  const info = cause === undefined ? undefined : causeInfo(cause);
  const isTrouble = status !== 'pass' && status !== 'skip';
  return {
    id: `account:${id}`,
    kind: 'account',
    title,
    status,
    cause: cause ?? null,
    layer: isTrouble ? 'account' : null,
    owner: isTrouble ? (owner ?? (cause === undefined ? null : ownerOf(cause, evidence))) : null,
    required,
    feature: null,
    route: null,
    target: {
      ...(evidence.account === undefined ? {} : { account: evidence.account }),
      ...(evidence.target === undefined ? {} : { server: evidence.target }),
    },
    message: words.message ?? info?.message(evidence) ?? '',
    remedy: words.remedy ?? info?.remedy(evidence) ?? '',
    confidence: 'certain',
    reproduce: null,
    evidence,
    timings: { totalMs: 0 },
    attempts: skipReason === undefined ? 1 : 0,
    waiver: null,
    skipReason: skipReason ?? null,
  };
}
