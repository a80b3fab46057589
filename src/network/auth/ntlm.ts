import { createHmac, randomBytes } from 'node:crypto';
import md4 from 'js-md4';
import type { Credentials } from '../../model/network/secret.ts';
import { serviceName } from '../kerberos.ts';
import { hasSspi, type SspiLogOn, sspiLogOn } from '../sspi/sspi-process.ts';
import type { Authenticator } from './authenticator.ts';
import { answeredTargetInfo, channelBindings, serverTimeOf } from './ntlm-target-info.ts';

/** NEGOTIATE_UNICODE, OEM, REQUEST_TARGET, NTLM, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY, TARGET_INFO, 128, 56 (MS-NLMP section 2.2.2.5). */
const FLAGS = 0x00000001 | 0x00000002 | 0x00000004 | 0x00000200 | 0x00008000 | 0x00080000 | 0x00800000 | 0x20000000 | 0x80000000;
const TARGET_INFO = 0x00800000;
const UNICODE = 0x00000001;
const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');

/**
 * NTLMv2 (MS-NLMP) with the credentials given, never version 1; where Windows can be asked, without them as the identity of the process, in the version that
 * Windows is set to. Authenticates a connection, not a request: both legs must use the same one.
 */
export const ntlm: Authenticator = {
  scheme: 'ntlm',
  get usesCurrentIdentity() {
    return hasSspi();
  },
  maxLegs: 2,
  bindsConnection: true,
  begin: () => {
    let negotiate: Buffer | undefined;
    let own: SspiLogOn | undefined;
    return async (challenge, { credentials, serviceHost, offering, peerCertificate }) => {
      if (credentials === undefined) {
        if (!hasSspi() || (own !== undefined && challenge.token68 === '')) return undefined;
        if (own !== undefined) offering();
        own ??= sspiLogOn('NTLM', serviceName('HTTP', serviceHost));
        const token = await own(challenge.token68);
        return token === '' ? undefined : `NTLM ${token}`;
      }
      if (negotiate === undefined) {
        negotiate = negotiateMessage();
        return `NTLM ${negotiate.toString('base64')}`;
      }
      const bytes = Buffer.from(challenge.token68, 'base64');
      const message = challengeMessage(bytes);
      if (message === undefined) return undefined;
      offering();
      const before = { messages: Buffer.concat([negotiate, bytes]), service: `HTTP/${serviceHost}`, peerCertificate };
      return `NTLM ${authenticateMessage(message, credentials, before).toString('base64')}`;
    };
  },
};

function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(FLAGS >>> 0, 12);
  return message;
}

interface ChallengeMessage {
  readonly flags: number;
  readonly serverChallenge: Buffer;
  readonly targetInfo: Buffer;
}

/** CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2), with or without target information; undefined when the bytes are something else. */
function challengeMessage(bytes: Buffer): ChallengeMessage | undefined {
  if (bytes.length < 32 || !bytes.subarray(0, 8).equals(SIGNATURE) || bytes.readUInt32LE(8) !== 2) return undefined;
  const common = { flags: bytes.readUInt32LE(20), serverChallenge: bytes.subarray(24, 32) };
  if ((common.flags & TARGET_INFO) === 0 || bytes.length < 48) return { ...common, targetInfo: Buffer.alloc(0) };
  const length = bytes.readUInt16LE(40);
  const offset = bytes.readUInt32LE(44);
  // Some servers repeat the client's flags without having the field: what lies outside the message is not there.
  return { ...common, targetInfo: offset + length > bytes.length ? Buffer.alloc(0) : bytes.subarray(offset, offset + length) };
}

/** What an integrity code covers, and whom the message is for. */
interface Before {
  readonly messages: Buffer;
  /** `HTTP/proxy.corp.example`. */
  readonly service: string;
  /** DER; undefined: the connection is not over TLS. */
  readonly peerCertificate: Buffer | undefined;
}

function authenticateMessage({ flags, serverChallenge, targetInfo }: ChallengeMessage, credentials: Credentials, before: Before): Buffer {
  const { user, domain } = account(credentials.username);
  // Names travel in the character set that was agreed on; the hash is always made of UTF-16 (MS-NLMP section 3.3.2).
  const names = (flags & UNICODE) === 0 ? 'latin1' : 'utf16le';
  const key = mac(
    Buffer.from(md4.arrayBuffer(Buffer.from(credentials.password.reveal(), 'utf16le'))),
    Buffer.from(user.toUpperCase() + domain, 'utf16le'),
  );
  const clientChallenge = randomBytes(8);
  const serverTime = serverTimeOf(targetInfo);
  const bindings = before.peerCertificate === undefined ? undefined : channelBindings(before.peerCertificate);
  const answered = serverTime === undefined ? targetInfo : answeredTargetInfo(targetInfo, before.service, bindings);
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    serverTime ?? fileTime(),
    clientChallenge,
    Buffer.alloc(4),
    answered,
    Buffer.alloc(4),
  ]);
  const proof = mac(key, serverChallenge, blob);
  // With the server's own time in the challenge the LM response is to be zero (MS-NLMP section 3.1.5.1.2).
  const lm = serverTime === undefined ? Buffer.concat([mac(key, serverChallenge, clientChallenge), clientChallenge]) : Buffer.alloc(24);
  const fields = [lm, Buffer.concat([proof, blob]), Buffer.from(domain, names), Buffer.from(user, names), Buffer.alloc(0), Buffer.alloc(0)];
  if (serverTime === undefined) return assembled(fields, (flags & FLAGS) >>> 0, 64);
  const message = assembled(fields, (flags & FLAGS) >>> 0, 88);
  // The session key is that of the responses, as no key is exchanged (sections 3.1.5.1.2 and 3.3.2).
  mac(mac(key, proof), before.messages, message).copy(message, MIC_OFFSET);
  return message;
}

function mac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  return createHmac('md5', key).update(Buffer.concat(parts)).digest();
}

/** Behind the version, which is not told (section 2.2.1.3). */
const MIC_OFFSET = 72;

/** AUTHENTICATE_MESSAGE (MS-NLMP section 2.2.1.3): header with or without room for version and integrity code, field descriptors, flags, then the fields. */
function assembled(fields: readonly Buffer[], flags: number, headerBytes: 64 | 88): Buffer {
  const header = Buffer.alloc(headerBytes);
  SIGNATURE.copy(header);
  header.writeUInt32LE(3, 8);
  let offset = header.length;
  for (const [index, field] of fields.entries()) {
    const at = 12 + index * 8;
    header.writeUInt16LE(field.length, at);
    header.writeUInt16LE(field.length, at + 2);
    header.writeUInt32LE(offset, at + 4);
    offset += field.length;
  }
  header.writeUInt32LE(flags, 60);
  return Buffer.concat([header, ...fields]);
}

/** `DOMAIN\user`, or `user@fqdn` and `user` with an empty domain, as Windows sends them. */
function account(username: string): { readonly user: string; readonly domain: string } {
  const at = username.indexOf('\\');
  return at < 0 ? { user: username, domain: '' } : { user: username.slice(at + 1), domain: username.slice(0, at) };
}

/** Now, in 100-nanosecond units since 1601. */
function fileTime(): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE((BigInt(Date.now()) + 11644473600000n) * 10000n);
  return time;
}
