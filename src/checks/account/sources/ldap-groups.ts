import type { Entry } from 'ldapts';
import type { Directory } from '../../../network/ldap/index.ts';
import type { GroupMembership } from '../facts.ts';
import { sidOf, textOf, textsOf } from './directory-values.ts';

/** Groups beyond this are known by their SID only. */
const MAX_NAMED = 200;

interface Group {
  readonly sid: string;
  readonly name: string;
  readonly through: readonly string[];
}

/**
 * All groups of an account. Which they are the directory itself says (tokenGroups: nested ones and the primary group, MS-ADTS section 3.1.1.4.5.19);
 * through which groups is found by walking up memberOf, each group once, so that circles end.
 */
export async function groupsOf(entry: Entry, directory: Directory): Promise<readonly GroupMembership[]> {
  const walked = await walkUp(textsOf(entry, 'memberOf'), directory);
  const known = new Map(walked.map((group) => [group.sid, group]));
  const token = buffersOf(entry.tokenGroups).flatMap((bytes) => sidOf(bytes) ?? []);
  const others: GroupMembership[] = [];
  for (const sid of token) {
    if (known.has(sid)) continue;
    const name = others.length < MAX_NAMED ? await nameOf(sid, directory) : sid;
    others.push({ sid, name, through: [name] });
  }
  return [...walked, ...others];
}

async function walkUp(direct: readonly string[], directory: Directory): Promise<readonly Group[]> {
  const queue = direct.map((dn) => ({ dn, through: [] as readonly string[] }));
  const seen = new Set<string>();
  const groups: Group[] = [];
  for (let next = queue.shift(); next !== undefined && groups.length < MAX_NAMED; next = queue.shift()) {
    const { dn, through } = next;
    if (seen.has(dn.toLowerCase())) continue;
    seen.add(dn.toLowerCase());
    const attributes = ['sAMAccountName', 'objectSid', 'memberOf'];
    const [group] = await directory.search(dn, { scope: 'base', attributes, explicitBufferAttributes: ['objectSid'] }).catch(() => []);
    const sid = group?.objectSid instanceof Buffer ? sidOf(group.objectSid) : undefined;
    if (group === undefined || sid === undefined) continue;
    const name = textOf(group, 'sAMAccountName') ?? dn;
    const path = [...through, name];
    groups.push({ sid, name, through: path });
    queue.push(...textsOf(group, 'memberOf').map((parent) => ({ dn: parent, through: path })));
  }
  return groups;
}

/** A base read of `<SID=...>` (MS-ADTS section 3.1.1.3.1.2.4). */
async function nameOf(sid: string, directory: Directory): Promise<string> {
  const [found] = await directory.search(`<SID=${sid}>`, { scope: 'base', attributes: ['sAMAccountName'] }).catch(() => []);
  return textOf(found, 'sAMAccountName') ?? sid;
}

function buffersOf(value: unknown): readonly Buffer[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is Buffer => one instanceof Buffer);
}
