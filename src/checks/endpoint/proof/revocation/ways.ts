import type { Certificate, Step } from '../../../../model/network/observation.ts';
import type { Probe } from '../../../../model/network/probe.ts';
import { authority, type Route } from '../../../../model/network/route.ts';
import type { Scope } from '../../../../model/scope.ts';
import type { ProbeAnswer } from '../proof.ts';
import { keyOf, probeOf, type WebAddress, webAddress } from '../web-address.ts';

/** So many addresses of one certificate; public ones have two or three. */
const MAX_WAYS = 8;

/** One address that tells whether a certificate was revoked. */
export interface Way {
  readonly kind: 'ocsp' | 'crl';
  /** As the certificate has it. */
  readonly address: WebAddress;
  /** What a responder is asked, in base64; absent for a list. */
  readonly request?: string;
}

/** The certificates of a chain that was accepted: an interceptor's own addresses are nobody's requirement. No root is asked about, as Windows has it. */
export function checkedCertificates({ facts }: ProbeAnswer): readonly Certificate[] {
  const tls = facts?.steps.find((step): step is Extract<Step, { readonly layer: 'tls' }> => step.layer === 'tls' && step.peer === 'target');
  if (tls === undefined || tls.failure !== undefined || tls.facts.authorizationError !== '') return [];
  return (tls.facts.chain ?? []).filter(({ selfSigned }) => !selfSigned);
}

/** The responders of a certificate, then its lists, as far as they are asked on a peer's word. Addresses of https are left out, as Windows does: they would need a certificate of their own. */
export function waysOf({ ocspUrls, crlUrls, ocspRequest }: Certificate, task: Probe): readonly Way[] {
  const of = (urls: readonly string[]): readonly WebAddress[] => urls.flatMap((url) => plain(url, task)).slice(0, MAX_WAYS);
  const request = ocspRequest === undefined ? {} : { request: ocspRequest };
  return [
    ...of(ocspUrls).map((address) => ({ kind: 'ocsp' as const, address, ...request })),
    ...of(crlUrls).map((address) => ({ kind: 'crl' as const, address })),
  ].slice(0, MAX_WAYS);
}

function plain(url: string, task: Probe): readonly WebAddress[] {
  const address = webAddress(url, task);
  return address?.scheme === 'http' ? [address] : [];
}

/** Over which the addresses that a certificate names are asked. */
export function wayRoute({ route }: Pick<Probe, 'route'>, { revocationRoute }: Pick<Scope, 'revocationRoute'>): Route {
  return revocationRoute ?? route;
}

/** A list is asked for like any page; a responder once, whichever certificate leads to it. */
export function wayKey({ kind, address }: Way, route: Route): string {
  return kind === 'crl' ? keyOf(address, route) : `${keyOf(address, route)}#revocation:ocsp`;
}

/** The question itself: the list, or the responder's answer about the certificate by GET (RFC 6960 appendix A.1). */
export function wayProbe(way: Way, from: Probe, scope: Scope): Probe {
  const { address, request } = way;
  const route = wayRoute(from, scope);
  const path = request === undefined ? address.path : `${address.path.replace(/\/$/, '')}/${encodeURIComponent(request)}`;
  return { ...probeOf({ ...address, path }, { ...from, route }, 'revocation', scope), key: wayKey(way, route) };
}

/** The address for people: `http://host/path`. */
export function wayUrl({ address: { scheme, target, path } }: Way): string {
  return `${scheme}://${authority(target).replace(/:80$/, '')}${path}`;
}
