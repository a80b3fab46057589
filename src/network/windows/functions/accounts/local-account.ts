// An account of a computer itself (lmaccess.h), as `scripts/local-account.ps1` tells it.
import { bytesAt, libraryOf, WindowsFailure, wide } from '../ffi.ts';
import { remoteNumber } from '../registry.ts';
import { serverOf, sidAt } from './groups.ts';

const netapi32 = libraryOf('netapi32.dll', {
  NetUserGetInfo: [['pointer', 'pointer', 'uint32', 'pointer'], 'uint32'],
  NetApiBufferFree: [['pointer'], 'uint32'],
});

/** USER_INFO_4 on 64-bit Windows. */
const LEVEL = 4;
const BYTES = 192;
const AT = { passwordAge: 16, flags: 40, expires: 104, sid: 152, passwordExpired: 184 } as const;
/** NERR_UserNotFound. */
const NOT_FOUND = 2221;
/** TIMEQ_FOREVER. */
const NEVER = 0xffff_ffff;
const POLICIES = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

/** Flags as in userAccountControl, the day it expires as ISO 8601; `tokenFilter` is LocalAccountTokenFilterPolicy, null where the registry may not be read. */
export function localAccount({ computer, name }: { readonly computer: string; readonly name: string }): object {
  const [server, info] = [serverOf(computer), Buffer.alloc(8)];
  const code = Number(netapi32('NetUserGetInfo', server, wide(name), LEVEL, info));
  if (code === NOT_FOUND) return { found: false };
  if (code !== 0) throw new WindowsFailure('NetUserGetInfo', code);
  const address = info.readBigUInt64LE();
  try {
    const user = bytesAt(address, BYTES);
    const expires = user.readUInt32LE(AT.expires);
    return {
      found: true,
      flags: user.readUInt32LE(AT.flags),
      expires: expires === NEVER ? null : new Date(1000 * expires).toISOString(),
      tokenFilter: remoteNumber(server, POLICIES, 'LocalAccountTokenFilterPolicy'),
      sid: sidAt(user.readBigUInt64LE(AT.sid)),
      passwordExpired: user.readUInt32LE(AT.passwordExpired) !== 0,
      passwordAgeSeconds: user.readUInt32LE(AT.passwordAge),
    };
  } finally {
    netapi32('NetApiBufferFree', address);
  }
}
