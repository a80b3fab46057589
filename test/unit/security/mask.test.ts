import t from 'tap';
import { masker } from '../../../src/text/mask.ts';

const PASSWORDS = ['Geheim@99', 'pässwörd', 'a&b<c>"d\'e', 'p\\w/d+x==', '密码🔑x', '(((a+)+)+$', 'hunter2 with blanks'];
const buffer = (text: string, encoding: 'utf8' | 'utf16le'): Buffer => Buffer.from(text, encoding);
const units = (text: string): readonly number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const unicode = (text: string): string =>
  units(text)
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** How a peer may echo it. */
const ECHOES: Readonly<Record<string, (password: string) => string>> = {
  hexadecimal: (password) => buffer(password, 'utf8').toString('hex'),
  'hexadecimal in capitals': (password) => buffer(password, 'utf8').toString('hex').toUpperCase(),
  'hexadecimal of UTF-16': (password) => buffer(password, 'utf16le').toString('hex'),
  'Base64 of UTF-16': (password) => buffer(password, 'utf16le').toString('base64'),
  'Base64 of user and password in UTF-16': (password) => buffer(`CORP\\u:${password}`, 'utf16le').toString('base64'),
  'escapes for all characters': unicode,
  'escapes in capitals': (password) =>
    unicode(password)
      .replace(/[a-f]/g, (digit) => digit.toUpperCase())
      .replaceAll('\\U', '\\u'),
  'escapes for what is not ASCII': (password) => password.replace(/[^\0-\x7f]/g, unicode),
  'decimal entities': (password) => Array.from(password, (character) => `&#${character.codePointAt(0)};`).join(''),
  'hexadecimal entities': (password) => Array.from(password, (character) => `&#x${character.codePointAt(0)?.toString(16)};`).join(''),
  'entities for some': (password) => password.replace(/[@&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
  'named entities': (password) =>
    password.replaceAll('&', '&amp;').replaceAll("'", '&apos;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'percent signs for every byte': (password) =>
    [...buffer(password, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
};

t.test('a password that a peer echoes is masked, however it is written', async (t) => {
  for (const password of PASSWORDS) {
    const mask = masker([{ username: 'CORP\\u', password }]);
    for (const [name, echo] of Object.entries(ECHOES)) {
      const text = `proxy says ${echo(password)} here`;
      const masked = mask(text);
      t.match(masked, /^proxy says .*\*\*\*.* here$/s, `${name} of ${password}`);
      t.notOk(masked.includes(echo(password)), name);
    }
    for (const before of ['', 'a', 'ab', 'abc', 'user:', 'x'.repeat(20)])
      for (const encoding of ['utf8', 'utf16le'] as const) {
        const masked = mask(buffer(`${before}${password}`, encoding).toString('base64'));
        const left = Buffer.from(masked.replace('***', ''), 'base64').toString(encoding);
        t.ok(
          masked.includes('***') && !left.includes(password.slice(1, -1)),
          `Base64 after ${before.length} characters, ${encoding}, ${password}`,
        );
      }
  }
});

t.test('nothing else is masked, and masking takes time for the length of a text', async (t) => {
  const mask = masker(PASSWORDS.map((password) => ({ username: 'u', password })));
  for (const text of ['HTTP/1.1 403 Forbidden', 'download.microsoft.com:443 answered.', 'R2Vo', '%20 &amp; \\u0041'])
    t.equal(mask(text), text);
  for (const unit of ['a', '(', 'Geheim@9', '&#', '\\u00', 'p%C3%A4', '((((a+)+)+']) {
    const from = process.cpuUsage();
    mask(unit.repeat(65_536 / unit.length));
    const used = process.cpuUsage(from);
    t.ok(used.user + used.system < 300_000, `${unit}: ${(used.user + used.system) / 1000} ms`);
  }
});
