import type { Finding } from '../model/finding.ts';
import { authority } from '../model/route.ts';

/** Where a finding is: `host:port` of a destination, otherwise its title. Raw text: whoever prints it escapes it. */
export function placeOf({ target, title }: Finding): string {
  const { host, port } = target as { readonly host?: unknown; readonly port?: unknown };
  return typeof host === 'string' && typeof port === 'number' ? authority({ host, port }) : title;
}

/** Places without repetition, in the order of the findings. */
export function placesOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(placeOf))];
}
