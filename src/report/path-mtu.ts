import type { EndpointEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { PathMtu, PathMtuVerdict, ReportRoute } from '../model/report.ts';

const FAMILIES = ['IPv4', 'IPv6'] as const;
type Family = (typeof FAMILIES)[number];

/**
 * So many bytes of one handshake do not fit a packet of Ethernet's size (1,500 bytes): the server had to send one that is as large as the connection allows, and it arrived. The last
 * message of a handshake, some hundred bytes, comes in a packet of its own.
 */
const LARGE_BYTES = 1800;

/** What is known of the path MTU of a route, by address family and direction: facts of the endpoints' probes and what they show. Empty: no address was tried. */
export function pathMtuOver(name: string, findings: readonly Finding[]): Pick<ReportRoute, 'pathMtu'> {
  const own = findings
    .filter(({ route, kind }) => kind === 'endpoint' && route === name)
    .map(({ evidence }) => evidence as EndpointEvidence);
  const told = FAMILIES.flatMap((family) => {
    const known = own.filter((evidence) => isOver(family, evidence));
    return known.length === 0 ? [] : [[family, ofFamily(family, known)] as const];
  });
  return told.length === 0 ? {} : { pathMtu: Object.fromEntries(told) };
}

/** A family is told of where something was sent over it. */
function isOver(family: Family, { addressFamily, handshakeBytes, requestBytes, unansweredBytes, proxy }: EndpointEvidence): boolean {
  return (
    handshakeBytes?.[family] !== undefined ||
    requestBytes?.[family] !== undefined ||
    unansweredBytes?.[family] !== undefined ||
    (addressFamily === family && proxy === undefined)
  );
}

function ofFamily(family: Family, known: readonly EndpointEvidence[]): PathMtu {
  const receivedBytes = most(known.map(({ handshakeBytes }) => handshakeBytes?.[family]));
  const sentBytes = most(known.map(({ requestBytes }) => requestBytes?.[family]));
  const lostBytes = most(known.map(({ unansweredBytes }) => unansweredBytes?.[family]));
  const isLost = known.some(({ addressFamily, smallHelloWorks }) => addressFamily === family && smallHelloWorks === true);
  return {
    ...(receivedBytes === undefined ? {} : { receivedBytes }),
    ...(sentBytes === undefined ? {} : { sentBytes }),
    ...(lostBytes === undefined ? {} : { lostBytes }),
    fromServers: verdictOf(isLost, (receivedBytes ?? 0) >= LARGE_BYTES),
    toServers: verdictOf(sentBytes === undefined && lostBytes !== undefined, sentBytes !== undefined),
  };
}

function verdictOf(isLost: boolean, isSeen: boolean): PathMtuVerdict {
  return isLost ? 'suspected' : isSeen ? 'no-sign' : 'inconclusive';
}

function most(sizes: readonly (number | undefined)[]): number | undefined {
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A sentence of each family: what came through, and what that shows. A peer's bytes in one go say nothing of the packets that carried them. */
export function pathMtuSentences({ pathMtu = {} }: ReportRoute): readonly string[] {
  return FAMILIES.flatMap((family) => {
    const one = pathMtu[family];
    return one === undefined ? [] : [`${family}: ${fromWords(one)}; ${toWords(one)}: ${together(one)}.`];
  });
}

function fromWords({ fromServers, receivedBytes }: PathMtu): string {
  const arrived =
    receivedBytes === undefined ? 'no answer of a server arrived whole' : `server flights of up to ${receivedBytes} bytes arrived`;
  return fromServers === 'suspected' ? `large answers of some servers were lost, small ones arrived` : arrived;
}

function toWords({ sentBytes, lostBytes }: PathMtu): string {
  if (sentBytes !== undefined) return `a request of ${sentBytes} bytes was answered`;
  return lostBytes === undefined ? 'no large request was sent' : `a request of ${lostBytes} bytes was not answered, a small one was`;
}

function together({ fromServers, toServers }: PathMtu): string {
  if (fromServers === 'suspected' || toServers === 'suspected') return 'the path MTU is too small somewhere, or large packets are filtered';
  if (fromServers === 'no-sign')
    return toServers === 'no-sign' ? 'no sign of a path MTU problem' : 'no sign of a path MTU problem from the servers';
  return 'nothing large enough came through to tell';
}
