import net from 'node:net';
import type { Context } from '../../model/network/context.ts';
import { within } from '../timing/limit.ts';

const SMB_PORT = 445;
const SMB1 = Buffer.from([0xff, 0x53, 0x4d, 0x42]);
const NEGOTIATE = 0x72;
const DIALECT = Buffer.from('\x02NT LM 0.12\0', 'latin1');
/** Length in front (RFC 1002 section 4.3.1), the header, and the number of the dialect that was chosen (MS-CIFS sections 2.2.3.1 and 2.2.4.52). */
const LENGTH_BYTES = 4;
const HEADER_BYTES = 32;

/**
 * Does a server take version 1 of SMB and no other? It is asked for that one alone, which servers of today refuse, and only where it ended a
 * connection that offered the newer ones. Nothing of an account is sent.
 */
export function speaksOnlySmb1(host: string, { signal, layerTimeoutMs: timeoutMs }: Context): Promise<boolean> {
  return within<boolean>(
    { signal, timeoutMs },
    () => false,
    (finish) => {
      const socket = net.connect({ host, port: SMB_PORT }, () => socket.write(negotiation()));
      let answer = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        answer = Buffer.concat([answer, chunk]);
        if (answer.length >= LENGTH_BYTES + HEADER_BYTES + 3) finish(isSmb1Chosen(answer));
      });
      socket.on('error', () => finish(false)).on('close', () => finish(false));
      return () => socket.destroy();
    },
  );
}

function negotiation(): Buffer {
  const header = Buffer.alloc(HEADER_BYTES + 3);
  SMB1.copy(header);
  header[4] = NEGOTIATE;
  // Case-insensitive, canonical paths; long names, NT status codes, extended security, Unicode.
  header[9] = 0x18;
  header.writeUInt16LE(0xc853, 10);
  header.writeUInt16LE(DIALECT.length, HEADER_BYTES + 1);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(header.length + DIALECT.length);
  return Buffer.concat([length, header, DIALECT]);
}

/** The first and only dialect was chosen; 0xffff: none. */
export function isSmb1Chosen(answer: Buffer): boolean {
  const isSmb1 = answer.subarray(LENGTH_BYTES, LENGTH_BYTES + SMB1.length).equals(SMB1);
  return isSmb1 && answer.length >= LENGTH_BYTES + HEADER_BYTES + 3 && answer.readUInt16LE(LENGTH_BYTES + HEADER_BYTES + 1) === 0;
}
