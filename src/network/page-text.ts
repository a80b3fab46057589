/** A page declares its encoding near its beginning (HTML, "prescan a byte stream": 1,024 bytes). */
const PRESCAN_BYTES = 1024;

/** The text of a page in the encoding that its byte order mark, its header or itself names (WHATWG Encoding); else, and where nobody knows that name, UTF-8. */
export function pageText(bytes: Uint8Array, contentType: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const label = markOf(buffer) ?? charsetIn(contentType) ?? charsetIn(buffer.toString('latin1', 0, PRESCAN_BYTES));
  if (label === undefined) return buffer.toString('utf8');
  try {
    return new TextDecoder(label).decode(buffer);
  } catch {
    return buffer.toString('utf8');
  }
}

function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

function charsetIn(text: string): string | undefined {
  return /\bcharset\s{0,5}=\s{0,5}["']?([a-z0-9_.:-]{2,40})/i.exec(text)?.[1];
}
