import { createHash } from 'node:crypto';
import { elementsOf, expected, only, TAG } from '../signed/der.ts';

/** AV pairs of the target information (MS-NLMP section 2.2.2.1). */
const AV = { end: 0, flags: 6, timestamp: 7, targetName: 9, channelBindings: 10 } as const;
/** The message has an integrity code. */
const MIC_PROVIDED = 0x2;
const NO_BINDINGS = Buffer.alloc(16);

/** The server's own time, eight bytes; undefined: it sent none. */
export function serverTimeOf(targetInfo: Buffer): Buffer | undefined {
  return pairsOf(targetInfo).find(({ id }) => id === AV.timestamp)?.value;
}

/**
 * What a client sends back to a server that told its time (MS-NLMP section 3.1.5.1.2): the server's pairs, that an integrity code follows, the TLS channel that the message is meant for
 * (sixteen zeros without one), and the name by which the server was called.
 */
export function answeredTargetInfo(targetInfo: Buffer, serviceName: string, bindings: Buffer = NO_BINDINGS): Buffer {
  const pairs = pairsOf(targetInfo);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(
    ((pairs.find(({ id, value }) => id === AV.flags && value.length === 4)?.value.readUInt32LE(0) ?? 0) | MIC_PROVIDED) >>> 0,
  );
  const own: readonly number[] = [AV.flags, AV.targetName, AV.channelBindings];
  return Buffer.concat([
    ...pairs.filter(({ id }) => !own.includes(id)).map(({ id, value }) => pair(id, value)),
    pair(AV.flags, flags),
    pair(AV.channelBindings, bindings),
    pair(AV.targetName, Buffer.from(serviceName, 'utf16le')),
    pair(AV.end, Buffer.alloc(0)),
  ]);
}

/**
 * The MD5 of the channel's `gss_channel_bindings_struct` (RFC 2744 section 3.11, without addresses) for the binding `tls-server-end-point` (RFC 5929 section 4): the certificate's hash by
 * the digest of its own signature, SHA-256 where that is MD5 or SHA-1. Undefined: the bytes are no certificate.
 */
export function channelBindings(certificateDer: Buffer): Buffer | undefined {
  const digest = digestOf(certificateDer);
  if (digest === undefined) return undefined;
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(digest).update(certificateDer).digest()]);
  const lengths = Buffer.alloc(20);
  lengths.writeUInt32LE(data.length, 16);
  return createHash('md5')
    .update(Buffer.concat([lengths, data]))
    .digest();
}

/** Signature algorithms that hash with more than SHA-256, by their object identifiers in hexadecimal: RSA and ECDSA with SHA-384 and SHA-512. */
const LONGER: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d01010c', 'sha384'],
  ['2a8648ce3d040303', 'sha384'],
  ['2a864886f70d01010d', 'sha512'],
  ['2a8648ce3d040304', 'sha512'],
]);

function digestOf(der: Buffer): string | undefined {
  try {
    const [, algorithm] = elementsOf(only(der, TAG.sequence).content);
    const oid = expected(elementsOf(expected(algorithm, TAG.sequence).content)[0], TAG.oid).content.toString('hex');
    return LONGER.get(oid) ?? 'sha256';
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Pair {
  readonly id: number;
  readonly value: Buffer;
}

function pairsOf(targetInfo: Buffer): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at + 4 <= targetInfo.length; ) {
    const id = targetInfo.readUInt16LE(at);
    const end = at + 4 + targetInfo.readUInt16LE(at + 2);
    if (id === AV.end || end > targetInfo.length) break;
    pairs.push({ id, value: targetInfo.subarray(at + 4, end) });
    at = end;
  }
  return pairs;
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}
