import { randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { type Limit, unanswered, within } from '../timing/limit.ts';
import { type Exchanged, failedExchange } from './exchange.ts';
import { encodeQuery, isAboutEdns, type Question, readReply } from './message.ts';

type Who = Pick<Exchanged, 'resolver' | 'transport'>;

/** Two bytes of length before each message (RFC 1035 section 4.2.2), hence at most 65,535 bytes of answer. */
const LENGTH_BYTES = 2;

/** Asks one question over a stream that `open` makes; the stream is destroyed afterwards. A complaint about EDNS(0) is asked again without. */
export async function askStream(open: () => Duplex, who: Who, address: string, question: Question, limit: Limit): Promise<Exchanged> {
  const started = performance.now();
  const first = await ask(open, who, address, question, limit, true);
  if (first.reply === undefined || !isAboutEdns(first.reply)) return first;
  return ask(open, who, address, question, { ...limit, timeoutMs: limit.timeoutMs - (performance.now() - started) }, false);
}

function ask(open: () => Duplex, who: Who, address: string, question: Question, limit: Limit, edns: boolean): Promise<Exchanged> {
  const id = randomInt(0x10000);
  const started = performance.now();
  const onLimit = (code: string): Exchanged => ({ ...who, failure: { code, message: unanswered(code, started), address } });
  return within(limit, onLimit, (finish) => {
    const stream = open();
    const collect = messageCollector();
    stream.on('error', (error) => finish(failedExchange(error, who, address)));
    stream.on('close', () => finish({ ...who, failure: { code: 'CLOSED', message: 'the resolver closed the connection', address } }));
    stream.on('data', (chunk: Buffer) => {
      const message = collect(chunk);
      if (message !== undefined) finish(read(message, who, address, question, id));
    });
    const query = encodeQuery(question, id, edns);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(query.length);
    stream.write(Buffer.concat([length, query]));
    return () => stream.destroy();
  });
}

/** Takes chunks of any size; returns the first message once it is complete. */
function messageCollector(): (chunk: Buffer) => Buffer | undefined {
  const chunks: Buffer[] = [];
  let size = 0;
  let end = Number.POSITIVE_INFINITY;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (end === Number.POSITIVE_INFINITY && size >= LENGTH_BYTES) end = LENGTH_BYTES + Buffer.concat(chunks).readUInt16BE(0);
    return size < end ? undefined : Buffer.concat(chunks).subarray(LENGTH_BYTES, end);
  };
}

function read(message: Buffer, who: Who, address: string, question: Question, id: number): Exchanged {
  const reading = readReply(message, question, id);
  if (reading.kind === 'reply') return { ...who, reply: reading.reply };
  return { ...who, failure: { code: reading.kind.toUpperCase(), message: `the resolver sent ${reading.detail}`, address } };
}
