import { isIP } from 'node:net';
import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet';

/** One question of class IN. `name` is in A-labels without a trailing dot. */
export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
}

/** What a server answered, as far as resolving needs it. */
export interface Reply {
  /** Mnemonic of RFC 1035 section 4.1.1 (`NOERROR`, `NXDOMAIN`, ...) or `RCODE<n>`. */
  readonly rcode: string;
  readonly truncated: boolean;
  readonly answers: readonly Answer[];
  /** A start of authority in the authority section: the answer is final, not a referral (RFC 2308 section 2.2). */
  readonly hasSoa: boolean;
}

export type Reading =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** Well-formed, but no answer to this question. */
  | { readonly kind: 'mismatch'; readonly detail: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
/** Fits every path without fragments (DNS flag day 2020). */
const UDP_PAYLOAD_BYTES = 1232;
const HEADER_BYTES = 12;

/** The wire form of a query, with EDNS(0) (RFC 6891) unless `edns` is false: some servers and firewalls choke on it. */
export function encodeQuery(question: Question, id: number, edns: boolean): Buffer {
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: UDP_PAYLOAD_BYTES,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  } as const;
  return encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name: question.name, type: question.type, class: 'IN' }],
    ...(edns ? { additionals: [{ ...opt, options: [] }] } : {}),
  });
}

/** Reads what came back for a question. Never throws. */
export function readReply(packet: Buffer, question: Question, id: number): Reading {
  if (packet.length < HEADER_BYTES) return { kind: 'malformed', detail: `${packet.length} bytes are no DNS message` };
  if (packet.readUInt16BE(0) !== id) return { kind: 'mismatch', detail: 'an answer with another query id' };
  if ((packet.readUInt8(2) & 0x80) === 0) return { kind: 'mismatch', detail: 'a query instead of an answer' };
  try {
    const message = decode(packet);
    const rcode = (message.flags ?? 0) & 0xf;
    if (!(message.answers ?? []).every(isSound)) return { kind: 'malformed', detail: 'an address record without a whole address' };
    if (!answersQuestion(message.questions ?? [], question, rcode)) {
      return { kind: 'mismatch', detail: 'an answer to another question' };
    }
    return {
      kind: 'reply',
      reply: {
        rcode: RCODES[rcode] ?? `RCODE${rcode}`,
        truncated: message.flag_tc,
        answers: message.answers ?? [],
        hasSoa: (message.authorities ?? []).some((record) => record.type === 'SOA'),
      },
    };
  } catch (error) {
    return { kind: 'malformed', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The library reads past the end of a record that was cut short; what comes out is no address. */
function isSound(record: Answer): boolean {
  if (record.type !== 'A' && record.type !== 'AAAA') return true;
  return isIP(record.data) === (record.type === 'A' ? 4 : 6);
}

/** A server that could not parse the query, or does not implement it, may leave the question out. */
function answersQuestion(
  asked: readonly { readonly name: string; readonly type: string; readonly class?: string | undefined }[],
  question: Question,
  rcode: number,
): boolean {
  const [first] = asked;
  if (first === undefined) return RCODES[rcode] === 'FORMERR' || RCODES[rcode] === 'NOTIMP';
  return asked.length === 1 && sameName(first.name, question.name) && first.type === question.type && (first.class ?? 'IN') === 'IN';
}

/** Names are compared without regard to case (RFC 4343). */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
