import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import { authority } from '../../model/network/route.ts';

/**
 * Where a finding is: `host:port` of a destination, with the range where the port is one of a range, otherwise its title. What keeps a host from working may be elsewhere:
 * then it is that place. Raw text: whoever prints it escapes it.
 */
function placesOfOne(finding: Finding): readonly string[] {
  const evidence: EndpointEvidence = finding.evidence;
  if (finding.cause === 'tls.revocation-unreachable' && evidence.revocation !== undefined)
    return evidence.revocation.map(({ url }) => url.replace(/^http:\/\/([^/?#:]+).*$/, '$1:80'));
  if (finding.cause === 'http.redirect-unlisted' && evidence.redirectHost !== undefined) return [evidence.redirectHost];
  return [placeOf(finding)];
}

/** The place of the finding itself. */
export function placeOf({ target, title }: Finding): string {
  const { host, port, portRange } = target;
  if (host !== undefined && portRange !== undefined) return `${host}:${portRange}`;
  return host !== undefined && port !== undefined ? authority({ host, port }) : title;
}

/** Places without repetition, in the order of the findings. */
export function placesOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.flatMap(placesOfOne))];
}
