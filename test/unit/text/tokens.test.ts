import t from 'tap';
import { isCredentialKey, withoutTokens } from '../../../src/text/tokens.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const SECRET = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl';

t.test('what opens doors is replaced, wherever a peer put it', async (t) => {
  for (const [text, expected] of [
    ['https://a.blob.example/x?sv=2020&sig=Ab%2Bc%3D&se=1', 'https://a.blob.example/x?sv=2020&sig=***&se=1'],
    ['https://a.example/cb?code=4/P7q7W91&state=x', 'https://a.example/cb?code=***&state=x'],
    ['Set-Cookie: id=a3fWa; Secure', 'Set-Cookie: ***'],
    ['<p>Cookie: a=b</p>', '<p>Cookie: ***'],
    ['x\nauthorization: Basic dXNlcjpwYXNz\ny', 'x\nauthorization: ***\ny'],
    ['{"Authorization": "Bearer abcdef0123456789abcdef"}', '{"Authorization": ***'],
    ['Proxy-Authorization: NTLM TlRMTVNTUAABAAAA', 'Proxy-Authorization: ***'],
    ['answered Bearer abcdefghijklmnop1234', 'answered Bearer ***'],
    [`token ${SECRET} end`, 'token *** end'],
  ] as const)
    t.equal(withoutTokens(text), expected, text);
});

t.test('what says something stays', async (t) => {
  for (const text of [
    'The proxy offers Negotiate, NTLM and Basic authentication to CORP\\user.',
    'https://go.microsoft.com/fwlink/?LinkID=619849&clcid=0x409',
    'Basic proxy-authentication is what it asks for',
    'ECONNRESET at 203.0.113.7:443',
    'eyJ short',
  ])
    t.equal(withoutTokens(text), text);
});

t.test('keys', async (t) => {
  for (const key of ['cookie', 'Set-Cookie', 'authorization', 'proxy-authorization', 'token', 'x-ms-token-aad', 'sessionid'])
    t.ok(isCredentialKey(key), key);
  for (const key of ['code', 'host', 'message', 'realm', 'schemesOffered', 'tokenGroups']) t.notOk(isCredentialKey(key), key);
});

t.test('long hostile text takes no time', async (t) => {
  const began = process.cpuUsage();
  for (const text of [
    'x-ms-'.repeat(20_000),
    '?sig='.repeat(20_000),
    'basic '.repeat(20_000),
    'eyJ'.repeat(30_000),
    'cookie: '.repeat(20_000),
  ])
    withoutTokens(text);
  t.ok(cpuMs(began) < 3000);
});
