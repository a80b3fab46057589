import type { Duplex } from 'node:stream';

/** Longest head of an interim response that is waited for. */
const MAX_HEAD_BYTES = 32 * 1024;
const CONTINUE = /^HTTP\/1\.[01] 100\b/;
const LONGEST_START = 'HTTP/1.1 100 '.length;

/**
 * Leaves 100 (Continue) out of what `stream` brings: a client has to read interim responses that it did not ask for (RFC 9110 section 15.2), and undici takes that
 * one for an error. Call the result before each request; it marks where a response may begin.
 */
export function skipContinue(stream: Duplex): () => void {
  const readAll = stream.read.bind(stream);
  let isAtHead = true;
  let held: Buffer = Buffer.alloc(0);
  stream.read = (size?: number): unknown => {
    const chunk: unknown = readAll(size);
    if (!isAtHead || !Buffer.isBuffer(chunk)) return chunk;
    const rest = withoutContinue(held.length === 0 ? chunk : Buffer.concat([held, chunk]));
    held = rest.isOpen ? rest.bytes : Buffer.alloc(0);
    isAtHead = rest.isOpen;
    return rest.isOpen ? null : rest.bytes;
  };
  return () => {
    isAtHead = true;
  };
}

/** What follows the interim heads. `isOpen`: the next bytes decide whether another one begins here. */
export function withoutContinue(bytes: Buffer): { readonly bytes: Buffer; readonly isOpen: boolean } {
  let rest = bytes;
  for (;;) {
    const start = rest.toString('latin1', 0, LONGEST_START);
    if (!CONTINUE.test(start))
      return { bytes: rest, isOpen: rest.length < LONGEST_START && 'HTTP/1.1 100 '.startsWith(start.replace('1.0', '1.1')) };
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return { bytes: rest, isOpen: rest.length < MAX_HEAD_BYTES };
    rest = rest.subarray(end + 4);
  }
}
