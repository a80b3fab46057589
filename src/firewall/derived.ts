import { covers, hostForm } from '../catalog/pattern.ts';
import type { EndpointEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Requirement } from '../model/requirement.ts';
import { inspectionReason } from './inspection.ts';
import { mergeRows } from './requirements.ts';

/** The requirements and what a run found to be needed beyond them: hosts that listed endpoints lead on to. */
export function withDerived(requirements: readonly Requirement[], report: Report): readonly Requirement[] {
  const derived = report.findings.flatMap((finding) => derivedFrom(finding) ?? []);
  return mergeRows([...requirements, ...derived.filter((row) => !requirements.some((known) => isWithin(row, known)))]);
}

/** The destination of an unlisted redirect; undefined for any other finding and for a target that is no web address. */
function derivedFrom({ id, cause, required, feature, target, evidence }: Finding): Requirement | undefined {
  if (cause !== 'http.redirect-unlisted') return undefined;
  const url = webAddress((evidence as EndpointEvidence).location);
  const host = url === undefined ? undefined : hostForm(url.hostname);
  if (url === undefined || host?.form !== 'exact') return undefined;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const reason = inspectionReason(host, scheme);
  return {
    ids: [id],
    host,
    pattern: host.text,
    port: url.port === '' ? { https: 443, http: 80 }[scheme] : Number(url.port),
    scheme,
    required,
    features: [feature ?? 'derived'],
    why: [`Not in the catalog: a redirect of ${String(target.host ?? 'a listed host')} leads here.`],
    sources: [],
    hosts: [],
    inspectionExempt: reason !== '',
    inspectionReason: reason,
  };
}

function webAddress(location: unknown): URL | undefined {
  if (typeof location !== 'string') return undefined;
  try {
    const url = new URL(location);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const isWithin = (row: Requirement, known: Requirement) =>
  row.port === known.port && row.scheme === known.scheme && covers(known.host, row.host.text);
