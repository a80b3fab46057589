import type { Requirement } from '../model/catalog/requirement.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

/** Owners whose device a rule is for. */
const BY_RULE: ReadonlySet<string> = new Set(['firewall', 'proxy', 'security']);

/** Requirements that a run found shut: what is left to allow. What the run did not ask about, or found open, is left out. */
export function missingOnly(requirements: readonly Requirement[], { findings }: Report): readonly Requirement[] {
  const shut = findings.filter(isShut);
  return requirements.filter((requirement) => shut.some((finding) => isAbout(finding, requirement)));
}

/** A route finding only sums up: the findings that it explains are there as well. */
function isShut({ kind, status, owner }: Finding): boolean {
  return kind === 'endpoint' && (status === 'fail' || status === 'warn') && owner !== null && BY_RULE.has(owner);
}

function isAbout(finding: Finding, { ids, port, pattern }: Requirement): boolean {
  const isDerived = ids.some((key) => key.startsWith('derived/'));
  // The entry itself answered: what is shut is where it redirects to.
  if (finding.cause === 'http.redirect-unlisted') return isDerived && finding.evidence.redirectHost === `${pattern}:${port}`;
  const { id, target } = finding;
  if (target.port !== port) return false;
  return (
    (isDerived && target.host === pattern) || ids.some((key) => id.startsWith(`endpoint:${key}:`) || id.startsWith(`endpoint:${key}/`))
  );
}
