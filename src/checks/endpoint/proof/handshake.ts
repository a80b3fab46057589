import type { EndpointEvidence } from '../../../model/evidence.ts';
import { furtherKey, type Probe, type Variation } from '../../../model/network/probe.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { stepOf } from '../verdict/verdict.ts';
import { type Judged, type ProbeAnswer, type Proof, revised } from './proof.ts';

/** A name that no list forbids and every server may refuse in its own way (RFC 2606 section 3). */
const NEUTRAL = 'www.example.com';
/** One suite instead of all: the smallest first message that the service takes. */
const SMALL = 'ECDHE-RSA-AES128-GCM-SHA256';
const TRY_MS = 2500;
/** Targets a route: a network where every handshake fails is not asked twice for each. */
const MAX_TARGETS = 8;
const VARIANTS = ['name', 'small'] as const;
type Variant = (typeof VARIANTS)[number];

/** Why did the handshake end? The same address is asked with a neutral name, and with a small first message. Evidence only. */
export const handshakeProof: Proof = {
  name: 'handshake',
  mostPerRoute: MAX_TARGETS * VARIANTS.length,
  follow: (answer) => {
    const address = brokenOff(answer);
    return address === undefined ? [] : VARIANTS.map((kind) => variant(answer.task, address, kind));
  },
  weigh: (judged, { answers }) => ({ judged: judged.map((one) => explained(one, answers)), findings: [] }),
};

/** The address whose handshake ended without a word; undefined: it did not, or it was not a direct one. */
function brokenOff({ task, facts }: ProbeAnswer): string | undefined {
  const last = facts?.steps.at(-1);
  if (task.derivedFrom !== undefined || task.route.kind !== 'direct' || last?.layer !== 'tls') return undefined;
  const silent = /^(ECONNRESET|ECONNABORTED|EPIPE|TIMEOUT|ETIMEDOUT|CLOSED)$/.test(last.failure?.code ?? '');
  return silent && (last.facts.chain?.length ?? 0) === 0 ? stepOf(facts?.steps ?? [], 'tcp', 'target')?.facts.address : undefined;
}

function variant(known: Probe, address: string, kind: Variant): Probe {
  const variation: Variation = {
    address,
    until: 'tls',
    layerTimeoutMs: TRY_MS,
    retries: 0,
    ...(kind === 'name' ? { servername: NEUTRAL } : { ciphers: SMALL }),
  };
  return { ...known, key: variantKey(known, kind), derivedFrom: { key: known.key, because: 'handshake' }, variation };
}

function variantKey(known: Probe, kind: Variant): string {
  return furtherKey(known, 'handshake', kind);
}

function explained(one: Judged, answers: ReadonlyMap<string, ProbeAnswer>): Judged {
  const { answer, verdict } = one;
  if (verdict.status === 'pass' || !/^tls\.(reset|timeout|closed)$/.test(verdict.cause ?? '')) return one;
  const named = heard(answers.get(variantKey(answer.task, 'name')));
  const small = heard(answers.get(variantKey(answer.task, 'small')));
  if (named === undefined && small === undefined) return one;
  const evidence: EndpointEvidence = {
    ...(named === undefined ? {} : { sniDependent: named }),
    // Where size alone made the difference. What also answers another name is no matter of size.
    ...(small === undefined || named === true ? {} : { smallHelloWorks: small }),
  };
  return revised(one, { ...verdict, evidence: withEvidence(verdict.evidence, evidence) });
}

/** Did the server say anything in the handshake? Any certificate or alert counts. Undefined: it was not asked, or could not be. */
function heard(answer: ProbeAnswer | undefined): boolean | undefined {
  const last = answer?.facts?.steps.at(-1);
  if (last?.layer !== 'tls' || last.failure?.code === 'ABORTED' || last.failure?.code === 'DEADLINE') return undefined;
  return last.failure === undefined || (last.facts.chain?.length ?? 0) > 0 || /^ERR_SSL_.*ALERT|UNRECOGNIZED_NAME/.test(last.failure.code);
}
