import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';

/** Expressions that are not idiomatic English, and what is written instead; CONTRIBUTING.md has the list. */
const REFUSED: readonly (readonly [RegExp, instead: string])[] = [
  [/\bended alike\b/i, 'has the same problem'],
  [/\bcame about\b/i, 'could be established'],
  [/\bconnection stood\b|\bit stood\b/i, 'was established, was accepted'],
  [/(?<!there )\bis no (?:route|resolver|catalog|report|HTTP|URL|host|kind|certificate|number|date)\b/i, 'is not a'],
  [/\bon the way\b/i, 'on the path'],
  [/\btells? of\b/i, 'shows, contains, reports'],
  [/\bin so many words\b/i, 'explicitly'],
  [/\bwithout a word\b/i, 'silently'],
  [/\bpast its end\b/i, 'has expired'],
  [/\bhung up on\b/i, 'is closed'],
  [/\btakes? for a failure\b/i, 'treats as a failure'],
  [/\bround in circles\b/i, 'in a loop'],
  [/\bFor one:/, 'Example:'],
  [/\bleads? on to\b/i, 'redirects to'],
  [/\bnobody can be named\b/i, 'no owner yet'],
  [/\bwho has to act\b/i, 'action needed'],
  [/\bnothing is known about\b/i, 'there is no result for'],
  [/\bthe own network\b/i, 'your own network'],
  [/\bspeaks another language\b/i, 'does not speak this protocol'],
];

/** What a user reads: the literals of the program, its pages and its samples, without comments. */
async function textsOf(folder: string, extension: RegExp): Promise<readonly (readonly [name: string, text: string])[]> {
  const names = await readdir(join(packageRoot(), folder), { recursive: true });
  return Promise.all(
    names
      .filter((name) => extension.test(name))
      .map(async (name) => {
        const text = await readFile(join(packageRoot(), folder, name), 'utf8');
        const isCode = name.endsWith('.ts');
        return [`${folder}/${name}`, isCode ? text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '') : text] as const;
      }),
  );
}

t.test('no text that a user reads is written in the house dialect', async (t) => {
  const texts = [
    ...(await textsOf('src', /\.ts$/)),
    ...(await textsOf('docs', /causes\.md$/)),
    ...(await textsOf('reports/sample', /\.(?:txt|md)$/)),
  ];
  t.ok(texts.length > 100);
  const refused = texts.flatMap(([name, text]) =>
    REFUSED.flatMap(([words, instead]) => {
      const at = words.exec(text)?.index;
      return at === undefined ? [] : [`${name}: "${text.slice(Math.max(0, at - 30), at + 40)}": write ${instead}`];
    }),
  );
  t.strictSame(refused, []);
});
