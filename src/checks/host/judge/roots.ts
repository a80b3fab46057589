import { daysUntil, NOTICE_DAYS } from '../../../model/catalog/release.ts';
import type { HostAnswers } from '../facts.ts';
import { type Authority, ROOTS, ROOTS_TO_COME, type RootAuthority, SUBORDINATES } from './authorities.ts';
import { advice, type HostRuling } from './ruling.ts';

type Roots = HostAnswers['roots'];

/** Roots of the services that are not in the machine store, those that end soon, and where nothing fetches authorities, what the page asks for beyond them. */
export function roots({ thumbprints, intermediates, rootUpdates }: Roots, startedAt: string): readonly HostRuling[] {
  const isValid = ({ validUntil }: RootAuthority): boolean => daysUntil(validUntil, startedAt) >= 0;
  const missingRoots = missing(ROOTS.filter(isValid), thumbprints).map(({ name, sha1 }) => ({ name, sha1 }));
  const rulings: readonly HostRuling[] = [
    // Windows fetches roots when they are first needed; where it cannot, the services' chains fail.
    ...(missingRoots.length === 0 ? [] : [{ status: 'warn', cause: 'host.root-missing', evidence: { missingRoots } } as const]),
    ...ROOTS.flatMap((root) => ending(root, startedAt)),
  ];
  if (rootUpdates !== false) return rulings;
  return [
    ...rulings,
    ...subordinates(intermediates ?? undefined),
    ...(missingRoots.length === 0 ? toCome(missing(ROOTS_TO_COME, thumbprints)) : []),
  ];
}

function missing<A extends Authority>(wanted: readonly A[], thumbprints: readonly string[]): readonly A[] {
  const known = new Set(thumbprints.map((thumbprint) => thumbprint.toLowerCase()));
  return wanted.filter(({ sha1 }) => !known.has(sha1));
}

function ending({ name, sha1, validUntil }: RootAuthority, startedAt: string): readonly HostRuling[] {
  const days = daysUntil(validUntil, startedAt);
  if (days < 0 || days > NOTICE_DAYS) return [];
  return [
    advice(
      `root-end/${sha1.slice(0, 8)}`,
      'warn',
      `${name} expires on ${validUntil}, in ${days} ${days === 1 ? 'day' : 'days'}: chains of the services will end in another root.`,
      'update this program for the list of that day, and see that automatic root updates work.',
      { certificateEnds: validUntil },
    ),
  ];
}

/** Nothing fetches what a server leaves out: the page asks for the subordinate authorities in the Intermediate store (Azure certificate authority details, client compatibility). */
function subordinates(intermediates: readonly string[] | undefined): readonly HostRuling[] {
  if (intermediates === undefined) return [];
  const lacking = missing(SUBORDINATES, intermediates);
  if (lacking.length === 0) return [];
  const names = [...new Set(lacking.map(({ name }) => name))];
  return [
    advice(
      'intermediates',
      'warn',
      `Automatic root updates are switched off by policy (DisableRootAutoUpdate), and ${lacking.length} of ${SUBORDINATES.length} subordinate authorities of Microsoft's list are not in the Intermediate store: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and more' : ''}. Most servers send theirs; where one does not, the chain fails.`,
      'import the subordinate authorities of the page "Azure Certificate Authority details" that are still valid into the Intermediate Certification Authorities store, or allow automatic root updates.',
      { missingIntermediates: lacking.map(({ name, sha1 }) => ({ name, sha1 })) },
    ),
  ];
}

/** Told only where they will not come by themselves; the pass of the question. */
function toCome(lacking: readonly RootAuthority[]): readonly HostRuling[] {
  if (lacking.length === 0) return [];
  return [
    {
      status: 'pass',
      message: `No chain of Microsoft's list ends in ${lacking.map(({ name }) => name).join(' or ')} yet; they will not come by themselves here, as automatic root updates are switched off.`,
    },
  ];
}
