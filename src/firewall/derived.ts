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

/**
 * What a finding says is needed beyond the catalog: the destination of an unlisted redirect, or that of a derived finding. Undefined for any other
 * finding and for a target that is no name on the web.
 */
function derivedFrom(finding: Finding): Requirement | undefined {
  const { id, required, feature, evidence } = finding;
  const found = id.startsWith('endpoint:derived/') ? ofDerivedFinding(finding) : ofRedirect(finding);
  const host = found === undefined ? undefined : hostForm(found.host);
  if (found === undefined || host?.form !== 'exact' || !/\.[^.]*[a-z][^.]*$/.test(host.text)) return undefined;
  const { scheme, port, why } = found;
  const reason = inspectionReason(host, scheme);
  const { neededBy = [] } = evidence as EndpointEvidence;
  return {
    ids: [id],
    host,
    pattern: host.text,
    port,
    scheme,
    required,
    features: [feature ?? 'derived'],
    why: [
      why,
      ...(neededBy.length === 0 ? [] : [`Needed by ${neededBy.slice(0, 5).join(', ')}${neededBy.length > 5 ? ' and more' : ''}.`]),
    ],
    sources: [],
    hosts: [],
    inspectionExempt: reason !== '',
    inspectionReason: reason,
  };
}

interface Found {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly why: string;
}

function ofDerivedFinding({ target, evidence }: Finding): Found | undefined {
  const { host, port, scheme } = target as Readonly<Record<string, unknown>>;
  if (typeof host !== 'string' || typeof port !== 'number' || (scheme !== 'http' && scheme !== 'https')) return undefined;
  return { host, port, scheme, why: (evidence as EndpointEvidence).why ?? 'Not in the catalog.' };
}

function ofRedirect({ cause, target, evidence }: Finding): Found | undefined {
  const { location, redirectLoop, redirectLimit } = evidence as EndpointEvidence;
  if (cause !== 'http.redirect-unlisted' || redirectLoop === true || redirectLimit !== undefined) return undefined;
  const url = webAddress(location);
  if (url === undefined) return undefined;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? { https: 443, http: 80 }[scheme] : Number(url.port);
  return {
    host: url.hostname,
    port,
    scheme,
    why: `Not in the catalog: a redirect of ${String(target.host ?? 'a listed host')} leads here.`,
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
