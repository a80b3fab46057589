import { isUtf8 } from 'node:buffer';
import { Duplex } from 'node:stream';
import type { TlsFacts } from '../../model/network/observation.ts';

const MAX_BYTES = 1024;
/** Nothing more is waited for once the peer was quiet that long, milliseconds. */
const QUIET_MS = 200;
const HEADER_BYTES = 5;
const ALERT = 21;

interface Overheard {
  /** Brings what the underlying stream brings, and leaves ending it to others. */
  readonly stream: Duplex;
  /** What the peer said first: at most 1 KiB, once it ended, fell silent or the signal fired. */
  readonly firstBytes: (signal: AbortSignal) => Promise<Buffer>;
}

/** Keeps the beginning of what a peer says. Node's TLS reads a socket below JavaScript, so it is given another stream. */
export function overheard(underlying: Duplex): Overheard {
  let said: Buffer = Buffer.alloc(0);
  let isOver = false;
  const stream = new Duplex({
    read: () => void underlying.resume(),
    write: (chunk, _encoding, done) => void underlying.write(chunk, done),
    final: (done) => void underlying.end(done),
  });
  stream.on('error', () => undefined);
  underlying.on('data', (chunk: Buffer) => {
    if (said.length < MAX_BYTES) said = Buffer.concat([said, chunk]).subarray(0, MAX_BYTES);
    if (!stream.destroyed && !stream.push(chunk)) underlying.pause();
  });
  underlying.once('end', () => {
    isOver = true;
    if (!stream.destroyed) stream.push(null);
  });
  underlying.once('error', (error) => stream.destroy(error));
  underlying.once('close', () => {
    isOver = true;
    stream.destroy();
  });
  const firstBytes = async (signal: AbortSignal): Promise<Buffer> => {
    underlying.resume();
    for (let before = -1; said.length > before && said.length < MAX_BYTES && !isOver && !signal.aborted; ) {
      before = said.length;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    return said;
  };
  return { stream, firstBytes };
}

/** The alert in the peer's first records, or the bytes themselves where they are no TLS records (RFC 8446 section 5.1). */
export function saidBeforeTls(bytes: Buffer): Pick<Partial<TlsFacts>, 'alert' | 'firstBytes'> {
  if (bytes.length === 0) return {};
  for (let at = 0; at + HEADER_BYTES <= bytes.length; at += HEADER_BYTES + bytes.readUInt16BE(at + 3)) {
    if (!isRecord(bytes, at)) return at === 0 ? { firstBytes: asText(bytes) } : {};
    const body = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + bytes.readUInt16BE(at + 3));
    const [level, number] = body;
    if (bytes[at] === ALERT && body.length === 2 && level !== undefined && number !== undefined) return { alert: { level, number } };
  }
  return isRecord(bytes, 0) ? {} : { firstBytes: asText(bytes) };
}

/** As UTF-8 where the bytes are, its last character perhaps cut where they end; else a character a byte. */
function asText(bytes: Buffer): string {
  const whole = [0, ...(bytes.length < MAX_BYTES ? [] : [1, 2, 3])]
    .map((cut) => bytes.subarray(0, bytes.length - cut))
    .find((part) => isUtf8(part));
  return whole === undefined || whole.length === 0 ? bytes.toString('latin1') : whole.toString('utf8');
}

/** Change of cipher, alert, handshake or data, of SSL 3.0 to TLS 1.3. */
function isRecord(bytes: Buffer, at: number): boolean {
  const type = bytes[at] ?? 0;
  return type >= 20 && type <= 23 && (bytes[at + 1] ?? 3) === 3;
}
