import fc from 'fast-check';
import t from 'tap';
import * as languages from '../../../src/text/escape.ts';

/** Everything a terminal, a reader's eye or a parser could be fooled with. */
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff]/;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** Any sequence of UTF-16 units, lone surrogates included. */
const units = fc
  .array(fc.oneof(fc.nat(0xffff), fc.nat(0xff), fc.integer({ min: 0xd800, max: 0xdfff })))
  .map((list) => String.fromCharCode(...list));
const { githubMessage, azureMessage, markdownBlock, ...others } = languages;
const LANGUAGES = {
  ...others,
  json: (text: string) => languages.json(text),
  githubMessage: (text: string) => githubMessage([text]),
  azureMessage: (text: string) => azureMessage([text]),
};

t.test('no language lets a hidden character through', (t) => {
  for (const [name, put] of Object.entries(LANGUAGES)) {
    t.doesNotThrow(
      () =>
        fc.assert(
          fc.property(units, (text) => {
            const out = put(text);
            return !HIDDEN.test(out) && !out.includes('\n') && !LONE.test(out);
          }),
        ),
      name,
    );
    for (const text of ['\u001b[31m', '\u009b2J', '\u202egpj.exe', '\ud800', '\udc00x', '\u{e0041}', 'a\nb', '\u007f', '\u200d'])
      t.notMatch(put(text), HIDDEN, `${name} ${JSON.stringify(text)}`);
  }
  t.end();
});

t.test('a code block ends where it should', (t) => {
  t.strictSame(languages.markdownBlock('a\n```\nb\u001b', 'text'), ['````text', 'a', '```', 'b\\u001b', '````']);
  t.strictSame(languages.markdownBlock('', 'sh'), ['```sh', '', '```']);
  t.end();
});

t.test('plain text stays as it is', (t) => {
  const plain = 'download.microsoft.com answered: 200 OK, Größe 5 €, 日本語 🎉';
  for (const put of [languages.terminal, languages.tap, languages.html, languages.xml]) t.equal(put(plain), plain);
  t.equal(languages.csv(plain), `"${plain}"`);
  t.equal(JSON.parse(languages.json(plain)), plain);
  t.match(languages.json(plain), /^[\x20-\x7e]*$/, 'ASCII, so that no code page of a console can break it');
  t.equal(languages.markdownCode(plain), `\`${plain}\``);
  t.end();
});

t.test('json keeps the value', (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(units, (text) => {
        const whole = text.replace(new RegExp(LONE, 'g'), '\ufffd');
        return JSON.parse(languages.json({ [whole]: [text] }))[whole][0] === whole || whole === '__proto__';
      }),
    ),
  );
  t.equal(languages.json('\u{e0041}\u009b'), '"\\udb40\\udc41\\u009b"');
  t.equal(languages.json({ a: 1 }, 2), '{\n  "a": 1\n}');
  t.equal(
    languages.json('a\ud83d \\ud83d \udc00'),
    '"a\\ufffd \\\\ud83d \\ufffd"',
    'a lone surrogate is none, six letters are six letters',
  );
  t.end();
});

t.test('each language', (t) => {
  const table: readonly (readonly [keyof typeof LANGUAGES, string, string])[] = [
    ['terminal', 'a\u001b[1mb', 'a\\u001b[1mb'],
    ['terminal', '\u{e0041}', '\\udb40\\udc41'],
    ['terminal', 'a\ud83d', 'a\ufffd'],
    ['csv', '\udc00b', '"\ufffdb"'],
    ['xml', 'a\ud83d', 'a\ufffd'],
    ['terminal', '##vso[task.setvariable]x', '\\u0023#vso[task.setvariable]x'],
    ['terminal', '::error ::x', '\\u003a:error \\u003a:x'],
    ['csv', 'say "x"', '"say ""x"""'],
    ['csv', "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""],
    ['csv', '+1', '"\'+1"'],
    ['csv', '-1', '"\'-1"'],
    ['csv', '@SUM(A1)', '"\'@SUM(A1)"'],
    ['csv', '  =1', '"\'  =1"'],
    ['csv', '\uff1d1', '"\'\uff1d1"'],
    ['csv', '\t=1', '"\\u0009=1"'],
    ['csv', 'a=1', '"a=1"'],
    ['xml', ']]><a b="c">&\'', ']]&gt;&lt;a b=&quot;c&quot;&gt;&amp;&#39;'],
    ['xml', '\uffff', '\ufffd'],
    ['html', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['html', '-->', '--&gt;'],
    [
      'markdown',
      '| a `b` *c* _d_ [e](f) <g> #h ~i~ !j &k; $l$',
      '\\| a \\`b\\` \\*c\\* \\_d\\_ \\[e\\](f) \\<g\\> \\#h \\~i\\~ \\!j \\&k; \\$l\\$',
    ],
    ['markdown', '- item', '\\- item'],
    ['markdown', '    code', 'code'],
    ['markdown', '1. item', '1\\. item'],
    ['markdown', '12) item', '12\\) item'],
    ['markdown', '===', '\\==='],
    ['markdown', 'http://a.example www.b.example', 'http\\://a.example www\\.b.example'],
    ['markdownCode', 'a | b', '`a | b`'],
    ['markdownCode', 'a `b` c', '`` a `b` c ``'],
    ['markdownCode', '', '`  `'],
    ['tap', 'a # SKIP b\\c', 'a \\# SKIP b\\\\c'],
  ];
  for (const [language, text, expected] of table) t.equal(LANGUAGES[language](text), expected, `${language}: ${JSON.stringify(text)}`);
  t.end();
});
