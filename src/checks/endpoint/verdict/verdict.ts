import type { Cause } from '../../../causes/index.ts';
import type { ProxyAnswer, ProxyAnswerFacts } from '../../../fingerprints/proxy-answer.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Confidence, FindingLayer, Owner } from '../../../model/finding.ts';
import type { Failure, Layer, Step } from '../../../model/network/observation.ts';
import type { Probe } from '../../../model/network/probe.ts';
import type { Ruling } from '../../../model/ruling.ts';

/** What one walk comes to. A failing verdict has a cause, except where this run could not tell. */
export type Verdict =
  | {
      readonly status: 'pass';
      /** `likely`: it answered, and nothing that cannot be imitated shows who did. Absent: certain. */
      readonly confidence?: 'likely';
      readonly evidence: EndpointEvidence;
    }
  | {
      readonly status: 'warn' | 'fail' | 'inconclusive';
      readonly cause: Cause | null;
      readonly layer: FindingLayer;
      readonly confidence: Confidence;
      readonly owner?: Owner;
      readonly evidence: EndpointEvidence;
      /** The address that shows the problem, where that is not the probe's own. */
      readonly about?: Pick<Probe, 'scheme' | 'target' | 'path'>;
    };
/** Anything but a pass. */
export type ProblemVerdict = Exclude<Verdict, { readonly status: 'pass' }>;

/** `originMarker` of what answered behind a verified certificate for its name. */
export const PROVEN_BY_CHAIN = 'certificate chain';

/** What a judge may look at beside the failed step. */
export interface Case {
  readonly probe: Probe;
  readonly steps: readonly Step[];
  readonly allowPrivate: boolean;
  readonly systemCa: boolean;
  readonly nowIso: string;
  readonly fingerprints: Fingerprints;
  /** The address family of this walk, where both were walked. */
  readonly family?: 4 | 6;
}

/** The recognisers that the judge leans on; data files behind them. */
export interface Fingerprints {
  readonly blockPage: (response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly location: string;
    readonly bodyExcerpt: string;
  }) => { readonly product: string; readonly fingerprintId: string; readonly confidence: Confidence; readonly isSender?: true } | undefined;
  readonly interceptor: (
    chain: readonly { readonly subject: string; readonly issuer: string }[],
  ) => { readonly product: string; readonly fingerprintId: string; readonly runsOn?: 'host' } | undefined;
  /** The DNS filter that answers with this address or alias. */
  readonly dnsFilter?: (addressOrAlias: string) => { readonly product: string; readonly fingerprintId: string } | undefined;
  /** What a proxy says in its own name. */
  readonly proxyAnswer?: (answer: ProxyAnswerFacts) => ProxyAnswer;
  /** Does a page refuse in anybody's words? */
  readonly refusesInWords?: (bodyExcerpt: string) => boolean;
  readonly proxyProduct: (headers: Readonly<Record<string, string>>) => string | undefined;
  readonly originMarker: (
    host: string,
    response: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly contentType: string;
      readonly bodyExcerpt: string;
    },
  ) => string | undefined;
}

/** The last step of a layer, with one peer where that is given; undefined: there is none. */
export function stepOf<L extends Layer>(
  steps: readonly Step[],
  layer: L,
  peer?: Step['peer'],
): Extract<Step, { readonly layer: L }> | undefined {
  return steps.findLast((step) => step.layer === layer && (peer === undefined || step.peer === peer)) as
    | Extract<Step, { readonly layer: L }>
    | undefined;
}

/** What a failed step comes to, before the evidence that all verdicts share is added; absent: it fails. */
export interface StepRuling extends Pick<Ruling<EndpointEvidence>, 'confidence' | 'owner' | 'evidence'> {
  readonly cause: Cause;
  readonly status?: ProblemVerdict['status'];
}

/** A table from raw codes to causes: the one way a code becomes a cause. Undefined: unknown, and said so. */
export function byCode(table: Readonly<Record<string, Cause>>, failure: Failure): StepRuling | undefined {
  const cause = Object.hasOwn(table, failure.code) ? table[failure.code] : undefined;
  return cause === undefined ? undefined : { cause };
}
