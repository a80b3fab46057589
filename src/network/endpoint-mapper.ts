import type { Socket } from 'node:net';
import { StepFailure } from './trace.ts';

const MAX_ANSWER_BYTES = 512 * 1024;
const MAX_ENTRIES = 500;
const BIND_ACK = 12;
const RESPONSE = 2;
const FIRST_AND_LAST = 0x03;

/** Interface of the endpoint mapper, version 3.0, and NDR as transfer syntax, version 2.0 (C706 appendix O, section 14). */
const MAPPER = Buffer.from('0883afe11f5dc91191a408002b14a0fa03000000', 'hex');
const NDR = Buffer.from('045d888aeb1cc9119fe808002b10486002000000', 'hex');

/**
 * Asks the endpoint mapper behind an open connection to port 135 for the TCP ports that services listen on (ept_lookup, C706 appendix O, MS-RPCE
 * section 2.2.1.2.3). Sorted, each once. Rejects with `RPC_REFUSED` when it does not answer as one, or with the connection's error.
 */
export async function mappedPorts(socket: Socket, signal: AbortSignal): Promise<readonly number[]> {
  const reader = fragments(socket, signal);
  socket.write(pdu(11, 1, Buffer.concat([words(4280, 4280), zeros(4), Buffer.from([1, 0, 0, 0, 0, 0, 1, 0]), MAPPER, NDR])));
  const bound = await reader.next();
  if (bound.value?.type !== BIND_ACK) throw new StepFailure('RPC_REFUSED', 'port 135 did not answer as an endpoint mapper');
  // All entries, no object, no interface, versions of no interest, a new lookup.
  const question = Buffer.concat([numbers(0, 0, 0, 1), zeros(20), numbers(MAX_ENTRIES)]);
  socket.write(pdu(0, 2, Buffer.concat([numbers(question.length), words(0, 2), question])));
  const answer: Buffer[] = [];
  for await (const fragment of reader) {
    if (fragment.type !== RESPONSE)
      throw new StepFailure('RPC_REFUSED', `the endpoint mapper refused the question (PDU type ${fragment.type})`);
    answer.push(fragment.body);
    if (fragment.isLast) break;
  }
  return portsIn(Buffer.concat(answer));
}

/** Ports in the towers of an answer: floor 4 is TCP (protocol 0x07, two bytes of port), floor 5 an IP address (C706 appendix I and L). */
export function portsIn(answer: Buffer): readonly number[] {
  const found = new Set<number>();
  for (let at = answer.indexOf(TCP_FLOOR); at >= 0; at = answer.indexOf(TCP_FLOOR, at + 1)) {
    const end = at + TCP_FLOOR.length;
    if (end + 2 + IP_FLOOR.length <= answer.length && answer.subarray(end + 2, end + 2 + IP_FLOOR.length).equals(IP_FLOOR))
      found.add(answer.readUInt16BE(end));
  }
  return [...found].filter((port) => port > 0).sort((a, b) => a - b);
}
const TCP_FLOOR = Buffer.from('0100070200', 'hex');
const IP_FLOOR = Buffer.from('0100090400', 'hex');

interface Fragment {
  readonly type: number;
  readonly isLast: boolean;
  readonly body: Buffer;
}

/** Fragments as they come; their length stands in each header (C706 section 12.6.3.1). */
async function* fragments(socket: Socket, signal: AbortSignal): AsyncGenerator<Fragment> {
  let rest = Buffer.alloc(0);
  let total = 0;
  const onAbort = (): void => {
    socket.destroy(new StepFailure(String(signal.reason), 'given up'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > MAX_ANSWER_BYTES) throw new StepFailure('TOO_LARGE', 'the endpoint mapper said too much');
      rest = Buffer.concat([rest, chunk]);
      for (let length = lengthOf(rest); length !== undefined && rest.length >= length; length = lengthOf(rest)) {
        const fragment = rest.subarray(0, length);
        rest = rest.subarray(length);
        yield { type: fragment[2] ?? -1, isLast: ((fragment[3] ?? 0) & 0x02) !== 0, body: fragment.subarray(24) };
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  throw new StepFailure('CLOSED', 'the endpoint mapper closed the connection');
}

function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < 16) return undefined;
  const length = bytes.readUInt16LE(8);
  if (bytes[0] !== 5 || length < 16) throw new StepFailure('RPC_REFUSED', 'port 135 did not answer as an endpoint mapper');
  return length;
}

function pdu(type: number, callId: number, body: Buffer): Buffer {
  const length = 16 + body.length;
  const head = Buffer.concat([Buffer.from([5, 0, type, FIRST_AND_LAST, 0x10, 0, 0, 0]), words(length, 0), numbers(callId)]);
  return Buffer.concat([head, body]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, 2 * index);
  return bytes;
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

function zeros(count: number): Buffer {
  return Buffer.alloc(count);
}
