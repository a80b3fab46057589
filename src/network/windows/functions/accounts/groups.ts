// Names of SIDs and members of local groups, of this computer or another (winbase.h, lmaccess.h).
import { bytesAt, lastError, libraryOf, pointers, textAt, WindowsFailure, wide } from '../ffi.ts';
import { SID_HEADER_BYTES, sidBytes, sidText } from './sid.ts';

const advapi32 = libraryOf('advapi32.dll', { LookupAccountSidW: [pointers(7), 'uint32'] });
const netapi32 = libraryOf('netapi32.dll', {
  NetLocalGroupGetMembers: [['pointer', 'pointer', 'uint32', 'pointer', 'uint32', ...pointers(3)], 'uint32'],
  NetApiBufferFree: [['pointer'], 'uint32'],
});
const kernel32 = libraryOf('kernel32.dll', { GetComputerNameExW: [['uint32', 'pointer', 'pointer'], 'uint32'] });

interface Principal {
  readonly sid: string;
  /** Null: nobody there knows the SID. */
  readonly name: string | null;
}

const NAME_CHARACTERS = 1024;
const [NETBIOS_NAME, DNS_DOMAIN, FULL_NAME] = [0, 2, 3];
const ALIAS = 4;

function ownName(kind: number): string {
  const [name, length] = [Buffer.alloc(2 * NAME_CHARACTERS), Buffer.alloc(4)];
  length.writeUInt32LE(NAME_CHARACTERS);
  if (Number(kernel32('GetComputerNameExW', kind, name, length)) === 0) throw new WindowsFailure('GetComputerNameExW', lastError());
  return name.toString('utf16le', 0, 2 * length.readUInt32LE());
}

/** The primary DNS suffix, which in a domain is the domain's name. */
export function dnsSuffix(): object {
  return { domain: ownName(DNS_DOMAIN) };
}

/** As functions take a computer: null is this one. */
export function serverOf(computer: string): Buffer | null {
  const own = ['.', 'localhost', ownName(NETBIOS_NAME), ownName(FULL_NAME)].map((name) => name.toLowerCase());
  return own.includes(computer.toLowerCase()) ? null : wide(`\\\\${computer}`);
}

/** The text (`S-1-5-...`) of the security identifier that Windows put at an address of this process. */
export function sidAt(address: bigint): string {
  const count = bytesAt(address, 2).readUInt8(1);
  return sidText(bytesAt(address, SID_HEADER_BYTES + 4 * count));
}

interface Named {
  readonly domain: string;
  readonly account: string;
  readonly isLocalGroup: boolean;
}

const NONE_MAPPED = 1332;

/** What a computer calls a SID; undefined: it does not know it. */
export function lookedUp(server: Buffer | null, sid: string): Named | undefined {
  const [account, domain, use] = [Buffer.alloc(2 * NAME_CHARACTERS), Buffer.alloc(2 * NAME_CHARACTERS), Buffer.alloc(4)];
  const lengths = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  for (const length of lengths) length.writeUInt32LE(NAME_CHARACTERS);
  if (Number(advapi32('LookupAccountSidW', server, sidBytes(sid), account, lengths[0], domain, lengths[1], use)) === 0) {
    const code = lastError();
    if (code === NONE_MAPPED) return undefined;
    throw new WindowsFailure('LookupAccountSidW', code);
  }
  const text = (block: Buffer, length: Buffer): string => block.toString('utf16le', 0, 2 * length.readUInt32LE());
  return { account: text(account, lengths[0]), domain: text(domain, lengths[1]), isLocalGroup: use.readUInt32LE() === ALIAS };
}

/** `CORP\svc-cm`, or the name alone where there is no domain to it. */
export function wholeName({ domain, account }: Named): string {
  return domain === '' ? account : `${domain}\\${account}`;
}

/** A domain local group is of the same kind as a local one, and a member server knows no members of it (ERROR_NO_SUCH_ALIAS, NERR_GroupNotFound). */
const NO_SUCH_GROUP: ReadonlySet<number> = new Set([1376, 2220]);
const MEMBER_BYTES = 24;
const ALL = 0xffff_ffff;

/** The members of a local group (LOCALGROUP_MEMBERS_INFO_2: SID, its kind, `DOMAIN\name`); undefined: there is no such group there. */
export function membersOf(server: Buffer | null, group: string): readonly Principal[] | undefined {
  const [list, read, total] = [Buffer.alloc(8), Buffer.alloc(4), Buffer.alloc(4)];
  const code = Number(netapi32('NetLocalGroupGetMembers', server, wide(group), 2, list, ALL, read, total, null));
  if (NO_SUCH_GROUP.has(code)) return undefined;
  if (code !== 0) throw new WindowsFailure('NetLocalGroupGetMembers', code);
  const address = list.readBigUInt64LE();
  try {
    const entries = address === 0n ? Buffer.alloc(0) : bytesAt(address, MEMBER_BYTES * read.readUInt32LE());
    return Array.from({ length: entries.length / MEMBER_BYTES }, (_, index) => {
      const at = MEMBER_BYTES * index;
      const name = textAt(entries.readBigUInt64LE(at + 16));
      const isKnown = !ENDS_WITHOUT_NAME.test(name);
      return { sid: sidAt(entries.readBigUInt64LE(at)), name: isKnown ? name : null };
    });
  } finally {
    if (address !== 0n) netapi32('NetApiBufferFree', address);
  }
}
/** An orphaned member has a domain at most, or its SID as its name. */
const ENDS_WITHOUT_NAME = /^$|\\$|^S-1-/;

const ADMINISTRATORS = 'S-1-5-32-544';

/** The members of the group of administrators, whatever it is called there. */
export function localAdministrators({ computer }: { readonly computer: string }): object {
  const server = serverOf(computer);
  const group = lookedUp(server, ADMINISTRATORS);
  const members = group === undefined ? undefined : membersOf(server, group.account);
  if (members === undefined) throw new WindowsFailure('NetLocalGroupGetMembers', 1376);
  return { members };
}
