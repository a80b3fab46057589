/** One question over UDP to a domain controller: what is sent to which port, and which answers are one. */
export interface ControllerDatagram {
  readonly port: number;
  readonly payload: Buffer;
  readonly isAnswer: (answer: Buffer) => boolean;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const GENERALIZED_TIME = 0x18;
const GENERAL_STRING = 0x1b;
const BIT_STRING = 0x03;
const MAX_PAYLOAD_BYTES = 1200;

/**
 * The LDAP ping by which Windows finds a domain controller (MS-ADTS section 6.3.3): a search of the root entry for the attribute Netlogon, over UDP 389. Its answer is an
 * LDAP message with the same number.
 */
export function ldapPing(domain: string): ControllerDatagram {
  // NETLOGON_NT_VERSION_5 and _5EX (MS-ADTS section 6.3.1.1).
  const equals = (name: string, value: Buffer): Buffer => der(0xa3, der(OCTETS, Buffer.from(name)), der(OCTETS, value));
  const filter = der(0xa0, equals('DnsDomain', Buffer.from(domain)), equals('NtVer', Buffer.from([6, 0, 0, 0])));
  const numbers = [integer(MESSAGE), integer(0), integer(0)] as const;
  const search = der(
    0x63,
    ...[der(OCTETS), der(0x0a, Buffer.from([0])), der(0x0a, Buffer.from([0])), numbers[1], numbers[2], der(0x01, Buffer.from([0]))],
    ...[filter, der(SEQUENCE, der(OCTETS, Buffer.from('Netlogon')))],
  );
  const payload = der(SEQUENCE, numbers[0], search);
  return { port: 389, payload, isAnswer: (answer) => answer[0] === SEQUENCE && answer.subarray(0, 12).includes(numbers[0]) };
}
const MESSAGE = 0x21;

/**
 * A request for a ticket without any proof of a password (AS-REQ, RFC 4120 section 5.4.1), over UDP 88, as every log-on by Kerberos begins. A key distribution centre
 * answers with an error (KRB-ERROR) that asks for the proof: nothing counts against the account.
 */
export function kerberosPing(domain: string, client: string): ControllerDatagram {
  const realm = Buffer.from(domain.toUpperCase());
  const name = (type: number, ...parts: readonly Buffer[]): Buffer =>
    der(SEQUENCE, der(0xa0, integer(type)), der(0xa1, der(SEQUENCE, ...parts.map((part) => der(GENERAL_STRING, part)))));
  const types = der(SEQUENCE, ...[18, 17, 23].map(integer));
  const body = der(
    SEQUENCE,
    ...[der(0xa0, der(BIT_STRING, Buffer.alloc(5))), der(0xa1, name(1, Buffer.from(client))), der(0xa2, der(GENERAL_STRING, realm))],
    ...[der(0xa3, name(2, Buffer.from('krbtgt'), realm)), der(0xa5, der(GENERALIZED_TIME, Buffer.from('20370913024805Z')))],
    ...[der(0xa7, integer(1)), der(0xa8, types)],
  );
  const payload = der(0x6a, der(SEQUENCE, der(0xa1, integer(5)), der(0xa2, integer(10)), der(0xa4, body)));
  return { port: 88, payload, isAnswer: (answer) => answer[0] === KRB_ERROR || answer[0] === AS_REP };
}
/** [APPLICATION 30] and [APPLICATION 11]. */
const KRB_ERROR = 0x7e;
const AS_REP = 0x6b;

function integer(value: number): Buffer {
  return der(INTEGER, Buffer.from([value]));
}

/** Tag, length and contents (X.690 section 8.1). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts).subarray(0, MAX_PAYLOAD_BYTES);
  const { length } = contents;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
}
