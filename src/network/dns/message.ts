import { isIP } from 'node:net';
import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import type { ExtendedError } from '../../model/network/extended-error.ts';

/** One question of class IN. `name` is in A-labels without a trailing dot. */
export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
}

/** What a server answered, as far as resolving needs it. */
export interface Reply {
  /** Mnemonic of the registry of response codes (`NOERROR`, `NXDOMAIN`, ...; RFC 6895 section 2.3) or `RCODE<n>`. */
  readonly rcode: string;
  readonly truncated: boolean;
  readonly answers: readonly Answer[];
  /** A start of authority in the authority section: the answer is final, not a referral (RFC 2308 section 2.2). */
  readonly hasSoa: boolean;
  /** What the server adds about why it answers so (RFC 8914); empty: nothing. */
  readonly extendedErrors: readonly ExtendedError[];
}

/** What a packet that claims to be a DNS answer turned out to be. */
export type Reading =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** Well-formed, but no answer to this question. */
  | { readonly kind: 'mismatch'; readonly detail: string }
  | { readonly kind: 'malformed'; readonly detail: string };

/** By number; above 15 only the OPT record can carry them (RFC 6891 section 6.1.3): 16 of EDNS(0) itself, 23 of DNS cookies (RFC 7873 section 8). */
const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  11: 'DSOTYPENI',
  16: 'BADVERS',
  23: 'BADCOOKIE',
};
const EXTENDED_ERROR_OPTION = 15;
const MAX_EXTENDED_ERRORS = 5;
const MAX_EXTRA_TEXT_BYTES = 300;
/** Fits every path without fragments (DNS flag day 2020). */
const UDP_PAYLOAD_BYTES = 1232;
const HEADER_BYTES = 12;

/** The same question is asked several times: of other families and again, side by side with others. */
const MAX_ENCODED = 256;
const encoded = new Map<string, Buffer>();

/** The wire form of a query, with EDNS(0) (RFC 6891) unless `edns` is false: some servers and firewalls choke on it. */
export function encodeQuery(question: Question, id: number, edns: boolean): Buffer {
  const key = `${question.type} ${edns} ${question.name}`;
  const known = encoded.get(key) ?? encodedAnew(question, edns);
  if (encoded.size >= MAX_ENCODED) encoded.clear();
  encoded.set(key, known);
  const query = Buffer.from(known);
  query.writeUInt16BE(id, 0);
  return query;
}

function encodedAnew(question: Question, edns: boolean): Buffer {
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
    id: 0,
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
    const { extendedRcode, extendedErrors } = readOpt(message.additionals ?? []);
    const rcode = (extendedRcode << 4) | ((message.flags ?? 0) & 0xf);
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
        extendedErrors,
      },
    };
  } catch (error) {
    return { kind: 'malformed', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The upper bits of the response code, and the Extended DNS Errors: two bytes of code, then text in UTF-8 (RFC 8914 section 2). */
function readOpt(additionals: readonly Answer[]): { readonly extendedRcode: number; readonly extendedErrors: readonly ExtendedError[] } {
  const opt = additionals.find((record) => record.type === 'OPT');
  if (opt?.type !== 'OPT') return { extendedRcode: 0, extendedErrors: [] };
  const extendedErrors = opt.options.slice(0, MAX_EXTENDED_ERRORS * 4).flatMap((option) => {
    const { code, data } = option as { readonly code: unknown; readonly data?: unknown };
    if (code !== EXTENDED_ERROR_OPTION || !(data instanceof Uint8Array) || data.length < 2) return [];
    const bytes = Buffer.from(data);
    return [{ code: bytes.readUInt16BE(0), text: bytes.toString('utf8', 2, 2 + MAX_EXTRA_TEXT_BYTES) }];
  });
  return { extendedRcode: opt.extendedRcode, extendedErrors: extendedErrors.slice(0, MAX_EXTENDED_ERRORS) };
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
  if (first === undefined) return RCODES[rcode] === 'FORMERR' || RCODES[rcode] === 'NOTIMP' || RCODES[rcode] === 'BADVERS';
  return asked.length === 1 && sameName(first.name, question.name) && first.type === question.type && (first.class ?? 'IN') === 'IN';
}

/** Names are compared without regard to case (RFC 4343). */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** A complaint about EDNS(0): a server that does not know it, or not this version (RFC 6891 section 7). */
export function isAboutEdns({ rcode }: Reply): boolean {
  return rcode === 'FORMERR' || rcode === 'NOTIMP' || rcode === 'BADVERS';
}
