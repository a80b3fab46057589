import { type Cause, causeInfo, layerOf, ownerOf } from '../../../src/causes/index.ts';
import type { Evidence, Finding, Status } from '../../../src/model/finding.ts';
import type { Report } from '../../../src/model/report.ts';
import { summarise } from '../../../src/report/build.ts';
import { scenario } from './scenario.ts';

const BRANCH = { name: 'proxy-b.corp.contoso.com:3128', kind: 'http', address: 'proxy-b.corp.contoso.com:3128', auth: 'basic' } as const;

/** The report in reports/sample: the site of `scenario()` with a second proxy that rejects its credentials, and every status, kind and owner. */
export function sampleReport(): Report {
  const site = scenario();
  const rejected = site.findings.filter(({ route }) => route === 'direct').map(overBranch);
  const findings = [branchFinding(rejected), ...site.findings.map(waivedOne), ...rejected, ...OTHERS];
  return {
    ...site,
    run: {
      ...site.run,
      features: [...new Set(findings.flatMap(({ feature }) => (feature === null ? [] : [feature])))],
      notes: ['Waiver "account:unused-*" matched nothing that did not pass: remove it when it is no longer needed'],
    },
    routes: [...site.routes, BRANCH],
    findings,
    summary: summarise(findings),
  };
}

const REJECTED: Evidence = {
  route: BRANCH.name,
  proxy: BRANCH.address,
  peer: 'proxy',
  proxyStatus: 407,
  schemeTried: 'basic',
  schemesOffered: ['negotiate', 'basic'],
  realm: 'Branch proxy',
};

function overBranch(finding: Finding): Finding {
  const { host, port, scheme } = finding.evidence;
  const evidence = { ...REJECTED, host, port, scheme, why: finding.evidence.why, documentation: finding.evidence.documentation };
  return {
    ...finding,
    ...words('proxy.auth-rejected', 'fail', evidence),
    id: finding.id.replace(/@direct$/, `@${BRANCH.name}`),
    route: BRANCH.name,
    reproduce: `curl -sS -v -o /dev/null --max-time 15 -x 'http://${BRANCH.address}' --proxy-basic --proxy-user 'svc-scp' '${String(scheme)}://${String(host)}/'`,
    timings: { dnsMs: 3, tcpMs: 9, proxyMs: 21, totalMs: 33 },
  };
}

function branchFinding(children: readonly Finding[]): Finding {
  const first = children[0] as Finding;
  return {
    ...first,
    id: `route:${BRANCH.name}:proxy.auth-rejected`,
    kind: 'route',
    title: `${BRANCH.name}: ${causeInfo('proxy.auth-rejected').title}, every endpoint`,
    feature: null,
    target: { route: BRANCH.name, affected: children.length, of: children.length },
    message: `Every endpoint on the ${BRANCH.name} route has the same problem (${children.length} of ${children.length}). Example: ${first.message}`,
    evidence: { ...first.evidence, affected: children.length },
    timings: { totalMs: 0 },
    children: children.map(({ id }) => id),
  };
}

function waivedOne(finding: Finding): Finding {
  if (finding.cause !== 'dns.nxdomain') return finding;
  const waiver = { pattern: 'endpoint:updates/sccmconnected-a01*', reason: 'retired name, change 4711', until: '2026-12-31' };
  return { ...finding, status: 'skip', skipReason: 'waived', waiver };
}

function words(
  cause: Cause,
  status: Status,
  evidence: Evidence,
): Pick<Finding, 'cause' | 'layer' | 'owner' | 'status' | 'evidence' | 'message' | 'remedy' | 'confidence'> {
  const { message, remedy } = causeInfo(cause);
  return {
    ...{ cause, status, evidence, confidence: 'certain' },
    ...{ layer: layerOf(cause), owner: ownerOf(cause, evidence), message: message(evidence), remedy: remedy(evidence) },
  };
}

function other(over: Pick<Finding, 'id' | 'kind' | 'title'> & Partial<Finding>): Finding {
  return {
    ...{ status: 'pass', cause: null, layer: null, owner: null, required: true, feature: null, route: null, target: {}, message: '' },
    ...{ remedy: '', confidence: 'certain', reproduce: null, evidence: {}, timings: { totalMs: 0 }, attempts: 1, waiver: null },
    skipReason: null,
    ...over,
  };
}

const CRL = { host: 'crl.microsoft.com', port: 443, scheme: 'https', route: 'direct', notAfter: '2026-11-01T00:00:00.000Z' };

const OTHERS: readonly Finding[] = [
  other({
    ...words('tls.expired', 'fail', CRL),
    id: 'endpoint:certificates/crl.microsoft.com:443@direct',
    kind: 'endpoint',
    title: 'crl.microsoft.com:443 for certificates',
    required: false,
    status: 'warn',
    feature: 'certificates',
    route: 'direct',
    target: { pattern: 'crl.microsoft.com', host: 'crl.microsoft.com', port: 443, scheme: 'https' },
    reproduce: "curl -sS -v -o /dev/null --max-time 15 --noproxy '*' 'https://crl.microsoft.com/'",
    timings: { dnsMs: 2, tcpMs: 11, tlsMs: 31, totalMs: 44 },
  }),
  other({
    id: 'endpoint:azure-services/tenant-storage:443',
    kind: 'endpoint',
    title: '{TenantStorage}.blob.core.windows.net',
    status: 'skip',
    skipReason: 'missing-parameter',
    feature: 'azure-services',
    target: { pattern: '{TenantStorage}.blob.core.windows.net' },
    message: 'The parameter TenantStorage has no value: give it with --param TenantStorage=VALUE.',
  }),
  other({
    ...words('tcp.refused', 'fail', {
      host: 'sql02.corp.contoso.com',
      port: 4022,
      address: '10.1.2.40',
      elapsedMs: 1,
      from: 'SCP01.corp.contoso.com',
    }),
    id: 'port:scp-sql:4022',
    kind: 'port',
    title: 'SCP to SQL Server Service Broker, TCP 4022',
    target: { pattern: 'sql02.corp.contoso.com', host: 'sql02.corp.contoso.com', port: 4022, scheme: 'tcp' },
    timings: { dnsMs: 1, tcpMs: 1, totalMs: 2 },
  }),
  other({
    ...words('host.tls12-disabled', 'fail', {
      hostname: 'SCP01.corp.contoso.com',
      settings: ['HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\\SchUseStrongCrypto = 0'],
    }),
    id: 'host:tls12',
    kind: 'host',
    title: 'TLS 1.2 for .NET',
    target: { host: 'SCP01.corp.contoso.com' },
  }),
  other({
    ...words('account.netbios-name', 'warn', {
      account: 'CORP\\svc-cm-install',
      fqdnForm: 'corp.contoso.com\\svc-cm-install',
      use: 'installation',
    }),
    id: 'account:installation-name',
    kind: 'account',
    title: 'Name of the installation account',
    target: { account: 'CORP\\svc-cm-install' },
  }),
];
