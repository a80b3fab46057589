// Structures of sspi.h as they lie in memory on 64-bit Windows. Each with all that it points to is one block, so that nothing that Windows reads can be
// freed on its own.

/** A block and the address of its first byte. */
interface Block {
  readonly bytes: Buffer;
  readonly address: bigint;
}
type Allocate = (bytes: number) => Block;

/** An account as Windows takes it: the domain apart, or empty beside a principal name. */
export interface Account {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}

const SECBUFFER_TOKEN = 2;
const DESCRIPTION_BYTES = 16;
const TOKEN_AT = 32;
const IDENTITY_BYTES = 48;
const IDENTITY_UNICODE = 2;

/** SecBufferDesc with one SecBuffer, and the token that it holds or has room for. */
export function tokenBlock(token: Buffer | number, allocate: Allocate): Buffer {
  const length = typeof token === 'number' ? token : token.length;
  const { bytes, address } = allocate(TOKEN_AT + length);
  // ulVersion is SECBUFFER_VERSION, 0.
  bytes.writeUInt32LE(1, 4);
  bytes.writeBigUInt64LE(address + BigInt(DESCRIPTION_BYTES), 8);
  bytes.writeUInt32LE(length, DESCRIPTION_BYTES);
  bytes.writeUInt32LE(SECBUFFER_TOKEN, DESCRIPTION_BYTES + 4);
  bytes.writeBigUInt64LE(address + BigInt(TOKEN_AT), DESCRIPTION_BYTES + 8);
  if (typeof token !== 'number') token.copy(bytes, TOKEN_AT);
  return bytes;
}

/** What Windows wrote into a block that had room for a token. */
export function tokenIn(block: Buffer): Buffer {
  return block.subarray(TOKEN_AT, TOKEN_AT + block.readUInt32LE(DESCRIPTION_BYTES));
}

/** SEC_WINNT_AUTH_IDENTITY_W: three counted strings, then flags. */
export function identityBlock({ user, domain, password }: Account, allocate: Allocate): Buffer {
  const texts = [user, domain, password];
  const { bytes, address } = allocate(texts.reduce((sum, text) => sum + 2 * (text.length + 1), IDENTITY_BYTES));
  let at = IDENTITY_BYTES;
  for (const [index, text] of texts.entries()) {
    bytes.writeBigUInt64LE(address + BigInt(at), index * 16);
    bytes.writeUInt32LE(text.length, index * 16 + 8);
    at += bytes.write(text, at, 'utf16le') + 2;
  }
  bytes.writeUInt32LE(IDENTITY_UNICODE, 44);
  return bytes;
}
