import type { Step } from '../../src/model/network/observation.ts';
import { certificate, ROOT, step } from './endpoint-examples.ts';

/** A handshake with the service that was meant. */
export const GENUINE = step('tls', {
  version: 'TLSv1.2',
  chain: [certificate(), ROOT],
  endsInGenuineRoot: true,
  authorizationError: '',
  nameError: '',
});
/** One with a certificate of another name. */
export const OTHER_NAME = step(
  'tls',
  { chain: [certificate(), ROOT], endsInGenuineRoot: true, authorizationError: '', nameError: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  'ERR_TLS_CERT_ALTNAME_INVALID',
);
export const ANSWERED = step('http', { status: 200 });

export const TO_PROXY: readonly Step[] = [
  step('dns', { addresses: ['10.0.0.8'] }, undefined, 'proxy'),
  step('tcp', { address: '10.0.0.8' }, undefined, 'proxy'),
];
export const TUNNEL: readonly Step[] = [...TO_PROXY, step('proxy', { status: 200 }, undefined, 'proxy')];

/** A proxy that refuses CONNECT with this status. */
export function refusedByProxy(status: number, headers: Readonly<Record<string, string>> = {}): readonly Step[] {
  return [...TO_PROXY, step('proxy', { status, headers }, `HTTP_${status}`, 'proxy')];
}
