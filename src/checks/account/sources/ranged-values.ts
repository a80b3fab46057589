import type { Entry } from 'ldapts';
import type { Directory } from '../../../network/ldap/index.ts';
import { textsOf } from './directory-values.ts';

/** Values beyond this are not read. */
const MAX_VALUES = 50_000;

/** Values of an attribute, and whether there are more of them than were read. */
export interface Values {
  readonly values: readonly string[];
  readonly isCut: boolean;
}

/**
 * All values of an attribute of an entry that was read already. Of many (1500 by default) a directory tells the first ones, as `member;range=0-1499`,
 * and has to be asked for the next until it answers `member;range=1500-*` (MS-ADTS section 3.1.1.3.1.3.3). Rejects when a further question does.
 */
export async function allValues(entry: Entry, attribute: string, directory: Directory): Promise<Values> {
  const values = [...textsOf(entry, attribute)];
  for (let part = partOf(entry, attribute); part !== undefined; ) {
    values.push(...textsOf(part.entry, part.name));
    if (part.end === undefined) break;
    if (values.length >= MAX_VALUES) return { values, isCut: true };
    const next = `${attribute};range=${part.end + 1}-*`;
    const [found] = await directory.search(entry.dn, { scope: 'base', attributes: [next] });
    const following = found === undefined ? undefined : partOf(found, attribute);
    // An answer that does not go on where the last one ended would be asked for for ever.
    if (following === undefined || following.start !== part.end + 1) return { values, isCut: true };
    part = following;
  }
  return { values, isCut: false };
}

interface Part {
  readonly entry: Entry;
  readonly name: string;
  readonly start: number;
  /** Absent: these are the last ones. */
  readonly end?: number;
}

function partOf(entry: Entry, attribute: string): Part | undefined {
  for (const name of Object.keys(entry)) {
    const [, of, start, end] = /^([^;]+);range=(\d{1,9})-(\d{1,9}|\*)$/i.exec(name) ?? [];
    if (of?.toLowerCase() !== attribute.toLowerCase() || start === undefined) continue;
    return { entry, name, start: Number(start), ...(end === '*' ? {} : { end: Number(end) }) };
  }
  return undefined;
}
