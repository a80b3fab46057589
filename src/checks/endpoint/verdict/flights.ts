import type { EndpointEvidence } from '../../../model/evidence.ts';
import { familyOfAddress } from '../../../model/network/address.ts';
import type { Observation, Step } from '../../../model/network/observation.ts';
import { stepOf } from './verdict.ts';

/** How much each address family brought in the handshakes that came to an end; behind a proxy the family is that of the connection to it. */
export function flightsOf({ steps, otherFamily = [] }: Observation): Pick<EndpointEvidence, 'handshakeBytes'> {
  const known = [steps, otherFamily].flatMap((walk) => flightIn(walk));
  return known.length === 0 ? {} : { handshakeBytes: Object.fromEntries(known) };
}

function flightIn(walk: readonly Step[]): readonly (readonly ['IPv4' | 'IPv6', number])[] {
  const address = stepOf(walk, 'tcp')?.facts.address;
  const { chain = [], receivedBytes: bytes } = stepOf(walk, 'tls', 'target')?.facts ?? {};
  return address === undefined || bytes === undefined || bytes === 0 || chain.length === 0 ? [] : [[familyOfAddress(address), bytes]];
}
