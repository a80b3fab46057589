import t from 'tap';
import { expectedMarker } from '../../../../../../src/checks/endpoint/verdict/plain/expected-origin.ts';

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, bodyExcerpt = '') => ({
  status,
  headers,
  contentType: headers['content-type'] ?? '',
  bodyExcerpt,
});
const CRL = answer(200, { 'content-type': 'application/pkix-crl' }, '0\ufffd\u0002');

t.test('an answer bears the signs that an entry expects, all of them or it proves nothing', (t) => {
  const rows: readonly (readonly [Parameters<typeof expectedMarker>[0], Parameters<typeof expectedMarker>[2], RegExp | undefined])[] = [
    [{ crl: true }, CRL, /list of revoked certificates/],
    [{ crl: true }, answer(200, { 'content-type': 'text/html' }, '<html>'), undefined],
    [{ crl: true }, answer(403, { 'content-type': 'application/pkix-crl' }, '0\ufffd'), undefined],
    [{ ocsp: true }, answer(200, { 'content-type': 'application/ocsp-response' }, '0\u0003'), /OCSP response/],
    [{ header: ['Server: mirror'] }, answer(200, { server: 'Mirror' }), /the header Server: mirror/],
    [{ header: ['Server: mirror'] }, answer(200, { server: 'mirror-2' }), undefined],
    [{ header: ['X-Served-By'] }, answer(200, { 'x-served-by': 'a' }), /X-Served-By/],
    [{ header: ['__proto__'] }, answer(200), undefined],
    [{ status: [200, 304], bodyPrefix: 'hello' }, answer(304, {}, 'hello you'), /how its body begins/],
    [{ status: [200], bodyPrefix: 'hello' }, answer(500, {}, 'hello you'), undefined],
    [{ contentType: 'text/plain' }, answer(200, { 'content-type': 'Text/Plain; charset=utf-8' }), /text\/plain/],
    [{ redirectTo: 'https://www.a.test/' }, answer(301, { location: 'https://www.a.test/en' }), /the redirect to/],
    [{ redirectTo: 'https://www.a.test/' }, answer(301, { location: 'https://www.a.test' }), /the redirect to/],
    [{ redirectTo: 'www.a.test' }, answer(302, { location: 'https://WWW.a.test:443/x' }), /the redirect to/],
    [{ redirectTo: 'www.a.test' }, answer(302, { location: 'https://www.a.test.evil.example/' }), undefined],
    [{ redirectTo: 'https://www.a.test' }, answer(302, { location: 'https://www.a.test/x' }), /the redirect to/],
    [{ redirectTo: 'https://www.a.test' }, answer(302, { location: 'https://www.a.test.evil.example/' }), undefined],
    [{ redirectTo: 'www.a.test' }, answer(302, { location: 'https://www.a.test@evil.example/' }), undefined],
    [{ redirectTo: 'https://www.a.test/' }, answer(200, { location: 'https://www.a.test/' }), undefined],
    [{}, answer(200), undefined],
  ];
  for (const [origin, got, words] of rows) {
    const marker = expectedMarker(origin, 'a.test', got);
    if (words === undefined) t.equal(marker, undefined, JSON.stringify(origin));
    else t.match(marker, words, JSON.stringify(origin));
  }
  t.end();
});

t.test('a redirect to the same host over TLS is what services answer on port 80', (t) => {
  const to = (location: string, status = 301) => expectedMarker({ upgrade: true }, 'a.test', answer(status, { location }));
  for (const location of ['https://a.test/', 'https://A.test', 'https://a.test:443/x?y'])
    t.match(to(location), /itself over https/, location);
  for (const location of [
    'http://a.test/',
    'https://b.test/',
    'https://a.test.evil.example/',
    'https://a.test:8443/',
    '/',
    'https://x@a.test/',
  ])
    t.equal(to(location), undefined, location);
  t.equal(to('https://a.test/', 200), undefined);
  t.end();
});
