/**
 * A function that removes secrets from any text, in every encoding in which one could get there; `***` stands in their place. Give it text as it
 * came, before it is escaped for an output language. Passwords of fewer than three characters are not looked for: they occur in any text.
 */
export function masker(secrets: readonly { readonly username: string; readonly password: string }[]): (text: string) => string {
  const long = secrets.filter(({ password }) => password.length >= 3);
  const forms = new Set(long.flatMap(({ username, password }) => encodings(username, password)));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const escaped = [...new Set(long.map(({ password }) => password))].map(escapedForm);
  return (text) =>
    escaped.reduce(
      (masked, form) => masked.replace(form, '***'),
      longestFirst.reduce((masked, form) => masked.replaceAll(form, '***'), text),
    );
}

function encodings(username: string, password: string): readonly string[] {
  const json = JSON.stringify(password).slice(1, -1);
  const html = password.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
  const uri = [wellFormed(encodeURI, password), wellFormed(encodeURIComponent, password)];
  const plus = (uri[1] ?? '').replaceAll('%20', '+');
  const encoded = [...uri, plus].flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
  const [bytes, wide] = [new TextEncoder().encode(password), utf16(password)];
  const base = [
    base64(bytes),
    base64(new TextEncoder().encode(`${username}:${password}`)),
    base64(wide),
    ...inside(bytes),
    ...inside(wide),
  ];
  const hex = [bytes, wide].map(hexadecimal).flatMap((form) => [form, form.toUpperCase()]);
  return [password, json, html, ...encoded, ...hex, ...base, ...base.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

const ENTITY: ReadonlyMap<string, string> = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
]);

/** The password with any of its characters written as itself, or as an escape of JSON, JavaScript, a URI, XML or HTML. */
function escapedForm(password: string): RegExp {
  const characters = Array.from(password, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const units = Array.from(
      { length: character.length },
      (_, at) => `\\\\u${anyCase(character.charCodeAt(at).toString(16).padStart(4, '0'))}`,
    ).join('');
    const bytes = [...new TextEncoder().encode(character)].map((byte) => anyCase(byte.toString(16).padStart(2, '0')));
    const short = code < 0x100 ? [`\\\\x${anyCase(code.toString(16).padStart(2, '0'))}`] : [];
    const name = ENTITY.get(character);
    const named = name === undefined ? [] : [`&${name};`];
    const all = [
      literal(character),
      `\\\\${literal(character)}`,
      units,
      `\\\\u\\{0*${anyCase(code.toString(16))}\\}`,
      ...short,
      bytes.map((byte) => `%${byte}`).join(''),
    ];
    return `(?:${[...all, `&#0{0,6}${code};?`, `&#[xX]0{0,6}${anyCase(code.toString(16))};?`, ...named].join('|')})`;
  });
  return new RegExp(characters.join(''), 'g');
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** A lone surrogate has no URI encoding; such a password cannot have been sent in one. */
function wellFormed(encode: (text: string) => string, password: string): string {
  return /\p{Cs}/u.test(password) ? password : encode(password);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** UTF-16LE, as Windows writes text. */
function utf16(text: string): Uint8Array {
  return Uint8Array.from(Array.from({ length: text.length * 2 }, (_, at) => (text.charCodeAt(at >> 1) >> (8 * (at & 1))) & 0xff));
}

/** Shorter ones occur in any Base64. */
const MIN_INSIDE = 6;

/** What is the same of the bytes' Base64 wherever they stand in something longer: at each of three offsets the characters that hold nothing else. */
function inside(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2]
    .map((offset) => {
      const whole = base64(Uint8Array.from([...new Uint8Array(offset), ...bytes]));
      return whole.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + bytes.length)) / 6));
    })
    .filter((form) => form.length >= MIN_INSIDE);
}

/** Base64 without padding (RFC 4648 section 4): found with and without. Pure code has no Buffer. */
function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => ALPHABET[(triple >> shift) & 63] ?? '').join('');
    out += four.slice(0, Math.min(4, bytes.length - i + 1));
  }
  return out;
}
