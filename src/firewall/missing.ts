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

function isAbout({ id, target }: Finding, { ids, port, pattern }: Requirement): boolean {
  if (target.port !== port) return false;
  return ids.some(
    (key) =>
      id.startsWith(`endpoint:${key}:`) || id.startsWith(`endpoint:${key}/`) || (key.startsWith('derived/') && target.host === pattern),
  );
}
