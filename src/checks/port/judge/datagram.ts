import { findingFrom } from '../../../causes/finding.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Ruling } from '../../../model/ruling.ts';
import type { DatagramFacts } from '../facts.ts';
import type { DatagramRow } from '../plan.ts';

const PORTS = { 'ldap-ping': 389, kerberos: 88 } as const;
const NEEDED = {
  'ldap-ping': 'by the LDAP ping over UDP Windows finds a domain controller and its site',
  kerberos: 'Windows asks for tickets over TCP by default, so UDP is needed only where a setting (MaxPacketSize) prefers it',
} as const;

/** One finding about a question over UDP. None where the name has no address: the rows over TCP tell that. */
export function datagramFindings(row: DatagramRow & { readonly source: string }, facts: DatagramFacts | undefined): readonly Finding[] {
  const { from, source, host, datagram } = row;
  const port = PORTS[datagram];
  const udpPort = `UDP ${port}`;
  const subject = {
    id: `port:${from}->${host}:udp${port}`,
    kind: 'port',
    title: `${from} to ${host}:${port} (UDP)`,
    target: { from, source, host, port, scheme: 'udp', why: NEEDED[datagram] },
  } as const;
  const evidence: EndpointEvidence = { host, from: source, scheme: 'udp', why: NEEDED[datagram] };
  if (facts === undefined)
    return [findingFrom(subject, { status: 'inconclusive', layer: 'port', evidence: { ...evidence, port, code: 'NOT_RUN' } })];
  const { address, failure } = facts;
  if (address === undefined) return [];
  const known = { ...evidence, address };
  if (failure === undefined)
    return [
      findingFrom(subject, { status: 'pass', evidence: known, message: `${host} answers ${source} on ${udpPort}: ${NEEDED[datagram]}.` }),
    ];
  const details = { ...known, code: failure.code, rawMessage: failure.message };
  if (failure.code !== 'TIMEOUT' && failure.code !== 'ECONNREFUSED')
    return [findingFrom(subject, { status: 'inconclusive', layer: 'port', required: false, evidence: { ...details, port } })];
  return [findingFrom(subject, unanswered(row, `${udpPort} (${address}, ${failure.code})`, details))];
}

/** Silence of the port that every log-on begins with fails; that of the other one is worth knowing. */
function unanswered(
  { source, host, datagram }: DatagramRow & { readonly source: string },
  place: string,
  evidence: EndpointEvidence,
): Ruling<EndpointEvidence> {
  const isNeeded = datagram === 'ldap-ping';
  const udpPort = `UDP ${PORTS[datagram]}`;
  return {
    status: isNeeded ? 'fail' : 'warn',
    required: isNeeded,
    cause: 'port.udp-unanswered',
    confidence: 'likely',
    evidence,
    message: `${host} does not answer ${source} on ${place}: ${NEEDED[datagram]}.`,
    remedy: `allow ${udpPort} from ${source} to ${host}, and the answers back; if the way is open, look whether ${host} is a domain controller.`,
  };
}
