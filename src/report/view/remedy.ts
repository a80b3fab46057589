import { around, capitalised, text } from '../../causes/phrasing/phrase.ts';
import type { Finding } from '../../model/finding.ts';
import { OWNER_WORDS } from '../../model/owner.ts';

type Changed = Pick<Finding, 'owner' | 'remedy' | 'evidence'>;

/** What to change, with whose device it is in front: for places where nothing else says so. Empty: nothing is to be changed. */
export function remedyWithOwner(finding: Changed): string {
  const { owner, remedy } = finding;
  if (remedy === '' || owner === null) return capitalised(remedy);
  return `${ownDevice(finding) ?? OWNER_WORDS[owner].device}: ${remedy}`;
}

/** What to change, below a heading or beside a column that names the owner: the device only where it is one of several. */
export function remedyBelowOwner(finding: Changed): string {
  const { remedy } = finding;
  const device = remedy === '' ? undefined : ownDevice(finding);
  return device === undefined ? capitalised(remedy) : `${device}: ${remedy}`;
}

/** One of several that the same team runs, by its name: a proxy, a server. */
function ownDevice({ owner, evidence }: Changed): string | undefined {
  if (owner === 'host') return around('Server ', text(evidence.hostname) ?? text(evidence.target));
  return owner === 'proxy' ? around('Proxy ', text(evidence.proxy)) : undefined;
}
