/** What of this machine itself is wrong: something ran out, no route leads out, no resolver can be asked. */
export type LocalFault = 'limit' | 'no-route' | 'no-resolver';

/**
 * Codes with which this machine fails before anything reaches the network (connect(2), sendto(2), WinSock, as Node names them). Some of them may have come from
 * the network all the same: see `mayComeBack`, and the layer they are met in.
 */
const LOCAL_FAULTS: ReadonlyMap<string, LocalFault> = new Map([
  ['EMFILE', 'limit'],
  ['ENFILE', 'limit'],
  ['ENOBUFS', 'limit'],
  ['ENOMEM', 'limit'],
  ['EAGAIN', 'limit'],
  // Of connect: every port of this machine's own range is in use.
  ['EADDRNOTAVAIL', 'limit'],
  ['EADDRINUSE', 'limit'],
  ['NO_ROUTE', 'no-route'],
  ['ENETUNREACH', 'no-route'],
  ['ENETDOWN', 'no-route'],
  ['EHOSTUNREACH', 'no-route'],
  ['NO_RESOLVER', 'no-resolver'],
  // The question was refused before it left: by this machine's own packet filter, or for want of a server.
  ['EPERM', 'no-resolver'],
  ['EACCES', 'no-resolver'],
  ['EAFNOSUPPORT', 'no-resolver'],
  ['EINVAL', 'no-resolver'],
  ['ECONNREFUSED', 'no-resolver'],
]);

/** The fault of this machine that a code tells of; undefined: it tells of none. */
export function localFaultOf(code: string): LocalFault | undefined {
  return LOCAL_FAULTS.get(code);
}

/** Something of this machine ran out: nothing else can be meant, whatever was tried. */
export function isLimit(code: string): boolean {
  return localFaultOf(code) === 'limit';
}

/** Codes that a host or a router out there causes as well: a reset in place of an answer, an ICMP message. */
export function mayComeBack(code: string): boolean {
  return code === 'ECONNREFUSED' || code === 'EHOSTUNREACH';
}
