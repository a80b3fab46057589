import type { Finding } from '../../model/finding.ts';
import { authority } from '../../model/network/route.ts';

/** Where a finding is: `host:port` of a destination, with the range where the port is one of a range, otherwise its title. Raw text: whoever prints it escapes it. */
export function placeOf({ target, title }: Finding): string {
  const { host, port, portRange } = target;
  if (host !== undefined && portRange !== undefined) return `${host}:${portRange}`;
  return host !== undefined && port !== undefined ? authority({ host, port }) : title;
}

/** Places without repetition, in the order of the findings. */
export function placesOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(placeOf))];
}
