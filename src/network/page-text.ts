import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Headers } from '../model/network/observation.ts';

/** A page declares its encoding near its beginning (HTML, "prescan a byte stream": 1,024 bytes). */
const PRESCAN_BYTES = 1024;
const MAX_PAGE_BYTES = 64 * 1024;
/** What grows beyond that is no page that somebody reads. */
const MAX_INFLATED_BYTES = 1024 * 1024;

/**
 * At most 64 KiB of a page's text: decompressed where it came so, though nobody asked for it, in the encoding that its byte order mark, its header or itself names
 * (WHATWG Encoding); else, and where nobody knows that name, in UTF-8.
 */
export function pageText(bytes: Uint8Array, headers: Headers): string {
  const page = decompressed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), headers['content-encoding'] ?? '').subarray(
    0,
    MAX_PAGE_BYTES,
  );
  const label = markOf(page) ?? charsetIn(headers['content-type'] ?? '') ?? charsetIn(page.toString('latin1', 0, PRESCAN_BYTES));
  if (label === undefined) return page.toString('utf8');
  try {
    return new TextDecoder(label).decode(page);
  } catch {
    return page.toString('utf8');
  }
}

/** As it came where that cannot be undone. Its end may be cut off. */
function decompressed(bytes: Buffer, coding: string): Buffer {
  const limits = { maxOutputLength: MAX_INFLATED_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    switch (coding.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, limits);
      case 'deflate':
        return inflateSync(bytes, limits);
      case 'br':
        return brotliDecompressSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES, finishFlush: constants.BROTLI_OPERATION_FLUSH });
      default:
        return bytes;
    }
  } catch {
    return bytes;
  }
}

function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

function charsetIn(text: string): string | undefined {
  return /\bcharset\s{0,5}=\s{0,5}["']?([a-z0-9_.:-]{2,40})/i.exec(text)?.[1];
}
