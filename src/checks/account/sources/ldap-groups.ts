import type { Entry } from 'ldapts';
import type { Directory } from '../../../network/ldap/index.ts';
import { domainSidOf, type GroupMembership } from '../facts.ts';
import { sidOf, textOf } from './directory-values.ts';
import { allValues } from './ranged-values.ts';

/** Groups beyond this are known by their SID only. */
const MAX_NAMED = 200;

/**
 * All groups of an account. Which they are the directory itself says (tokenGroups: nested ones and the primary group, MS-ADTS section 3.1.1.4.5.19);
 * through which groups is found by walking up memberOf, each group once, so that circles end. Undefined: the directory does not tell.
 */
export async function groupsOf(entry: Entry, directory: Directory): Promise<readonly GroupMembership[] | undefined> {
  const token = buffersOf(entry.tokenGroups).flatMap((bytes) => sidOf(bytes) ?? []);
  // Everybody has a primary group: without any the attribute was not to be read.
  if (token.length === 0) return undefined;
  const all = await walkUp((await allValues(entry, 'memberOf', directory)).values, directory);
  // A distribution group is a member of nothing that counts.
  const walked = all.filter(({ sid }) => token.includes(sid));
  const known = new Map(walked.map((group) => [group.sid, group]));
  const others: GroupMembership[] = [];
  for (const sid of token) {
    if (known.has(sid)) continue;
    const isAskedFor = others.length < MAX_NAMED && domainSidOf(sid) !== undefined;
    others.push(isAskedFor ? await groupOf(sid, directory) : { sid, name: sid, through: [sid] });
  }
  return [...walked, ...others];
}

async function walkUp(direct: readonly string[], directory: Directory): Promise<readonly GroupMembership[]> {
  const queue = direct.map((dn) => ({ dn, through: [] as readonly string[] }));
  const seen = new Set<string>();
  const groups: GroupMembership[] = [];
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
    groups.push({ sid, name, distinguishedName: group.dn, through: path });
    const parents = await allValues(group, 'memberOf', directory);
    queue.push(...parents.values.map((parent) => ({ dn: parent, through: path })));
  }
  return groups;
}

/** A base read of `<SID=...>` (MS-ADTS section 3.1.1.3.1.2.4). */
async function groupOf(sid: string, directory: Directory): Promise<GroupMembership> {
  const [found] = await directory.search(`<SID=${sid}>`, { scope: 'base', attributes: ['sAMAccountName'] }).catch(() => []);
  const name = textOf(found, 'sAMAccountName') ?? sid;
  return { sid, name, through: [name], ...(found === undefined ? {} : { distinguishedName: found.dn }) };
}

function buffersOf(value: unknown): readonly Buffer[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is Buffer => one instanceof Buffer);
}
