import net from 'node:net';
import type { Context } from '../../model/network/context.ts';
import type { Failure } from '../../model/network/observation.ts';
import { within } from '../timing/limit.ts';
import { failureOf } from '../trace.ts';

const SMB_PORT = 445;
const SMB2 = Buffer.from([0xfe, 0x53, 0x4d, 0x42]);
/** Length in front (RFC 1002 section 4.3.1), the header (MS-SMB2 section 2.2.1.2). */
const LENGTH_BYTES = 4;
const HEADER_BYTES = 64;
/** SystemTime of a NEGOTIATE response (MS-SMB2 section 2.2.4), and what the answer has to hold for it. */
const TIME_AT = LENGTH_BYTES + HEADER_BYTES + 40;
const NEEDED_BYTES = TIME_AT + 8;
/** 2.0.2, 2.1 and 3.0: what any server of today takes one of. 3.1.1 would want more in the question. */
const DIALECTS = [0x0202, 0x0210, 0x0300];
/** From 1601 to 1970 in milliseconds; a FILETIME counts 100 ns (MS-DTYP section 2.3.3). */
const EPOCH_MS = 11_644_473_600_000n;

/** The clock of a server in milliseconds since 1970, as it tells when SMB is negotiated. Nothing of an account is sent. */
export function smbClock(host: string, { signal, layerTimeoutMs: timeoutMs }: Context): Promise<number | Failure> {
  return within<number | Failure>(
    { signal, timeoutMs },
    (code) => ({
      code,
      message: code === 'TIMEOUT' ? `no answer from ${host} on TCP ${SMB_PORT} within ${timeoutMs} ms` : 'the run ended',
    }),
    (finish) => {
      const socket = net.connect({ host, port: SMB_PORT }, () => socket.write(negotiation()));
      let answer = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        answer = Buffer.concat([answer, chunk]);
        if (answer.length >= NEEDED_BYTES)
          finish(timeIn(answer) ?? { code: 'UNKNOWN_SHAPE', message: `${host} does not speak SMB 2 or 3` });
      });
      socket.on('error', (error) => finish(failureOf(error)));
      socket.on('close', () => finish({ code: 'CLOSED', message: `${host} ended the connection` }));
      return () => socket.destroy();
    },
  );
}

/** A NEGOTIATE request (MS-SMB2 section 2.2.3). */
function negotiation(): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  SMB2.copy(header);
  header.writeUInt16LE(HEADER_BYTES, 4);
  header.writeUInt16LE(1, 14);
  const body = Buffer.alloc(36);
  body.writeUInt16LE(36, 0);
  body.writeUInt16LE(DIALECTS.length, 2);
  body.writeUInt16LE(1, 4);
  const dialects = Buffer.alloc(2 * DIALECTS.length);
  for (const [index, dialect] of DIALECTS.entries()) dialects.writeUInt16LE(dialect, 2 * index);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(header.length + body.length + dialects.length);
  return Buffer.concat([length, header, body, dialects]);
}

/** Milliseconds since 1970. Undefined: another answer, or no time. */
export function timeIn(answer: Buffer): number | undefined {
  const isSmb2 = answer.subarray(LENGTH_BYTES, LENGTH_BYTES + SMB2.length).equals(SMB2);
  if (!isSmb2 || answer.length < NEEDED_BYTES || answer.readUInt32LE(LENGTH_BYTES + 8) !== 0) return undefined;
  const time = answer.readBigUInt64LE(TIME_AT);
  return time === 0n ? undefined : Number(time / 10_000n - EPOCH_MS);
}
