/** A function that removes secrets from any text, in every encoding in which one could get there; `***` stands in their place. */
export function masker(secrets: readonly { readonly username: string; readonly password: string }[]): (text: string) => string {
  const forms = new Set(secrets.flatMap(({ username, password }) => (password.length < 3 ? [] : encodings(username, password))));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}

function encodings(username: string, password: string): readonly string[] {
  const json = JSON.stringify(password).slice(1, -1);
  return [password, encodeURI(password), encodeURIComponent(password), json, base64(password), base64(`${username}:${password}`)];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the UTF-8 bytes (RFC 4648 section 4); pure code has no Buffer. */
function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => ALPHABET[(triple >> shift) & 63] ?? '').join('');
    out += i + 2 < bytes.length ? four : `${four.slice(0, bytes.length - i + 1)}${'='.repeat(3 - (bytes.length - i))}`;
  }
  return out;
}
