/**
 * A function that removes secrets from any text, in every encoding in which one could get there; `***` stands in their place. Give it text as it
 * came, before it is escaped for an output language. Passwords of fewer than three characters are not looked for: they occur in any text.
 */
export function masker(secrets: readonly { readonly username: string; readonly password: string }[]): (text: string) => string {
  const forms = new Set(secrets.flatMap(({ username, password }) => (password.length < 3 ? [] : encodings(username, password))));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}

function encodings(username: string, password: string): readonly string[] {
  const json = JSON.stringify(password).slice(1, -1);
  const html = password.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
  const uri = [wellFormed(encodeURI, password), wellFormed(encodeURIComponent, password)];
  const plus = (uri[1] ?? '').replaceAll('%20', '+');
  const encoded = [...uri, plus].flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
  const base = [base64(password), base64(`${username}:${password}`)];
  return [password, json, html, ...encoded, ...base, ...base.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** A lone surrogate has no URI encoding; such a password cannot have been sent in one. */
function wellFormed(encode: (text: string) => string, password: string): string {
  return /\p{Cs}/u.test(password) ? password : encode(password);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the UTF-8 bytes without padding (RFC 4648 section 4): found with and without. Pure code has no Buffer. */
function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => ALPHABET[(triple >> shift) & 63] ?? '').join('');
    out += four.slice(0, Math.min(4, bytes.length - i + 1));
  }
  return out;
}
