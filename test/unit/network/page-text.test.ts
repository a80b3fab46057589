import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { pageText } from '../../../src/network/page-text.ts';

t.test('the text of a page in the encoding that it names', (t) => {
  const rows: readonly (readonly [string, readonly number[], string, string])[] = [
    ['none: UTF-8', [0xc3, 0xa9], 'text/html', 'é'],
    ['by the header', [0xe9], 'text/html; charset=ISO-8859-1', 'é'],
    ['in quotes', [0xe7, 0xe0, 0xef], 'text/html; Charset="windows-1251"', 'зап'],
    ['two bytes a character', [0x8b, 0xd6, 0x8e, 0x7e], 'text/html;charset=Shift_JIS', '禁止'],
    ['by the page', [...Buffer.from('<meta charset=gbk>'), 0xbd, 0xfb, 0xd6, 0xb9], 'text/html', '<meta charset=gbk>禁止'],
    ['by its byte order mark', [0xff, 0xfe, 0x41, 0], 'text/html; charset=utf-8', 'A'],
    ['a name that nobody knows', [0xc3, 0xa9], 'text/html; charset=klingon', 'é'],
    ['half a character', [0x41, 0xc3], 'text/html; charset=utf-8', 'A\ufffd'],
  ];
  for (const [name, bytes, type, text] of rows) t.equal(pageText(Buffer.from(bytes), { 'content-type': type }), text, name);
  t.end();
});

t.test('a page that came compressed, though nobody asked for that', (t) => {
  const page = Buffer.from(`<title>Access denied</title>${'word '.repeat(50)}`);
  const rows: readonly (readonly [string, Buffer])[] = [
    ['gzip', gzipSync(page)],
    [' GZIP', gzipSync(page).subarray(0, -4)],
    ['deflate', deflateSync(page)],
    ['br', brotliCompressSync(page)],
    ['', page],
    ['klingon', page],
  ];
  for (const [coding, bytes] of rows)
    t.match(pageText(bytes, { 'content-encoding': coding }), /^<title>Access denied<\/title>word/, coding);
  t.equal(pageText(Buffer.from('plain'), { 'content-encoding': 'gzip' }), 'plain', 'which it is not');
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  t.ok(pageText(bomb, { 'content-encoding': 'gzip' }).length <= 64 * 1024, 'what grows without end stays as it came');
  t.end();
});
