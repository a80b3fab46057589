import { cut } from '../../text/cut.ts';
/** A script as it came: over HTTP with the `charset` of its content type. */
export interface ScriptBytes {
  readonly bytes: Uint8Array;
  readonly charset?: string;
}

const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * The text of a script: its byte order mark decides, then the charset it was sent with, then UTF-8 where the bytes are UTF-8, else Windows-1252, which is what
 * editors of Windows write. Throws an `Error` that says what came where it is a page of HTML, or nothing.
 */
export function scriptText({ bytes, charset }: ScriptBytes): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
  const text = decoded(bytes, [marked, charset, 'utf-8', 'windows-1252']);
  if (text.trim() === '') throw new Error('it is empty');
  const title = htmlTitle(text);
  if (title !== undefined)
    throw new Error(
      `an HTML page came in place of a script${title === '' ? '' : ` (title "${title}")`}: a sign-in page, a block page or an error page`,
    );
  return text;
}

function decoded(bytes: Uint8Array, encodings: readonly (string | undefined)[]): string {
  for (const encoding of encodings) {
    if (encoding === undefined) continue;
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // No such encoding, or the bytes are in another one: the next.
    }
  }
  return new TextDecoder('latin1').decode(bytes);
}

/** The title of a page of HTML, empty where it has none; undefined: it is no page. */
function htmlTitle(text: string): string | undefined {
  if (!/^\s*<(?:!doctype|html|head|body|title|meta|script|\?xml)\b/i.test(text.slice(0, 1000))) return undefined;
  const title = /<title[^>]{0,100}>([^<]{0,200})/i.exec(text.slice(0, 65_536))?.[1] ?? '';
  return cut(title.replace(/[\p{C}\s]+/gu, ' ').trim(), 80);
}
