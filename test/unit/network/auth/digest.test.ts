import { createHash } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../../src/model/network/secret.ts';
import type { AuthRequest } from '../../../../src/network/auth/authenticator.ts';
import { parseChallenges } from '../../../../src/network/auth/challenge.ts';
import { digest } from '../../../../src/network/auth/digest.ts';

const REQUEST: AuthRequest = {
  method: 'CONNECT',
  uri: 'go.microsoft.com:443',
  credentials: { username: 'Mufasa', password: new Secret('Circle of Life') },
  offering: () => undefined,
  serviceHost: 'proxy.corp.example',
};
const challenge = (text: string) => {
  const [found] = parseChallenges([text]);
  if (found === undefined) throw new Error(`no challenge: ${text}`);
  return found;
};
const fieldOf = (header: string | undefined, name: string): string | undefined => new RegExp(`${name}="?([^",]+)`).exec(header ?? '')?.[1];

t.test('the response of RFC 7616 section 3.4.1, for each algorithm', async (t) => {
  for (const [algorithm, hashName] of [
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
    ['SHA-256-sess', 'sha256'],
  ] as const) {
    const header = await digest.begin()(
      challenge(`Digest realm="corp", nonce="abc", qop="auth, auth-int", algorithm=${algorithm}, opaque="o"`),
      REQUEST,
    );
    const h = (text: string): string => createHash(hashName).update(text).digest('hex');
    const cnonce = fieldOf(header, 'cnonce');
    const secret = h('Mufasa:corp:Circle of Life');
    const a1 = algorithm.endsWith('sess') ? h(`${secret}:abc:${cnonce}`) : secret;
    t.equal(fieldOf(header, 'response'), h(`${a1}:abc:00000001:${cnonce}:auth:${h('CONNECT:go.microsoft.com:443')}`), algorithm);
    t.match(header, new RegExp(`algorithm=${algorithm}(,|$)`));
    t.match(header, /qop=auth, nc=00000001/);
    t.notMatch(header, /Circle/);
  }
});

t.test('a stale nonce is answered once more, a refusal is not', async (t) => {
  const stale = digest.begin();
  t.ok(await stale(challenge('Digest realm="corp", nonce="first", qop="auth"'), REQUEST));
  const again = await stale(challenge('Digest realm="corp", nonce="second", qop="auth", stale=true'), REQUEST);
  t.equal(fieldOf(again, 'nonce'), 'second');
  const refused = digest.begin();
  t.ok(await refused(challenge('Digest realm="corp", nonce="first", qop="auth"'), REQUEST));
  t.equal(await refused(challenge('Digest realm="corp", nonce="second", qop="auth"'), REQUEST), undefined);
});

t.test('what cannot be answered is not', async (t) => {
  t.equal(await digest.begin()(challenge('Digest realm="corp", nonce="n", qop="auth-int"'), REQUEST), undefined);
  t.equal(await digest.begin()(challenge('Digest realm="corp", nonce="n", algorithm=SHA-512-256'), REQUEST), undefined);
  t.equal(await digest.begin()(challenge('Digest realm="corp"'), REQUEST), undefined);
});
