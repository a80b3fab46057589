import type { EndpointEvidence } from '../../../../model/evidence.ts';
import { stepOf } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import type { BehaviourOutcome, BehaviourQuestion } from './question.ts';

/**
 * What Azure Front Door accepts with TLS 1.2, by the names of IANA and of OpenSSL: no DHE since 2026-04-01, so whoever agrees to DHE is somebody else.
 * https://learn.microsoft.com/en-us/azure/frontdoor/tls-policy, https://learn.microsoft.com/en-us/azure/frontdoor/diffie-hellman-ciphers
 */
const SUITES: ReadonlyMap<string, string> = new Map([
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
]);

/** A handshake that offers only the documented suites; not needed where the first one agreed on one of them. */
export const DOCUMENTED_SUITES: BehaviourQuestion = {
  name: 'suites',
  wanted: (expect) => expect.tls === '1.2',
  ask: (first) =>
    first.task.scheme !== 'https' || SUITES.has(cipherOf(first)) ? undefined : { ciphers: [...SUITES.values()].join(':'), until: 'tls' },
  read: ({ first, answer }) => [read(cipherOf(first), answer)],
};

/** Codes of a handshake that somebody refused; silence says nothing of suites. */
const REFUSED = /^(ERR_SSL_|ERR_TLS_|EPROTO$|ECONNRESET$|CLOSED$)/;

function read(usual: string, answer: ProbeAnswer | undefined): BehaviourOutcome {
  if (SUITES.has(usual)) return { evidence: { documentedSuites: 'proven' } };
  const last = answer?.facts?.steps.at(-1);
  if (last?.layer !== 'tls' || last.peer !== 'target') return { evidence: { documentedSuites: 'not asked' } };
  if (last.failure === undefined) return { evidence: { documentedSuites: 'proven' } };
  if (!REFUSED.test(last.failure.code)) return { evidence: { documentedSuites: 'not asked' } };
  const evidence: EndpointEvidence = {
    documentedSuites: 'refused',
    offeredSuites: [...SUITES.keys()],
    code: last.failure.code,
    rawMessage: last.failure.message,
  };
  // Whose certificate has another kind of key cannot agree to these suites and may yet be the service.
  const doubt = usual.includes('_ECDSA_') ? ({ status: 'warn', confidence: 'possible' } as const) : ({ confidence: 'likely' } as const);
  return { ruling: { cause: 'tls.protocol', evidence, ...doubt }, evidence: { documentedSuites: 'refused' } };
}

function cipherOf({ facts }: ProbeAnswer): string {
  return stepOf(facts?.steps ?? [], 'tls', 'target')?.facts.cipher ?? '';
}
