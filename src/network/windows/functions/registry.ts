import { libraryOf, pointers, WindowsFailure, wide } from './ffi.ts';

const advapi32 = libraryOf('advapi32.dll', { RegGetValueW: [[...pointers(3), 'uint32', ...pointers(3)], 'uint32'] });

/** Predefined keys (winreg.h), as signed handles of 64 bits. */
const HIVES = { HKCU: 0xffffffff80000001n, HKLM: 0xffffffff80000002n, HKU: 0xffffffff80000003n } as const;
/** Of any type, and environment variables in texts stay as they are written. */
const ANY_AS_WRITTEN = 0x1000_ffff;
const NOT_THERE: ReadonlySet<number> = new Set([2, 3]);
const MORE_DATA = 234;
/** The largest value that is read here is a list of exceptions. */
const MOST_BYTES = 1024 * 1024;

/** The bytes of a value; undefined: there is no such key or value. Throws `WindowsFailure` for one that may not be read. */
export function registryValue(hive: keyof typeof HIVES, key: string, name: string): Buffer | undefined {
  for (let room = 4096; ; room = MOST_BYTES) {
    const [data, length] = [Buffer.alloc(room), Buffer.alloc(4)];
    length.writeUInt32LE(room);
    const code = Number(advapi32('RegGetValueW', HIVES[hive], wide(key), wide(name), ANY_AS_WRITTEN, null, data, length));
    if (code === 0) return data.subarray(0, length.readUInt32LE());
    if (NOT_THERE.has(code)) return undefined;
    if (code !== MORE_DATA || room === MOST_BYTES) throw new WindowsFailure(`the registry value ${name}`, code);
  }
}
