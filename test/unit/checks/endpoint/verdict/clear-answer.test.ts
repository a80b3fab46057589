import t from 'tap';
import { judgeClearAnswer } from '../../../../../src/checks/endpoint/verdict/secured/clear-answer.ts';
import { loadFingerprints } from '../../../../../src/fingerprints/load.ts';
import { recognisers } from '../../../../../src/fingerprints/recognise.ts';

const fingerprints = recognisers(await loadFingerprints());
const ruling = (bytes: string) => judgeClearAnswer(bytes, 'go.microsoft.com', fingerprints);

t.test('a page in clear on a port of TLS, with a head of its own or as the body of the answer to CONNECT', (t) => {
  const blocked = '<html><head><title>Access Denied</title></head><body>Category: uncategorised</body></html>';
  const rows: readonly (readonly [string, string, string | undefined])[] = [
    ['a refusal in words', `HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\n${blocked}`, 'http.block-page'],
    ['the same with status 200', `HTTP/1.1 200 OK\r\n\r\n${blocked}`, 'http.block-page'],
    ['without a head', blocked, 'http.block-page'],
    ['in another language', '<!DOCTYPE html><title>アクセスが禁止されています</title>', 'http.block-page'],
    [
      'the page of a product',
      '<html><body>The requested URL was rejected. Please consult with your administrator.</body></html>',
      'http.block-page',
    ],
    ['a page to log on at, without a head', '<html><title>Guest Wi-Fi</title>', 'http.captive-portal'],
    ['it wants a password', '<html><title>Access denied</title><input type=password>', 'http.captive-portal'],
    ['any page without a head', '<html><title>It works</title>', 'tls.protocol'],
    ['a long page that only mentions it', `<html><title>Help</title>${'word '.repeat(200)} blocked`, 'tls.protocol'],
    ['no page', 'SSH-2.0-x', undefined],
  ];
  for (const [name, bytes, cause] of rows) t.equal(ruling(bytes)?.cause, cause, name);
  t.equal(ruling(blocked)?.evidence?.httpStatus, undefined, 'no status is made up');
  t.end();
});
