import type { Entry, Limits, Wording } from './dialect.ts';
import { dropped } from './wording.ts';

/** A limit of size that an export passes. */
export interface Excess {
  readonly line: string;
  readonly refused: boolean;
}

/** `*.example.com/`, `CN=example.com`, `^[^.]+-x\.example\.com$` → the name in it, without notation and without what a star leaves at the front. */
export function nameIn(written: string): string {
  const regex = /^\^\[\^\.\]\+(.*)\$$/.exec(written)?.[1];
  if (regex !== undefined) return `x${regex.replaceAll('\\', '')}`;
  return written
    .replace(/^CN=/, '')
    .replace(/ with subdomains$/, '')
    .replace(/\/$/, '')
    .replace(/^(?:[*^]?\.)/, '')
    .replace(/^\*/, 'x');
}

/** The wording without the hosts that the device does not take; what is left out is told. */
export function heldTo({ host = () => undefined }: Limits, wording: Wording): Wording {
  const reasons = new Map(wording.hosts.map((written) => [written, notDns(nameIn(written)) ?? host(nameIn(written), written)]));
  const faults = [...new Set(reasons.values())].filter((reason) => reason !== undefined);
  if (faults.length === 0) return wording;
  const hosts = wording.hosts.filter((written) => reasons.get(written) === undefined);
  if (hosts.length === 0) return dropped(faults.join('; '));
  const costs = faults.map((reason) => ({ kind: 'narrowed', reason: `a name is left out: ${reason}`, incomplete: true }) as const);
  return { hosts, costs: [...wording.costs, ...costs] };
}

/** RFC 1035 section 2.3.4. */
function notDns(name: string): string | undefined {
  if (/^[0-9a-f]*:[0-9a-f:.]*$/.test(name)) return undefined;
  const labels = name.split('.');
  const fits = name.length <= 253 && labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  return fits ? undefined : 'this is not a host name';
}

/** Letters, digits and hyphens, the first and last character of a label a letter or digit (RFC 1123 section 2.1). */
export function isLetterDigitHyphen(name: string): boolean {
  return name.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label));
}

/** Which documented sizes an export passes. */
export function excessesOf({ sizes = [] }: Limits, entries: readonly Entry[], text: string): readonly Excess[] {
  return sizes.flatMap(({ of, scheme, most, reason, refused }) => {
    const counted = entries.filter(({ requirement }) => scheme === undefined || requirement.scheme === scheme);
    const size = of === 'hosts' ? new Set(counted.flatMap(({ hosts }) => hosts)).size : new TextEncoder().encode(text).length;
    if (size <= most) return [];
    return [{ line: `${refused ? 'TOO LARGE' : 'Large'}: ${size} ${of === 'hosts' ? 'host names' : 'bytes'}: ${reason}`, refused }];
  });
}
