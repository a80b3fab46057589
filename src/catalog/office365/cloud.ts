import type { Cloud } from '../../model/catalog/cloud.ts';
import type { OfficeSet } from './sets.ts';

/** A list says nowhere of which cloud it is; lists of the other two have names of domains that the worldwide one lacks, or nearly. */
export function cloudOf(sets: readonly OfficeSet[]): Cloud {
  const names = sets.flatMap(({ urls }) => urls.map((url) => url.toLowerCase()));
  const share = (domain: RegExp): number => names.filter((name) => domain.test(name)).length / Math.max(1, names.length);
  if (share(/\.cn$/) >= 0.25) return 'china';
  return share(/\.(?:us|mil)$/) >= 0.25 ? 'usgov' : 'public';
}
