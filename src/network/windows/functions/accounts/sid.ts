/** Bytes of a SID before its last numbers, of which the second byte is the count (MS-DTYP section 2.4.2.2). */
export const SID_HEADER_BYTES = 8;

/** `S-1-5-32-544` of a SID as it lies in memory. */
export function sidText(bytes: Buffer): string {
  const count = bytes.readUInt8(1);
  const numbers = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(SID_HEADER_BYTES + 4 * index));
  return ['S', bytes.readUInt8(0), bytes.readUIntBE(2, 6), ...numbers].join('-');
}

/** The binary form (MS-DTYP section 2.4.2.2) of a security identifier such as `S-1-5-32-544`. */
export function sidBytes(text: string): Buffer {
  const [revision = 1, authority = 0, ...numbers] = text.split('-').slice(1).map(Number);
  const bytes = Buffer.alloc(SID_HEADER_BYTES + 4 * numbers.length);
  bytes.writeUInt8(revision, 0);
  bytes.writeUInt8(numbers.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, SID_HEADER_BYTES + 4 * index);
  return bytes;
}
