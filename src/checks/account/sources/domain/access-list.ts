import { sidOf } from '../directory-values.ts';

/** The extended right "Allowed to Authenticate" (rightsGuid of the schema, MS-ADTS section 5.1.3.2.1), as its bytes stand in an entry. */
export const ALLOWED_TO_AUTHENTICATE = Buffer.from('79d1b168150d4f4dab7146152e79a7bc', 'hex');

/** Types of entries (MS-DTYP section 2.4.4.1): allowed and denied, for the whole object or for one right. */
const ALLOWED: ReadonlySet<number> = new Set([0, 5]);
const DENIED: ReadonlySet<number> = new Set([1, 6]);
const OF_OBJECT: ReadonlySet<number> = new Set([5, 6]);
/** It counts for objects below only (MS-DTYP section 2.4.4.1). */
const INHERIT_ONLY = 0x08;
/** RIGHT_DS_CONTROL_ACCESS and GENERIC_ALL (MS-ADTS section 5.1.3.2). */
const CONTROL_ACCESS = 0x100;
const GENERIC_ALL = 0x10000000;
const HAS_TYPE = 0x1;
const HAS_INHERITED_TYPE = 0x2;
const GUID_BYTES = 16;
const MAX_ENTRIES = 2000;

/** Who has a right and to whom it is denied, as SIDs. */
export interface RightHolders {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

/**
 * Who has an extended right on an object, by its security descriptor in self-relative form (MS-DTYP section 2.4.6). Undefined: it is none, or has no access
 * control list.
 */
export function holdersOfRight(descriptor: Buffer, right: Buffer): RightHolders | undefined {
  if (descriptor.length < 20) return undefined;
  const at = descriptor.readUInt32LE(16);
  if (at === 0 || at + 8 > descriptor.length) return undefined;
  const count = Math.min(descriptor.readUInt16LE(at + 4), MAX_ENTRIES);
  const [allowed, denied] = [new Set<string>(), new Set<string>()];
  let next = at + 8;
  for (let index = 0; index < count; index += 1) {
    if (next + 8 > descriptor.length) return undefined;
    const size = descriptor.readUInt16LE(next + 2);
    if (size < 8 || next + size > descriptor.length) return undefined;
    const entry = descriptor.subarray(next, next + size);
    const sid = holderIn(entry, right);
    if (sid !== undefined) (DENIED.has(entry[0] ?? -1) ? denied : allowed).add(sid);
    next += size;
  }
  return { allowed: [...allowed], denied: [...denied] };
}

/** Whom an entry is about, if it is about this right. */
function holderIn(entry: Buffer, right: Buffer): string | undefined {
  const type = entry[0] ?? -1;
  if (((entry[1] ?? 0) & INHERIT_ONLY) !== 0 || (!ALLOWED.has(type) && !DENIED.has(type))) return undefined;
  if ((entry.readUInt32LE(4) & (CONTROL_ACCESS | GENERIC_ALL)) === 0) return undefined;
  if (!OF_OBJECT.has(type)) return sidOf(entry.subarray(8));
  if (entry.length < 12) return undefined;
  const flags = entry.readUInt32LE(8);
  const hasType = (flags & HAS_TYPE) !== 0;
  // Without a type it is every extended right.
  if (hasType && !entry.subarray(12, 12 + GUID_BYTES).equals(right)) return undefined;
  return sidOf(entry.subarray(12 + (hasType ? GUID_BYTES : 0) + ((flags & HAS_INHERITED_TYPE) === 0 ? 0 : GUID_BYTES)));
}
