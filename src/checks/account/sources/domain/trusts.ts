import type { Context } from '../../../../model/network/context.ts';
import { isWithin } from '../../../../model/network/controller.ts';
import type { Directory } from '../../../../network/ldap/index.ts';
import type { TrustKind } from '../../facts.ts';
import { baseOf, textOf } from '../directory-values.ts';
import { forestOf } from './forest.ts';
import { openDomain } from './open-domain.ts';

/** trustDirection (MS-ADTS section 6.1.6.7.12): this domain trusts the other one. */
const OUTBOUND = 0x2;
/** trustAttributes TRUST_ATTRIBUTE_FOREST_TRANSITIVE (MS-ADTS section 6.1.6.7.9): of a whole forest, with the names below its own. */
const FOREST_TRANSITIVE = 0x8;
/** TRUST_ATTRIBUTE_CROSS_ORGANIZATION: selective authentication. */
const CROSS_ORGANIZATION = 0x10;

/** Does the domain of a verified connection name `domain` as one of its forest, or as one that it trusts? Rejects when the directory cannot tell. */
export async function isTrusted(domain: string, directory: Directory, home: string, context: Context): Promise<boolean> {
  return LETS_IN.has(await trustOf(domain, directory, home, context));
}

const LETS_IN: ReadonlySet<TrustKind> = new Set(['same-forest', 'trusted', 'selective']);
/** Of several trusts the one that lets most in counts. */
const BEST_FIRST = ['trusted', 'selective', 'wrong-direction', 'none'] as const satisfies readonly TrustKind[];

/**
 * How the domain of a verified connection trusts `domain` (trustedDomain, MS-ADTS section 6.1.6.7). Trusts of a forest are kept by its root domain, which
 * is asked too. Rejects when the directory cannot tell.
 */
export async function trustOf(domain: string, directory: Directory, home: string, context: Context): Promise<TrustKind> {
  const { domains, root } = await forestOf(directory, home);
  if ([home, ...domains.values()].some((one) => isSame(one, domain))) return 'same-forest';
  const own = await trusts(directory, home, domain);
  if (own === 'trusted' || root === undefined || isSame(root, home)) return own;
  const opened = await openDomain(root, { domain: root, domainControllers: [], otherDomains: [] }, context);
  if (!('directory' in opened)) {
    if (own !== 'none') return own;
    throw Object.assign(new Error(opened.failure.message), { code: opened.failure.code });
  }
  try {
    const ofRoot = await trusts(opened.directory, root, domain);
    return BEST_FIRST.find((kind) => kind === own || kind === ofRoot) ?? own;
  } finally {
    await opened.directory.close();
  }
}

async function trusts(directory: Directory, home: string, domain: string): Promise<TrustKind> {
  const partners = await directory.search(`CN=System,${baseOf(home)}`, {
    scope: 'one',
    filter: '(objectClass=trustedDomain)',
    attributes: ['trustPartner', 'trustDirection', 'trustAttributes'],
  });
  const kinds = partners.map((entry): TrustKind => {
    const [direction, attributes] = [bits(textOf(entry, 'trustDirection')), bits(textOf(entry, 'trustAttributes'))];
    const partner = textOf(entry, 'trustPartner') ?? '';
    if (!isSame(partner, domain) && ((attributes & FOREST_TRANSITIVE) === 0 || !isWithin(domain, partner))) return 'none';
    if ((direction & OUTBOUND) === 0) return 'wrong-direction';
    return (attributes & CROSS_ORGANIZATION) === 0 ? 'trusted' : 'selective';
  });
  return BEST_FIRST.find((kind) => kinds.includes(kind)) ?? 'none';
}

function bits(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isInteger(value) ? value : 0;
}

function isSame(domain: string, other: string): boolean {
  return domain.toLowerCase() === other.toLowerCase();
}
