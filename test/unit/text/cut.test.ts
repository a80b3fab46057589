import fc from 'fast-check';
import t from 'tap';
import { byteLength, cut, shortened } from '../../../src/text/cut.ts';
import { anyText } from '../../support/any-text.ts';

t.test('a text is cut between characters as a reader counts them', (t) => {
  const rows: readonly (readonly [text: string, length: number, expected: string])[] = [
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab\u{1f389}', 3, 'ab'],
    ['ab\u{1f389}', 4, 'ab\u{1f389}'],
    ['ae\u0301x', 2, 'a'],
    ['a\u{1f468}\u200d\u{1f469}\u200d\u{1f467}b', 6, 'a'],
    ['\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}', 6, '\u{1f1e9}\u{1f1ea}'],
    ['a\r\nb', 2, 'a'],
    ['\u{1f389}', 1, ''],
    [`e${'\u0301'.repeat(500)}`, 100, `e${'\u0301'.repeat(99)}`],
    [`${'x'.repeat(300)}\u{1f389}y`, 301, 'x'.repeat(300)],
  ];
  for (const [text, length, expected] of rows) t.equal(cut(text, length), expected, JSON.stringify([text.slice(0, 20), length]));
  t.equal(shortened('abcd', 3), 'ab…');
  t.equal(shortened('abc', 3), 'abc');
  t.end();
});

t.test('for any text: a beginning of it, no longer, no pair torn apart', (t) => {
  const text = fc
    .array(fc.constantFrom('a', '\u{1f389}', '\u0301', '\u200d', '\u{1f1e9}', '한', '\ud83d'), { maxLength: 60 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(80), (whole, length) => {
      const part = cut(whole, length);
      const next = whole.charCodeAt(part.length);
      const torn = part !== whole && (part.charCodeAt(part.length - 1) & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;
      return whole.startsWith(part) && part.length <= length && !torn;
    }),
  );
  t.end();
});

t.test('bytes of UTF-8', (t) => {
  fc.assert(fc.property(anyText(40), (text) => byteLength(text) === Buffer.byteLength(text)));
  t.end();
});
