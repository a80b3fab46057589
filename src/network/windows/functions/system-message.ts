import { libraryOf } from './ffi.ts';

const kernel32 = libraryOf('kernel32.dll', {
  FormatMessageW: [['uint32', 'pointer', 'uint32', 'uint32', 'pointer', 'uint32', 'pointer'], 'uint32'],
});
/** FORMAT_MESSAGE_FROM_SYSTEM and FORMAT_MESSAGE_IGNORE_INSERTS. */
const OF_THE_SYSTEM = 0x1200;
const CHARACTERS = 1024;

/** What Windows says of a system error code, in its own language; the number where it has no words for it. */
export function systemMessage(code: number): string {
  const text = Buffer.alloc(2 * CHARACTERS);
  const length = Number(kernel32('FormatMessageW', OF_THE_SYSTEM, null, code, 0, text, CHARACTERS, null));
  return length === 0 ? `error ${code}` : text.toString('utf16le', 0, 2 * length).trim();
}
