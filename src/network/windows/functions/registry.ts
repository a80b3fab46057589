import { libraryOf, pointers, WindowsFailure, wide } from './ffi.ts';

const advapi32 = libraryOf('advapi32.dll', {
  RegGetValueW: [[...pointers(3), 'uint32', ...pointers(3)], 'uint32'],
  RegOpenKeyExW: [['pointer', 'pointer', 'uint32', 'uint32', 'pointer'], 'uint32'],
  RegEnumKeyExW: [['pointer', 'uint32', ...pointers(6)], 'uint32'],
  RegConnectRegistryW: [['pointer', 'pointer', 'pointer'], 'uint32'],
  RegCloseKey: [['pointer'], 'uint32'],
});

/** Predefined keys (winreg.h), as signed handles of 64 bits. */
const HIVES = { HKCU: 0xffffffff80000001n, HKLM: 0xffffffff80000002n, HKU: 0xffffffff80000003n } as const;
type Hive = keyof typeof HIVES;
/** Of any type, and environment variables in texts stay as they are written. */
const ANY_AS_WRITTEN = 0x1000_ffff;
/** RRF_RT_REG_DWORD. */
const NUMBER = 0x10;
const NOT_THERE: ReadonlySet<number> = new Set([2, 3]);
const MORE_DATA = 234;
/** The largest value that is read here is a list of exceptions. */
const MOST_BYTES = 1024 * 1024;

/** The bytes of a value; undefined: there is no such key or value. Throws `WindowsFailure` for one that may not be read. */
export function registryValue(hive: Hive, key: string, name: string): Buffer | undefined {
  for (let room = 4096; ; room = MOST_BYTES) {
    const [data, length] = [Buffer.alloc(room), Buffer.alloc(4)];
    length.writeUInt32LE(room);
    const code = Number(advapi32('RegGetValueW', HIVES[hive], wide(key), wide(name), ANY_AS_WRITTEN, null, data, length));
    if (code === 0) return data.subarray(0, length.readUInt32LE());
    if (NOT_THERE.has(code)) return undefined;
    if (code !== MORE_DATA || room === MOST_BYTES) throw new WindowsFailure(`the registry value ${name}`, code);
  }
}

/** A number of 32 bits; undefined: there is none, or the value is too short for one. */
export function registryNumber(hive: Hive, key: string, name: string): number | undefined {
  const bytes = registryValue(hive, key, name);
  return bytes === undefined || bytes.length < 4 ? undefined : bytes.readUInt32LE();
}

/** A text; of several texts in one value (REG_MULTI_SZ) all that are not empty. */
export function registryTexts(hive: Hive, key: string, name: string): readonly string[] {
  const bytes = registryValue(hive, key, name) ?? Buffer.alloc(0);
  return bytes
    .toString('utf16le')
    .split('\0')
    .filter((text) => text !== '');
}

/** A number of 32 bits of HKLM of a computer, null being this one; 0: it has no such value, as most policies; null: it may not be read. */
export function remoteNumber(server: Buffer | null, key: string, name: string): number | null {
  const [hive, data, length] = [Buffer.alloc(8), Buffer.alloc(4), Buffer.alloc(4)];
  if (Number(advapi32('RegConnectRegistryW', server, HIVES.HKLM, hive)) !== 0) return null;
  length.writeUInt32LE(data.length);
  const handle = hive.readBigUInt64LE();
  const code = Number(advapi32('RegGetValueW', handle, wide(key), wide(name), NUMBER, null, data, length));
  advapi32('RegCloseKey', handle);
  return code === 0 || NOT_THERE.has(code) ? data.readUInt32LE() : null;
}

/** Is there such a key? One that may not be read is there. */
export function hasRegistryKey(hive: Hive, key: string): boolean {
  const opened = Buffer.alloc(8);
  const code = Number(advapi32('RegOpenKeyExW', HIVES[hive], wide(key), 0, READ, opened));
  if (code === 0) advapi32('RegCloseKey', opened.readBigUInt64LE());
  return !NOT_THERE.has(code);
}

const READ = 0x2_0019;
const NO_MORE = 259;
const NAME_CHARACTERS = 256;
/** Programs that are installed, rules of a policy: nobody has as many. */
const MOST_KEYS = 10_000;

/** The names of a key's keys; none where there is no such key. Throws `WindowsFailure` for one that may not be read. */
export function registryKeys(hive: Hive, key: string): readonly string[] {
  const opened = Buffer.alloc(8);
  const code = Number(advapi32('RegOpenKeyExW', HIVES[hive], wide(key), 0, READ, opened));
  if (NOT_THERE.has(code)) return [];
  if (code !== 0) throw new WindowsFailure(`the registry key ${key}`, code);
  const handle = opened.readBigUInt64LE();
  try {
    const names: string[] = [];
    for (let name = keyAt(handle, 0); name !== undefined && names.length < MOST_KEYS; name = keyAt(handle, names.length)) names.push(name);
    return names;
  } finally {
    advapi32('RegCloseKey', handle);
  }
}

function keyAt(handle: bigint, index: number): string | undefined {
  const [name, length] = [Buffer.alloc(2 * NAME_CHARACTERS), Buffer.alloc(4)];
  length.writeUInt32LE(NAME_CHARACTERS);
  const code = Number(advapi32('RegEnumKeyExW', handle, index, name, length, null, null, null, null));
  if (code === NO_MORE) return undefined;
  if (code !== 0) throw new WindowsFailure('RegEnumKeyExW', code);
  return name.toString('utf16le', 0, 2 * length.readUInt32LE());
}
