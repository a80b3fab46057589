// Who may do what with a file and the folders above it, and who this process is (aclapi.h, processthreadsapi.h).
import { win32 } from 'node:path';
import { bytesAt, lastError, libraryOf, pointers, WindowsFailure, wide } from '../ffi.ts';
import { accessRules } from './access-list.ts';
import { sidAt } from './groups.ts';
import { sidBytes } from './sid.ts';

const advapi32 = libraryOf('advapi32.dll', {
  GetNamedSecurityInfoW: [['pointer', 'uint32', 'uint32', ...pointers(5)], 'uint32'],
  OpenProcessToken: [['pointer', 'uint32', 'pointer'], 'int32'],
  GetTokenInformation: [['pointer', 'uint32', 'pointer', 'uint32', 'pointer'], 'int32'],
  CheckTokenMembership: [pointers(3), 'int32'],
});
const kernel32 = libraryOf('kernel32.dll', {
  GetFileAttributesW: [['pointer'], 'uint32'],
  LocalFree: [['pointer'], 'pointer'],
  CloseHandle: [['pointer'], 'int32'],
});

/** SE_FILE_OBJECT; OWNER_SECURITY_INFORMATION and DACL_SECURITY_INFORMATION. */
const [FILE, OWNER_AND_LIST] = [1, 1 | 4];
const REPARSE_POINT = 0x400;
const NO_ATTRIBUTES = 0xffff_ffff;
const ACCESS_DENIED = 5;

/** Owner and access rules of a file, its folder and every folder above, as SIDs; the user of this process. */
export function fileAccess({ path }: { readonly path: string }): object {
  const paths = [win32.resolve(path)];
  for (let above = win32.dirname(paths[0] ?? ''); above !== paths.at(-1); above = win32.dirname(above)) paths.push(above);
  return { user: ownUser(), steps: paths.map(step) };
}

function step(path: string): object {
  const attributes = Number(kernel32('GetFileAttributesW', wide(path)));
  if (attributes === NO_ATTRIBUTES) throw new WindowsFailure(`the attributes of ${path}`, lastError());
  const [owner, list, whole] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8)];
  const code = Number(advapi32('GetNamedSecurityInfoW', wide(path), FILE, OWNER_AND_LIST, owner, null, list, null, whole));
  if (code !== 0) throw new WindowsFailure(`the access rules of ${path}`, code);
  try {
    const [sid, at] = [owner.readBigUInt64LE(), list.readBigUInt64LE()];
    if (sid === 0n) throw new WindowsFailure(`the owner of ${path}`, ACCESS_DENIED);
    const rules = accessRules(at === 0n ? undefined : bytesAt(at, bytesAt(at, 4).readUInt16LE(2)));
    return { path, owner: sidAt(sid), link: (attributes & REPARSE_POINT) !== 0, rules };
  } finally {
    kernel32('LocalFree', whole.readBigUInt64LE());
  }
}

/** GetCurrentProcess, TOKEN_QUERY and TokenUser, whose structure begins with the address of the SID. */
const [THIS_PROCESS, QUERY, USER] = [0xffff_ffff_ffff_ffffn, 8, 1];

function ownUser(): string {
  const token = Buffer.alloc(8);
  if (Number(advapi32('OpenProcessToken', THIS_PROCESS, QUERY, token)) === 0) throw new WindowsFailure('OpenProcessToken', lastError());
  try {
    const [user, length] = [Buffer.alloc(256), Buffer.alloc(4)];
    if (Number(advapi32('GetTokenInformation', token.readBigUInt64LE(), USER, user, user.length, length)) === 0)
      throw new WindowsFailure('GetTokenInformation', lastError());
    return sidAt(user.readBigUInt64LE());
  } finally {
    kernel32('CloseHandle', token.readBigUInt64LE());
  }
}

/** Is this process an administrator whose rights are in force (elevated)? */
export function isAdministrator(): boolean {
  const answer = Buffer.alloc(4);
  if (Number(advapi32('CheckTokenMembership', null, sidBytes('S-1-5-32-544'), answer)) === 0)
    throw new WindowsFailure('CheckTokenMembership', lastError());
  return answer.readInt32LE() !== 0;
}
