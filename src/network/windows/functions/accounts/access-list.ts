// The access rules of a file as they lie in memory (MS-DTYP sections 2.4.4 and 2.4.5).
import { sidText } from './sid.ts';

/** One rule, as `scripts/access-rules.ps1` tells it. */
interface AccessRule {
  readonly sid: string;
  /** An access mask, signed. */
  readonly rights: number;
  readonly allow: boolean;
  /** For what is made in the folder, not for the folder itself. */
  readonly inheritOnly: boolean;
}

const LIST_HEADER_BYTES = 8;
const ENTRY_HEADER_BYTES = 8;
/** ACCESS_ALLOWED_ACE and its callback form, whose condition may hold for anybody; then those that deny. */
const [ALLOWS, DENIES]: readonly ReadonlySet<number>[] = [new Set([0, 9]), new Set([1, 10])];
const INHERIT_ONLY = 0x08;
/** Everything to everyone: what a missing list means (section 2.4.6). */
const OPEN: readonly AccessRule[] = [{ sid: 'S-1-1-0', rights: -1, allow: true, inheritOnly: false }];

/** The rules of a list; undefined stands for none at all. Throws on a kind of entry that files have not: what it grants is not known. */
export function accessRules(list: Buffer | undefined): readonly AccessRule[] {
  if (list === undefined) return OPEN;
  const rules: AccessRule[] = [];
  let at = LIST_HEADER_BYTES;
  for (let left = list.readUInt16LE(4); left > 0; left -= 1) {
    const [kind, flags, length] = [list.readUInt8(at), list.readUInt8(at + 1), list.readUInt16LE(at + 2)];
    if (!ALLOWS?.has(kind) && !DENIES?.has(kind)) throw new Error(`an access rule of kind ${kind}`);
    const sid = sidText(list.subarray(at + ENTRY_HEADER_BYTES, at + length));
    rules.push({ sid, rights: list.readInt32LE(at + 4), allow: ALLOWS?.has(kind) === true, inheritOnly: (flags & INHERIT_ONLY) !== 0 });
    at += length;
  }
  return rules;
}
