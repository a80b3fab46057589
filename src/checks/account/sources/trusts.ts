import type { Context } from '../../../model/network/context.ts';
import { isWithin } from '../../../model/network/controller.ts';
import type { Directory } from '../../../network/ldap/index.ts';
import { baseOf, textOf } from './directory-values.ts';
import { forestOf } from './forest.ts';
import { openDomain } from './open-domain.ts';

/** trustDirection (MS-ADTS section 6.1.6.7.12): this domain trusts the other one. */
const OUTBOUND = 0x2;
/** trustAttributes TRUST_ATTRIBUTE_FOREST_TRANSITIVE (MS-ADTS section 6.1.6.7.9): of a whole forest, with the names below its own. */
const FOREST_TRANSITIVE = 0x8;

/**
 * Does the domain of a verified connection name `domain` as one of its forest, or as one that it trusts (trustedDomain, MS-ADTS section 6.1.6.7)?
 * Trusts of a forest are kept by its root domain, which is asked too. Rejects when the directory cannot tell.
 */
export async function isTrusted(domain: string, directory: Directory, home: string, context: Context): Promise<boolean> {
  const { domains, root } = await forestOf(directory, home);
  if ([home, ...domains.values()].some((one) => isSame(one, domain))) return true;
  if (await trusts(directory, home, domain)) return true;
  if (root === undefined || isSame(root, home)) return false;
  const opened = await openDomain(root, { domain: root, domainControllers: [], otherDomains: [] }, context);
  if (!('directory' in opened)) return false;
  try {
    return await trusts(opened.directory, root, domain);
  } finally {
    await opened.directory.close();
  }
}

async function trusts(directory: Directory, home: string, domain: string): Promise<boolean> {
  const partners = await directory.search(`CN=System,${baseOf(home)}`, {
    scope: 'one',
    filter: '(objectClass=trustedDomain)',
    attributes: ['trustPartner', 'trustDirection', 'trustAttributes'],
  });
  return partners.some((entry) => {
    const partner = textOf(entry, 'trustPartner') ?? '';
    if ((bits(textOf(entry, 'trustDirection')) & OUTBOUND) === 0) return false;
    return isSame(partner, domain) || ((bits(textOf(entry, 'trustAttributes')) & FOREST_TRANSITIVE) !== 0 && isWithin(domain, partner));
  });
}

function bits(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isInteger(value) ? value : 0;
}

function isSame(domain: string, other: string): boolean {
  return domain.toLowerCase() === other.toLowerCase();
}
