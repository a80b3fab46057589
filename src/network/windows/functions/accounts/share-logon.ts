// One SMB session to ADMIN$ as another account (winnetwk.h), as `scripts/logon.ps1` makes it, without its compiler.
import { addressOf, libraryOf, pointers, wide } from '../ffi.ts';
import { systemMessage } from '../system-message.ts';

const mpr = libraryOf('mpr.dll', {
  WNetAddConnection2W: [[...pointers(3), 'uint32'], 'uint32'],
  WNetCancelConnection2W: [['pointer', 'uint32', 'uint32'], 'uint32'],
});
/** NETRESOURCEW: four numbers, then the addresses of local name, remote name, comment and provider. */
const RESOURCE_BYTES = 48;
const REMOTE_NAME_AT = 24;
/** CONNECT_TEMPORARY: Windows does not remember it. */
const TEMPORARY = 4;

interface Question {
  readonly computer: string;
  readonly user: string;
  readonly password: string;
}

/** Logs on once and ends the session at once; `code` is the system error code (0: it logged on and the share opened). */
export function shareLogon({ computer, user, password }: Question): object {
  const [share, secret, resource] = [wide(`\\\\${computer}\\ADMIN$`), wide(password), Buffer.alloc(RESOURCE_BYTES)];
  resource.writeBigUInt64LE(addressOf(share), REMOTE_NAME_AT);
  const code = Number(mpr('WNetAddConnection2W', resource, secret, wide(user), TEMPORARY));
  secret.fill(0);
  if (code === 0) mpr('WNetCancelConnection2W', share, 0, 1);
  return { code, message: systemMessage(code) };
}
