// Who holds rights on a computer, by its local security authority (ntsecapi.h).
import { addressOf, bytesAt, libraryOf, pointers, WindowsFailure, wide } from '../ffi.ts';
import { lookedUp, membersOf, serverOf, sidAt, wholeName } from './groups.ts';

const advapi32 = libraryOf('advapi32.dll', {
  LsaOpenPolicy: [['pointer', 'pointer', 'uint32', 'pointer'], 'uint32'],
  LsaEnumerateAccountsWithUserRight: [pointers(4), 'uint32'],
  LsaFreeMemory: [['pointer'], 'uint32'],
  LsaClose: [['pointer'], 'uint32'],
  LsaNtStatusToWinError: [['uint32'], 'uint32'],
});

/** POLICY_LOOKUP_NAMES and POLICY_VIEW_LOCAL_INFORMATION. */
const ACCESS = 0x801;
const ATTRIBUTES_BYTES = 48;
const NO_MORE_ENTRIES = 0x8000_001a;

/** LSA_UNICODE_STRING, and the text that it points to. */
function counted(text: Buffer): Buffer {
  const string = Buffer.alloc(16);
  string.writeUInt16LE(text.length - 2, 0);
  string.writeUInt16LE(text.length, 2);
  string.writeBigUInt64LE(addressOf(text), 8);
  return string;
}

function check(what: string, status: number): void {
  if (status !== 0) throw new WindowsFailure(what, Number(advapi32('LsaNtStatusToWinError', status)));
}

/** For each right its holders; of a local group the members, too. A right that nobody holds has no entry there (STATUS_NO_MORE_ENTRIES). */
export function logonRights({ computer, rights }: { readonly computer: string; readonly rights: readonly string[] }): object {
  const server = serverOf(computer);
  const [policy, attributes] = [Buffer.alloc(8), Buffer.alloc(ATTRIBUTES_BYTES)];
  const system = server === null ? null : counted(server);
  check('LsaOpenPolicy', Number(advapi32('LsaOpenPolicy', system, attributes, ACCESS, policy)));
  const handle = policy.readBigUInt64LE();
  try {
    const named = (sid: string): object => {
      const known = lookedUp(server, sid);
      if (known === undefined) return { sid, name: null };
      const members = known.isLocalGroup ? membersOf(server, known.account) : undefined;
      return { sid, name: wholeName(known), ...(members === undefined ? {} : { members: members.map((member) => member.sid) }) };
    };
    return { rights: Object.fromEntries(rights.map((right) => [right, holders(handle, right).map(named)])) };
  } finally {
    advapi32('LsaClose', handle);
  }
}

function holders(policy: bigint, right: string): readonly string[] {
  const name = wide(right);
  const [list, count] = [Buffer.alloc(8), Buffer.alloc(4)];
  const status = Number(advapi32('LsaEnumerateAccountsWithUserRight', policy, counted(name), list, count));
  if (status === NO_MORE_ENTRIES) return [];
  check('LsaEnumerateAccountsWithUserRight', status);
  const address = list.readBigUInt64LE();
  try {
    const pointersTo = bytesAt(address, 8 * count.readUInt32LE());
    return Array.from({ length: pointersTo.length / 8 }, (_, index) => sidAt(pointersTo.readBigUInt64LE(8 * index)));
  } finally {
    advapi32('LsaFreeMemory', address);
  }
}
