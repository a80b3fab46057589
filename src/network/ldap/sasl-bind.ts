import type { TLSSocket } from 'node:tls';
import { Ber, BerReader, BerWriter, InvalidAsn1Error, ProtocolOperation } from 'ldapts';
import type { Failure } from '../../model/network/observation.ts';

const MAX_ANSWER_BYTES = 64 * 1024;
/** resultCode of a bind (RFC 4511 sections 4.1.9 and 4.2.2). */
const SUCCESS = 0;
const SASL_BIND_IN_PROGRESS = 14;
/** Context-specific tag of serverSaslCreds (RFC 4511 section 4.2.2). */
const SERVER_SASL_CREDS = 0x87;
const MAX_ROUNDS = 8;

/** Makes the client's next token from the server's; the first one from nothing. */
export type SaslStep = (challenge: Buffer) => Promise<Buffer>;

interface BindAnswer {
  readonly result: number;
  readonly diagnostic: string;
  readonly credentials: Buffer;
}

/**
 * A SASL bind (RFC 4513 section 5.2.1) on a connection that nobody else reads from yet. Undefined: bound. `LDAP_49` and other results keep their
 * number and the server's own words; a socket's end is `ECONNRESET`. Rejects when `step` does.
 */
export async function saslBind(socket: TLSSocket, mechanism: string, step: SaslStep): Promise<Failure | undefined> {
  let challenge: Buffer = Buffer.alloc(0);
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const token = await step(challenge);
    socket.write(bindRequest(round, mechanism, token));
    const answer = await readAnswer(socket);
    if (answer === undefined) return { code: 'ECONNRESET', message: 'the directory ended the connection during the log-on' };
    if (answer.result === SUCCESS) return undefined;
    if (answer.result !== SASL_BIND_IN_PROGRESS)
      return { code: `LDAP_${answer.result}`, message: answer.diagnostic || `the log-on was refused with result ${answer.result}` };
    challenge = answer.credentials;
  }
  return { code: 'LDAP_14', message: `the log-on was not over after ${MAX_ROUNDS} rounds` };
}

function bindRequest(id: number, mechanism: string, credentials: Buffer): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(ProtocolOperation.LDAP_REQ_BIND);
  writer.writeInt(ProtocolOperation.LDAP_VERSION_3);
  writer.writeString('');
  writer.startSequence(ProtocolOperation.LDAP_REQ_BIND_SASL);
  writer.writeString(mechanism);
  writer.writeBuffer(credentials, Ber.OctetString);
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

/** Undefined: the connection ended first, or said what is no bind response. */
function readAnswer(socket: TLSSocket): Promise<BindAnswer | undefined> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = (answer: BindAnswer | undefined): void => {
      for (const [event, listener] of listeners) socket.off(event, listener);
      resolve(answer);
    };
    const onEnd = (): void => settle(undefined);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const answer = received.length > MAX_ANSWER_BYTES ? undefined : parseAnswer(received);
      if (answer !== 'partial') settle(answer);
    };
    const listeners = [
      ['data', onData],
      ['end', onEnd],
      ['close', onEnd],
      ['error', onEnd],
    ] as const;
    for (const [event, listener] of listeners) socket.on(event, listener as () => void);
  });
}

/** One LDAP message with a bind response (RFC 4511 section 4.2.2); `partial` while bytes are missing, undefined when it is something else. */
export function parseAnswer(received: Buffer): BindAnswer | 'partial' | undefined {
  const reader = new BerReader(received);
  try {
    if (reader.readSequence() === null || reader.length > reader.remain) return 'partial';
    reader.readInt();
    if (reader.readSequence(ProtocolOperation.LDAP_RES_BIND) === null) return undefined;
    return readResponse(reader);
  } catch (error) {
    // Lengths that point outside of the message end in either.
    if (error instanceof InvalidAsn1Error || error instanceof RangeError) return undefined;
    throw error;
  }
}

function readResponse(reader: BerReader): BindAnswer {
  const end = reader.offset + reader.length;
  const result = reader.readEnumeration() ?? -1;
  reader.readString();
  const diagnostic = (reader.readString() ?? '').replaceAll('\0', '');
  let credentials: Buffer = Buffer.alloc(0);
  for (let tag = reader.peek(); tag !== null && reader.offset < end; tag = reader.peek()) {
    const value = reader.readString(tag, true);
    if (value === null) break;
    if (tag === SERVER_SASL_CREDS) credentials = value;
  }
  return { result, diagnostic, credentials };
}
