import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';

const CAUSE = 'tls.revocation-unreachable';

/**
 * The findings as work: a host whose certificate cannot be checked needs no rule of its own, the addresses do. Each is asked for once, and not again where a finding
 * about the address itself asks for it already. The ids stay those of the hosts.
 * With `all` the hosts themselves stay too, as the destinations that answer.
 */
export function byRevocationAddress(findings: readonly Finding[], all: boolean): readonly Finding[] {
  const asked = new Set(
    findings
      .filter(({ owner, status, cause }) => owner !== null && status !== 'pass' && cause !== CAUSE)
      .map(({ target, route }) => `${target.host}:${target.port} ${route}`),
  );
  return findings.flatMap((finding) => {
    const ways = waysOf(finding);
    if (ways === undefined) return [finding];
    const answering: readonly Finding[] = all ? [{ ...finding, status: 'pass', cause: null, layer: null, owner: null, remedy: '' }] : [];
    return [...answering, ...ways.flatMap((way) => addressOf(way, finding, asked))];
  });
}

/** Undefined: the finding is about its own target. */
function waysOf({ kind, cause, owner, evidence }: Finding): EndpointEvidence['revocation'] {
  const { revocation, revocationAnswer, issuerFetches = [] }: EndpointEvidence = evidence;
  // Of a chain that breaks off, what somebody on the path keeps shut is where its issuer is published.
  if (kind === 'endpoint' && cause === 'tls.incomplete-chain' && owner !== 'security')
    return issuerFetches.filter((one) => one.cause !== '');
  return kind === 'endpoint' && cause === CAUSE && revocationAnswer === undefined ? revocation : undefined;
}

const WHY = {
  revocation: 'Certificates are checked for revocation here.',
  issuer: 'Intermediate certificates that servers leave out are fetched here.',
} as const;

function addressOf({ url }: { readonly url: string }, finding: Finding, asked: ReadonlySet<string>): readonly Finding[] {
  const [, host = '', given = '80'] = /^http:\/\/([\w.-]{1,253})(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(url) ?? [];
  const port = Number(given);
  if (host === '' || asked.has(`${host}:${port} ${finding.route}`)) return [];
  const {
    route,
    pattern: _pattern,
    addresses: _addresses,
    cnames: _cnames,
    why: _why,
    documentation: _page,
    publishedRanges: _ranges,
    ...evidence
  } = finding.evidence as EndpointEvidence;
  return [
    {
      ...finding,
      title: `${host}:${port}`,
      target: { pattern: host, host, port, scheme: 'http' },
      evidence: { ...evidence, ...(route === undefined ? {} : { route }), why: WHY[finding.cause === CAUSE ? 'revocation' : 'issuer'] },
    },
  ];
}
