type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** A chunk's size in hexadecimal digits, and its extensions. */
const MAX_SIZE_LINE = 256;

/**
 * Where the body of an answer ends (RFC 9112 section 6.3): by its length, by its chunks, or with the connection. `complete`: exactly all of it came; `broken`:
 * what came is no such body, or more than it.
 */
export class BodyFraming {
  state: 'open' | 'complete' | 'broken' = 'open';
  bytesRead = 0;
  readonly #kept: Buffer[] = [];
  #room: number;
  /** Bytes of the body, or of its present chunk, that are still to come; undefined: a size is to come, or the end of the connection. */
  #left: number | undefined;
  readonly #isChunked: boolean;
  #line = '';
  /** Behind the last chunk. */
  #isTrailing = false;

  constructor(headers: DistinctHeaders, maxKeptBytes: number) {
    this.#room = maxKeptBytes;
    const codings = (headers['transfer-encoding'] ?? []).join(',').toLowerCase();
    this.#isChunked = /(?:^|,)\s*chunked\s*$/.test(codings);
    const lengths = [...new Set((headers['content-length'] ?? []).flatMap((value) => value.split(',').map((one) => one.trim())))];
    const [length] = lengths;
    if (this.#isChunked || codings !== '') return;
    if (lengths.length === 1 && length !== undefined && /^\d{1,15}$/.test(length)) this.#left = Number(length);
    if (this.#left === 0) this.state = 'complete';
  }

  /** At most so much as was asked for. */
  body(): Buffer {
    return Buffer.concat(this.#kept);
  }

  take(bytes: Buffer): void {
    this.bytesRead += bytes.length;
    let at = 0;
    while (at < bytes.length && this.state === 'open') at = this.#isChunked ? this.#chunked(bytes, at) : this.#plain(bytes, at);
    if (at < bytes.length) this.state = 'broken';
  }

  #plain(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + (this.#left ?? bytes.length));
    this.#keep(bytes.subarray(at, end));
    if (this.#left !== undefined) {
      this.#left -= end - at;
      if (this.#left === 0) this.state = 'complete';
    }
    return end;
  }

  #chunked(bytes: Buffer, at: number): number {
    if (this.#left !== undefined && this.#left > 0) {
      const end = Math.min(bytes.length, at + this.#left);
      this.#keep(bytes.subarray(at, end));
      this.#left -= end - at;
      return end;
    }
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    this.#line += bytes.toString('latin1', at, end);
    if (this.#line.length > MAX_SIZE_LINE) this.state = 'broken';
    if (newline >= 0) this.#endOfLine();
    return end;
  }

  /** Behind a chunk comes an empty line, before it its size; behind the last one trailers and an empty line (RFC 9112 section 7.1). */
  #endOfLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (this.#isTrailing) {
      if (line === '') this.state = 'complete';
      return;
    }
    if (line === '' && this.#left === 0) {
      this.#left = undefined;
      return;
    }
    const size = /^([0-9a-f]{1,8})\s*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined || this.#left === 0) this.state = 'broken';
    else if (/^0+$/.test(size)) this.#isTrailing = true;
    else this.#left = Number.parseInt(size, 16);
  }

  #keep(bytes: Buffer): void {
    if (this.#room <= 0 || bytes.length === 0) return;
    const part = bytes.subarray(0, this.#room);
    this.#kept.push(part);
    this.#room -= part.length;
  }
}
