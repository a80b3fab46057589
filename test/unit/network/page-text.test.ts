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
  for (const [name, bytes, type, text] of rows) t.equal(pageText(Buffer.from(bytes), type), text, name);
  t.end();
});
