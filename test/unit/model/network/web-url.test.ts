import t from 'tap';
import { authorityOfUrl, hostOfUrl } from '../../../../src/model/network/web-url.ts';

t.test('host and authority of what a stranger calls a URL', (t) => {
  const rows: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['http://a.test', 'a.test', 'a.test'],
    ['HTTPS://A.Test/x', 'a.test', 'a.test'],
    ['http://a.test:8080/x', 'a.test', 'a.test:8080'],
    ['http://a.test?x', 'a.test', 'a.test'],
    ['http://user:secret@a.test/', 'a.test', 'a.test'],
    ['http://[::1]:80/', '[::1]', '[::1]:80'],
    ['http://10.0.0.1/login', '10.0.0.1', '10.0.0.1'],
    ['http://a.test#b', 'a.test', 'a.test'],
    ['http://a.test:port/', undefined, undefined],
    ['http:///x', undefined, undefined],
    ['http://[::1', undefined, undefined],
    ['ftp://a.test/', undefined, undefined],
    ['/login', undefined, undefined],
    ['', undefined, undefined],
  ];
  for (const [url, host, authority] of rows) t.same([hostOfUrl(url), authorityOfUrl(url)], [host, authority], url);
  t.end();
});
