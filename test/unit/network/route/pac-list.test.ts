import t from 'tap';
import { maskedResult } from '../../../../src/network/pac/masked-result.ts';
import { parsePacResult } from '../../../../src/network/route/pac-list.ts';

/** What a script returned, and what Chromium makes of it (its net log was read); `HTTP` is Firefox's. */
const ROWS: readonly (readonly [result: string, entries: string])[] = [
  ['PROXY a:1', 'http a:1'],
  ['proxy\ta:1', 'http a:1'],
  [' PROXY  a:1 ;; DIRECT', 'http a:1, direct :0'],
  ['PROXY a', 'http a:80'],
  ['HTTP a:1', 'http a:1'],
  ['HTTPS a', 'https a:443'],
  ['SOCKS a', 'socks4 a:1080'],
  ['SOCKS4 a:1', 'socks4 a:1'],
  ['SOCKS5 a:1', 'socks5 a:1'],
  ['PROXY a:8080; SOCKS a:8080; DIRECT', 'http a:8080, socks4 a:8080, direct :0'],
  ['PROXY a_b:1; PROXY a.:1', 'http a_b:1, http a.:1'],
  ['PROXY [::1]:80; PROXY [::1]', 'http ::1:80, http ::1:80'],
  ['PROXY 2001:db8::1:8080', 'http 2001:db8::1:8080'],
  ['PROXY 010.0.0.1:8080', 'http 8.0.0.1:8080'],
  ['PROXY 3com.example:80', 'http 3com.example:80'],
  ['DIRECT x', 'direct :0'],
  ['', 'direct :0'],
  [' ; ', 'direct :0'],
  ['QUIC a:1; PROXY b:2', 'http b:2'],
  // No entries: what a person who wrote a script got wrong is not guessed.
  ['PROXY a:1 PROXY b:2', ''],
  ['PROXY a:1, PROXY b:2', ''],
  ['PROXY user@a:1', ''],
  ['PROXY http://a:1', ''],
  ['PROXY a:1/', ''],
  ['PROXY a:', ''],
  ['PROXY a:65536', ''],
  ['PROXY a:1:2', ''],
  ['PROXY a:1\n', ''],
  ['PROXY a:1;\nPROXY b:2', 'http a:1'],
  ['DIRECTLY', ''],
  ['PROXY', ''],
  [`PROXY ${'a'.repeat(400)}:80; PROXY b:2`, 'http b:2'],
  [`PROXY ${'a'.repeat(64)}:80`, ''],
  ['PROXY a\u202eb:80', ''],
  ['PROXY a..b:80', ''],
];

t.test('the list that a script returns', async (t) => {
  for (const [result, entries] of ROWS)
    t.equal(
      parsePacResult(result)
        .map(({ kind, host, port }) => `${kind} ${host}:${port}`)
        .join(', '),
      entries,
      JSON.stringify(result),
    );
});

t.test('a password in a list is not told', async (t) => {
  t.equal(maskedResult('PROXY svc:Secret1@a:1; SOCKS5 b:x@c:2; DIRECT'), 'PROXY svc:***@a:1; SOCKS5 b:***@c:2; DIRECT');
  t.equal(maskedResult('PROXY a:1; PROXY [::1]:80'), 'PROXY a:1; PROXY [::1]:80');
});
