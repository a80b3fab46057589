import t from 'tap';
import { packRows } from '../../../src/report/formats/html/packed-rows.ts';

/** As the script of the page does. */
const unpack = ({ words, rows }: ReturnType<typeof packRows>): readonly string[] =>
  rows.map((row) => row.replace(/[\ue000-\uf8ff]/g, (character) => words[character.charCodeAt(0) - 0xe000] ?? '?'));

const row = (index: number, text: string): string =>
  `<tbody data-status="pass" data-what="h${index}">\n<tr><td>${text}</td></tr>\n<tr><td><pre>host  h${index}\nport  443\n</pre></td></tr></tbody>`;

t.test('what was packed is what is unpacked, whatever the rows hold', async (t) => {
  const every = Array.from({ length: 0xf900 - 0xe000 }, (_none, index) => String.fromCharCode(0xe000 + index));
  for (const [name, rows] of [
    ['none', []],
    ['one', [row(1, 'x')]],
    ['alike', Array.from({ length: 2000 }, (_none, index) => row(index, 'same'))],
    ['characters of the private use area', Array.from({ length: 9 }, (_none, index) => row(index, `\ue000\ue001 ${every[index]}\uf8ff`))],
    ['all of them', Array.from({ length: 9 }, (_none, index) => row(index, every.join('')))],
    ['no markup, line ends only', ['\n\n', '', '<tbody', '< >', '<', ' data-x="y"']],
    ['halves of characters', Array.from({ length: 9 }, () => row(1, '\ud800 \udc00 \u{1f600}'))],
  ] as const)
    t.strictSame(unpack(packRows(rows)), rows, name);
});

t.test('what rows have in common is written once', async (t) => {
  const rows = Array.from({ length: 2000 }, (_none, index) => row(index, 'A sentence that is the same in each of them.'));
  const packed = packRows(rows);
  t.ok(
    JSON.stringify(packed).length * 3 < JSON.stringify(rows).length,
    `${JSON.stringify(packed).length} of ${JSON.stringify(rows).length}`,
  );
});
