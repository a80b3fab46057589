import type { Socket } from 'node:net';

const PRE_LOGIN = 0x12;
const TABULAR_RESULT = 0x04;
const END_OF_MESSAGE = 0x01;
const HEADER_BYTES = 8;
const VERSION_OPTION = 0x00;
const ENCRYPTION_OPTION = 0x01;
const NOT_SUPPORTED = 0x02;
const TERMINATOR = 0xff;
const OPTION_BYTES = 5;
const MAX_ANSWER_BYTES = 4096;

/**
 * Version of the SQL Server behind an open connection, `16.0.4125`, from the first answer of its protocol (PRELOGIN, MS-TDS section 2.2.6.5), which comes
 * before any log-on. Undefined where none is told: it is no SQL Server, it wants TLS from the first byte (TDS 8.0), or the signal ended the wait. Never rejects.
 */
export async function sqlServerVersion(socket: Socket, signal: AbortSignal): Promise<string | undefined> {
  const onAbort = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  let answer = Buffer.alloc(0);
  try {
    if (signal.aborted) return undefined;
    socket.write(question());
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      answer = Buffer.concat([answer, chunk]);
      const wanted = answer.length < HEADER_BYTES ? HEADER_BYTES : answer.readUInt16BE(2);
      if (answer[0] !== TABULAR_RESULT || wanted > MAX_ANSWER_BYTES || answer.length >= MAX_ANSWER_BYTES) return undefined;
      if (answer.length >= wanted && answer.length >= HEADER_BYTES) return versionIn(answer.subarray(HEADER_BYTES, wanted));
    }
  } catch {
    // Whatever ended the connection, nothing was told.
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return undefined;
}

/** The option VERSION of an answer's payload: four bytes of major, minor and build, in the order of the network. */
export function versionIn(payload: Buffer): string | undefined {
  for (let at = 0; at + OPTION_BYTES <= payload.length && payload[at] !== TERMINATOR; at += OPTION_BYTES) {
    const [offset, length] = [payload.readUInt16BE(at + 1), payload.readUInt16BE(at + 3)];
    if (payload[at] !== VERSION_OPTION) continue;
    if (length < 4 || offset + length > payload.length) return undefined;
    return `${payload.readUInt8(offset)}.${payload.readUInt8(offset + 1)}.${payload.readUInt16BE(offset + 2)}`;
  }
  return undefined;
}

/** A client of no particular version that does not encrypt: nothing follows that would need it. */
function question(): Buffer {
  const version = Buffer.alloc(6);
  const first = 2 * OPTION_BYTES + 1;
  const payload = Buffer.concat([
    option(VERSION_OPTION, first, version.length),
    option(ENCRYPTION_OPTION, first + version.length, 1),
    Buffer.from([TERMINATOR]),
    version,
    Buffer.from([NOT_SUPPORTED]),
  ]);
  const header = Buffer.from([PRE_LOGIN, END_OF_MESSAGE, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(HEADER_BYTES + payload.length, 2);
  return Buffer.concat([header, payload]);
}

function option(type: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(OPTION_BYTES);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt16BE(offset, 1);
  bytes.writeUInt16BE(length, 3);
  return bytes;
}
