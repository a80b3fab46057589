import fc from 'fast-check';
import t from 'tap';
import { pad, truncate, width, wrap } from '../../../src/text/layout.ts';
import { cpuMs } from '../../support/cpu-time.ts';

t.test('width', (t) => {
  const table: readonly (readonly [string, number])[] = [
    ['', 0],
    ['abc', 3],
    ['Größe', 5],
    ['Gro\u0308ße', 5],
    ['日本語', 6],
    ['한국', 4],
    ['ＡＢ', 4],
    ['𠀀', 2],
    ['🎉', 2],
    ['© ™ →', 5],
    ['…', 1],
  ];
  for (const [text, columns] of table) t.equal(width(text), columns, text);
  t.end();
});

t.test('wrap: no line is wider, nothing is lost', (t) => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '日', '🎉', '.'), minLength: 1, maxLength: 40 }), { maxLength: 20 });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 90 }), (list, columns) => {
        const lines = wrap(list.join(' '), columns, '  ');
        return lines.every((line) => width(line) <= columns) && lines.join('').replaceAll(' ', '') === list.join('');
      }),
    ),
  );
  t.strictSame(wrap('one two three four', 10, '> '), ['one two', '> three', '> four']);
  t.strictSame(wrap('abcdefghijklmnop', 10), ['abcdefghij', 'klmnop']);
  t.strictSame(wrap('', 10), ['']);
  t.end();
});

t.test('truncate and pad', (t) => {
  t.equal(truncate('abcdef', 6), 'abcdef');
  t.equal(truncate('abcdefg', 6), 'abcde…');
  t.equal(truncate('日本語日本語', 6), '日本…');
  t.equal(pad('日本', 6), '日本  ');
  t.equal(pad('abcdefg', 6), 'abcdefg');
  t.end();
});

t.test('10 KB names cost little', (t) => {
  const long = '日a'.repeat(5000);
  const from = process.cpuUsage();
  wrap(`${long} ${long}`, 80);
  truncate(long, 9000);
  t.ok(cpuMs(from) < 5000);
  t.end();
});
