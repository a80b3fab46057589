import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { TlsFacts } from '../../../../model/network/observation.ts';
import { withEvidence } from '../evidence.ts';
import { judgeChain } from '../tls.ts';
import { type Case, PROVEN_BY_CHAIN, type Verdict } from '../verdict.ts';

/**
 * What an open port of scheme `tcp` comes to. A certificate of a genuine authority for this very name proves the service; a connection alone shows nobody,
 * and a certificate of the owner's own choice (a cloud management gateway may have one of the company's authority, for the name of the service)
 * shows TLS, which an inspecting device speaks as well.
 */
export function judgeOpenPort(tls: Partial<TlsFacts> | undefined, context: Case, evidence: EndpointEvidence): Verdict | 'intercepted' {
  const passing = (originMarker: string, confidence?: 'likely'): Verdict => ({
    status: 'pass',
    ...(confidence === undefined ? {} : { confidence }),
    evidence: withEvidence(evidence, confidence === undefined ? { originMarker } : { unprovenBecause: originMarker }),
  });
  if (tls?.chain?.[0] === undefined) return passing('nothing shows who answered', 'likely');
  if (isImitated(tls, context)) return 'intercepted';
  if (tls.authorizationError !== '' || tls.endsInGenuineRoot !== true)
    return passing(
      'its certificate does not end in a public root (--endpoint-ca-file adds your own): nothing shows who answered',
      'likely',
    );
  if (tls.nameError !== '') return passing('its certificate is genuine but for another name: nothing shows who answered', 'likely');
  return passing(PROVEN_BY_CHAIN);
}

/** By a product's name or a forged signature. A private root alone is no sign here. */
function isImitated(tls: Partial<TlsFacts>, context: Case): boolean {
  return context.fingerprints.interceptor(tls.chain ?? []) !== undefined || (tls.signatureMismatch ?? null) !== null
    ? judgeChain(tls, context)?.cause === 'tls.intercepted'
    : false;
}
