import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import ipaddr from 'ipaddr.js';
import type { HostPort } from '../../model/network/route.ts';
import type { Credentials } from '../../model/network/secret.ts';
import { StepFailure } from '../trace.ts';

/** The client's side of SOCKS 5 (RFC 1928) with user and password (RFC 1929), message by message: when credentials leave is ours to decide. */

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;
const CONNECT = 1;
const ADDRESS = { IPV4: 1, NAME: 3, IPV6: 4 } as const;
/** Of a user name, a password, a host name: their length is one byte. */
const MAX_FIELD_BYTES = 255;

/** Replies (RFC 1928 section 6). */
const REPLIES: readonly string[] = [
  'Granted',
  'Failure',
  'NotAllowed',
  'NetworkUnreachable',
  'HostUnreachable',
  'ConnectionRefused',
  'TTLExpired',
  'CommandNotSupported',
  'AddressNotSupported',
];

/** Offers the methods and resolves to the one that the proxy chose; nothing is revealed yet. Rejects with `SOCKS_NoAcceptedAuth` when none suits it. */
export async function chooseMethod(stream: Duplex, offersPassword: boolean): Promise<'none' | 'password'> {
  const methods = offersPassword ? [NO_AUTHENTICATION, USER_AND_PASSWORD] : [NO_AUTHENTICATION];
  stream.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method = 0xff] = await take(stream, 2);
  if (version !== VERSION) throw new StepFailure('SOCKS_InvalidReply', `the proxy answered with version ${version}, not 5`);
  if (!methods.includes(method))
    throw new StepFailure('SOCKS_NoAcceptedAuth', 'the proxy accepts none of the methods of authentication offered');
  return method === USER_AND_PASSWORD ? 'password' : 'none';
}

/** Sends user and password, calling `offering` right before. Resolves to whether the proxy took them. */
export async function logOnWithPassword(stream: Duplex, { username, password }: Credentials, offering: () => void): Promise<boolean> {
  const fields = [username, password.reveal()].map((text) => Buffer.from(text, 'utf8'));
  if (fields.some(({ length }) => length === 0 || length > MAX_FIELD_BYTES))
    throw new StepFailure('SOCKS_FieldLength', `SOCKS 5 takes names and passwords of 1 to ${MAX_FIELD_BYTES} bytes`);
  offering();
  stream.write(Buffer.concat([Buffer.from([1]), ...fields.flatMap((field) => [Buffer.from([field.length]), field])]));
  const [, status] = await take(stream, 2);
  return status === 0;
}

/** Asks for a connection to the target; its name is the proxy's to resolve. Rejects with `SOCKS_` and the name of the reply. */
export async function connectThrough(stream: Duplex, target: HostPort): Promise<void> {
  stream.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressOf(target.host), portOf(target.port)]));
  const [version, reply = 1, , kind] = await take(stream, 4);
  if (version !== VERSION) throw new StepFailure('SOCKS_InvalidReply', `the proxy answered with version ${version}, not 5`);
  if (reply !== 0) throw new StepFailure(`SOCKS_${REPLIES[reply] ?? 'Failure'}`, `the proxy answered with reply ${reply}`);
  // The address that the proxy bound is of no interest, but has to be read.
  const length = kind === ADDRESS.IPV4 ? 4 : kind === ADDRESS.IPV6 ? 16 : kind === ADDRESS.NAME ? (await take(stream, 1))[0] : undefined;
  if (length === undefined) throw new StepFailure('SOCKS_InvalidReply', `the proxy answered with the unknown kind of address ${kind}`);
  await take(stream, length + 2);
}

function addressOf(host: string): Buffer {
  if (ipaddr.isValid(host)) {
    const bytes = ipaddr.parse(host).toByteArray();
    return Buffer.from([bytes.length === 4 ? ADDRESS.IPV4 : ADDRESS.IPV6, ...bytes]);
  }
  const name = Buffer.from(host, 'utf8').subarray(0, MAX_FIELD_BYTES);
  return Buffer.concat([Buffer.from([ADDRESS.NAME, name.length]), name]);
}

function portOf(port: number): Buffer {
  return Buffer.from([port >> 8, port & 0xff]);
}

/** Exactly so many bytes; what follows them stays in the stream. Rejects with the stream's error, or `CLOSED` when it ends before. */
async function take(stream: Duplex, bytes: number): Promise<Buffer> {
  let came = Buffer.alloc(0);
  for (;;) {
    // All that is there: a stream that keeps some of it says at once, again and again, that it can be read.
    const chunk: unknown = stream.read();
    if (Buffer.isBuffer(chunk)) came = Buffer.concat([came, chunk]);
    if (came.length > bytes) stream.unshift(came.subarray(bytes));
    if (came.length >= bytes) return came.subarray(0, bytes);
    if (Buffer.isBuffer(chunk)) continue;
    if (stream.readableEnded || stream.destroyed)
      throw new StepFailure('CLOSED', 'the proxy closed the connection without a complete answer');
    const waiting = new AbortController();
    try {
      await Promise.race(['readable', 'end', 'close'].map((event) => once(stream, event, { signal: waiting.signal })));
    } finally {
      waiting.abort();
    }
  }
}
