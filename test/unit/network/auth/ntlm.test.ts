import { createHash, createHmac, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { Secret } from '../../../../src/model/network/secret.ts';
import { parseChallenges } from '../../../../src/network/auth/challenge.ts';
import { ntlm } from '../../../../src/network/auth/ntlm.ts';
import { authorityIn } from '../../../support/security/authority.ts';

/** The values of the examples of MS-NLMP section 4.2.1 and 4.2.4: User, Domain, Password, the server's challenge, NTOWFv2. */
const SERVER_CHALLENGE = Buffer.from('0123456789abcdef', 'hex');
const NTOWF_V2 = Buffer.from('0c868a403bfd7a93a3001ef22ef02e3f', 'hex');
/** AV pairs `Domain`, `Server` and the end (section 4.2.4). */
const TARGET_INFO = Buffer.from('02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000', 'hex').subarray(0, 36);
const TIME = Buffer.from('0102030405060708', 'hex');
const UNICODE_WITH_TARGET = 0xe28a8233;

function challengeMessage(flags: number, targetInfo: Buffer): Buffer {
  const message = Buffer.alloc(56);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(flags >>> 0, 20);
  SERVER_CHALLENGE.copy(message, 24);
  message.writeUInt16LE(targetInfo.length, 40);
  message.writeUInt16LE(targetInfo.length, 42);
  message.writeUInt32LE(56, 44);
  return Buffer.concat([message, targetInfo]);
}

const messageOf = (header: string | undefined): Buffer => Buffer.from((header ?? '').replace(/^NTLM /, ''), 'base64');

/** Both legs; the second message by its fields. */
async function loggedOn(second: Buffer, username = 'Domain\\User', peerCertificate?: Buffer) {
  const offered: string[] = [];
  const request = {
    ...{ method: 'CONNECT', uri: 'a.test:443', serviceHost: 'proxy.test' },
    credentials: { username, password: new Secret('Password') },
    offering: () => void offered.push('offered'),
    peerCertificate,
  };
  const session = ntlm.begin();
  const challenge = (token: string) => parseChallenges([`NTLM ${token}`.trim()])[0] ?? t.bailout('no challenge');
  const first = messageOf(await session(challenge('') as never, request));
  const before = offered.length;
  const header = await session(challenge(second.toString('base64')) as never, request);
  const bytes = messageOf(header);
  const field = (index: number): Buffer => {
    const at = 12 + index * 8;
    return bytes.subarray(bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 4) + bytes.readUInt16LE(at));
  };
  return { first, before, offered, header, bytes, field };
}

t.test('the first message: signature, type, and no name of anybody', async (t) => {
  const { first, before } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, TARGET_INFO));
  t.equal(first.subarray(0, 8).toString('latin1'), 'NTLMSSP\0');
  t.equal(first.readUInt32LE(8), 1);
  t.same(first.subarray(16), Buffer.alloc(16), 'fields of domain and workstation are empty');
  t.equal(before, 0, 'nothing was offered by it');
});

t.test('the responses of NTLMv2 are made with NTOWFv2 of the examples (MS-NLMP section 4.2.4)', async (t) => {
  const { bytes, field, offered } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, TARGET_INFO));
  t.equal(bytes.readUInt32LE(8), 3);
  t.same(offered, ['offered']);
  const [lm, nt] = [field(0), field(1)];
  const [proof, blob] = [nt.subarray(0, 16), nt.subarray(16)];
  const mac = (...parts: readonly Buffer[]): Buffer => createHmac('md5', NTOWF_V2).update(Buffer.concat(parts)).digest();
  t.same(proof, mac(SERVER_CHALLENGE, blob), 'NTProofStr');
  t.same(blob.subarray(0, 8), Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]), 'versions of the response');
  const clientChallenge = blob.subarray(16, 24);
  t.same(lm, Buffer.concat([mac(SERVER_CHALLENGE, clientChallenge), clientChallenge]), 'LMv2');
  t.same(blob.subarray(28, 28 + TARGET_INFO.length), TARGET_INFO, "the server's own AV pairs");
  t.same(
    [field(2), field(3)].map((name) => name.toString('utf16le')),
    ['Domain', 'User'],
  );
});

t.test("with the server's time in the challenge the blob has that time, and the LM response is zero", async (t) => {
  const timed = Buffer.concat([Buffer.from([7, 0, 8, 0]), TIME, Buffer.alloc(4)]);
  const { field } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, timed));
  t.same(field(0), Buffer.alloc(24));
  t.same(field(1).subarray(24, 32), TIME);
});

const pairsIn = (blob: Buffer): ReadonlyMap<number, Buffer> => {
  const pairs = new Map<number, Buffer>();
  for (let at = 28; blob.readUInt16LE(at) !== 0; at += 4 + blob.readUInt16LE(at + 2))
    pairs.set(blob.readUInt16LE(at), blob.subarray(at + 4, at + 4 + blob.readUInt16LE(at + 2)));
  return pairs;
};
const timedInfo = Buffer.concat([TARGET_INFO.subarray(0, -4), Buffer.from([7, 0, 8, 0]), TIME, Buffer.alloc(4)]);

t.test('a server that told its time gets an integrity code over all three messages (MS-NLMP section 3.1.5.1.2)', async (t) => {
  const challenge = challengeMessage(UNICODE_WITH_TARGET, timedInfo);
  const { first, bytes, field } = await loggedOn(challenge);
  const pairs = pairsIn(field(1).subarray(16));
  t.equal(pairs.get(6)?.readUInt32LE(0), 2, 'MsvAvFlags: a code is provided');
  t.same(pairs.get(10), Buffer.alloc(16), 'MsvAvChannelBindings: no channel');
  t.equal(pairs.get(9)?.toString('utf16le'), 'HTTP/proxy.test', 'MsvAvTargetName');
  t.same(pairs.get(2)?.toString('utf16le'), 'Domain', "the server's own pairs stay");
  const sessionKey = createHmac('md5', NTOWF_V2).update(field(1).subarray(0, 16)).digest();
  const blank = Buffer.from(bytes).fill(0, 72, 88);
  const code = createHmac('md5', sessionKey)
    .update(Buffer.concat([first, challenge, blank]))
    .digest();
  t.same(bytes.subarray(72, 88), code);
});

t.test('the channel to a proxy over TLS is bound: tls-server-end-point (RFC 5929)', async (t) => {
  const { file, root } = authorityIn(t.testdir({}));
  root('proxy', '/CN=proxy.test');
  const der = new X509Certificate(readFileSync(file('proxy.pem'))).raw;
  const { field } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, timedInfo), undefined, der);
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash('sha256').update(der).digest()]);
  // Two addresses of no type and no length, then the length of the data (RFC 2744 section 3.11, as MS-NLMP section 2.2.2.1 hashes it).
  const struct = Buffer.concat([Buffer.alloc(16), Buffer.from([data.length, 0, 0, 0]), data]);
  t.same(pairsIn(field(1).subarray(16)).get(10), createHash('md5').update(struct).digest());
  const none = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, timedInfo), undefined, Buffer.from('no certificate'));
  t.same(pairsIn(none.field(1).subarray(16)).get(10), Buffer.alloc(16));
});

t.test('the user name counts in capitals, the domain as it is written; without a domain it is empty', async (t) => {
  const proofOf = async (username: string) => {
    const { field } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, TARGET_INFO), username);
    const nt = field(1);
    return nt.subarray(0, 16).equals(
      createHmac('md5', NTOWF_V2)
        .update(Buffer.concat([SERVER_CHALLENGE, nt.subarray(16)]))
        .digest(),
    );
  };
  t.equal(await proofOf('Domain\\uSeR'), true);
  t.equal(await proofOf('DOMAIN\\User'), false);
  t.equal(await proofOf('User'), false);
  const { field } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET, TARGET_INFO), 'user@corp.test');
  t.same(
    [field(2), field(3)].map((name) => name.toString('utf16le')),
    ['', 'user@corp.test'],
  );
});

t.test('names are OEM where Unicode was not agreed on', async (t) => {
  const { field } = await loggedOn(challengeMessage(UNICODE_WITH_TARGET & ~1, TARGET_INFO));
  t.same(
    [field(2), field(3)].map((name) => name.toString('latin1')),
    ['Domain', 'User'],
  );
});

t.test('what is no challenge is not answered, and nothing is offered', async (t) => {
  const whole = challengeMessage(UNICODE_WITH_TARGET, TARGET_INFO);
  const type1 = Buffer.from(whole);
  type1.writeUInt32LE(1, 8);
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), whole.subarray(0, 31), type1]) {
    const { header, offered } = await loggedOn(bytes);
    t.same([header, offered], [undefined, []]);
  }
  const beyond = Buffer.from(whole);
  beyond.writeUInt32LE(60_000, 44);
  t.match(await loggedOn(beyond), { offered: ['offered'] }, 'target information outside the message is not there');
});
