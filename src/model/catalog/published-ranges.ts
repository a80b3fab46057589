import type { Networks } from './catalog.ts';

/** Published address ranges in words, with the day of the publication: they change without notice. */
export function rangesText({ ranges, asOf, serviceTag, note }: Networks): string {
  const tag = serviceTag === undefined ? '' : `, service tag ${serviceTag}`;
  return `${ranges.join(', ')} (as of ${asOf}${tag})${note === undefined ? '' : `. ${note}`}`;
}
