import { type Cause, causeInfo, layerOf, ownerOf } from '../../../src/causes/index.ts';
import type { Evidence, Finding, FindingLayer, Status } from '../../../src/model/finding.ts';
import type { Report, ReportRoute } from '../../../src/model/report.ts';
import { reportOf } from './examples.ts';

/** A believable site: two ways out, most things open, some shut; every status and every layer occurs. */
const HOSTS: readonly (readonly [feature: string, pattern: string, host: string, scheme: 'https' | 'http'])[] = [
  ['updates', '*.akamaiedge.net', 'e1553.dspg.akamaiedge.net', 'https'],
  ['updates', '*.akamaitechnologies.com', 'a23-1-2-3.deploy.static.akamaitechnologies.com', 'https'],
  ['updates', '*.manage.microsoft.com', 'fef.manage.microsoft.com', 'https'],
  ['updates', '*.manage.microsoft.com', 'enrollment.manage.microsoft.com', 'https'],
  ['updates', 'go.microsoft.com', 'go.microsoft.com', 'https'],
  ['updates', 'download.microsoft.com', 'download.microsoft.com', 'https'],
  ['updates', 'download.microsoft.com', 'download.microsoft.com', 'http'],
  ['updates', 'configmgrbits.azureedge.net', 'configmgrbits.azureedge.net', 'https'],
  ['updates', 'cmupdatepackppe.blob.core.windows.net', 'cmupdatepackppe.blob.core.windows.net', 'https'],
  ['updates', 'sccmconnected-a01.cloudapp.net', 'sccmconnected-a01.cloudapp.net', 'https'],
  ['windows-servicing', 'dl.delivery.mp.microsoft.com', 'dl.delivery.mp.microsoft.com', 'http'],
  ['windows-servicing', 'download.windowsupdate.com', 'download.windowsupdate.com', 'http'],
  ['windows-servicing', 'sls.update.microsoft.com', 'sls.update.microsoft.com', 'https'],
  ['azure-services', 'login.microsoftonline.com', 'login.microsoftonline.com', 'https'],
  ['azure-services', 'graph.microsoft.com', 'graph.microsoft.com', 'https'],
  ['tenant-attach', 'aka.ms', 'aka.ms', 'https'],
  ['tenant-attach', '*.notify.windows.com', 'client.notify.windows.com', 'https'],
  ['endpoint-analytics', '*.events.data.microsoft.com', 'umwatsonc.events.data.microsoft.com', 'https'],
  ['asset-intelligence', 'sc.microsoft.com', 'sc.microsoft.com', 'https'],
  ['certificates', 'crl3.digicert.com', 'crl3.digicert.com', 'http'],
  ['certificates', 'ocsp.digicert.com', 'ocsp.digicert.com', 'http'],
];

export const PROXY: ReportRoute = {
  name: 'proxy.corp.contoso.com:8080',
  kind: 'http',
  address: 'proxy.corp.contoso.com:8080',
  auth: 'ntlm',
};
const DIRECT: ReportRoute = { name: 'direct', kind: 'direct', address: '', auth: 'none' };

type Trouble = readonly [cause: Cause | null, status: Status, evidence: Evidence];
const TROUBLE: Readonly<Record<string, Trouble>> = {
  'download.microsoft.com:443@direct': ['tcp.timeout', 'fail', { elapsedMs: 5003, layerTimeoutMs: 5000 }],
  'download.microsoft.com:80@direct': ['tcp.timeout', 'fail', { elapsedMs: 5001, layerTimeoutMs: 5000 }],
  'configmgrbits.azureedge.net:443@direct': ['tcp.refused', 'fail', { elapsedMs: 12, code: 'ECONNREFUSED' }],
  'cmupdatepackppe.blob.core.windows.net:443@direct': ['tls.reset', 'fail', { elapsedMs: 31, code: 'ECONNRESET', sniDependent: true }],
  'sccmconnected-a01.cloudapp.net:443@direct': ['dns.nxdomain', 'warn', { resolver: '10.20.30.40' }],
  'login.microsoftonline.com:443@direct': [
    'tls.intercepted',
    'fail',
    { issuer: 'CN=Contoso TLS Inspection CA, O=Contoso AG', product: 'Palo Alto Networks', systemTrusted: true },
  ],
  'aka.ms:443@direct': [
    'http.redirect-unlisted',
    'warn',
    { httpStatus: 302, location: 'https://unlisted.example.net/x', redirectHost: 'unlisted.example.net' },
  ],
  'umwatsonc.events.data.microsoft.com:443@direct': ['wildcard.unproven', 'inconclusive', { canary: 'x7k2.events.data.microsoft.com' }],
  'graph.microsoft.com:443@proxy': [
    'proxy.denied',
    'fail',
    { proxyStatus: 403, proxyReason: 'Forbidden', proxyError: 'ERR_ACCESS_DENIED', proxyProduct: 'squid/5.7', peer: 'target' },
  ],
  'fef.manage.microsoft.com:443@proxy': [
    'proxy.denied',
    'fail',
    { proxyStatus: 403, proxyReason: 'Forbidden', proxyError: 'ERR_ACCESS_DENIED', peer: 'target' },
  ],
  'enrollment.manage.microsoft.com:443@proxy': ['proxy.denied', 'fail', { proxyStatus: 403, proxyReason: 'Forbidden', peer: 'target' }],
  'dl.delivery.mp.microsoft.com:80@proxy': ['http.range-unsupported', 'fail', { httpStatus: 200 }],
  'ocsp.digicert.com:80@proxy': ['http.block-page', 'fail', { httpStatus: 403, product: 'Zscaler', contentType: 'text/html' }],
};

/** `copies` repeats the endpoints under numbered names, for reports of any size. */
export function scenario(copies = 1): Report {
  const findings: Finding[] = [];
  for (let copy = 0; copy < copies; copy++) {
    for (const route of [DIRECT, PROXY])
      for (const [index, entry] of HOSTS.entries()) findings.push(endpointFinding(entry, route, copy, index));
  }
  const report = reportOf([...findings, ...OTHERS], {}, { routes: [DIRECT, PROXY] });
  return { ...report, summary: { ...report.summary, byOwner: byOwner(report.findings) } };
}

function byOwner(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { owner, status } of findings) {
    if (owner !== null && (status === 'fail' || status === 'warn')) counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

function endpointFinding(
  [feature, pattern, name, scheme]: (typeof HOSTS)[number],
  route: ReportRoute,
  copy: number,
  index: number,
): Finding {
  const host = copy === 0 ? name : `n${copy}.${name}`;
  const port = scheme === 'http' ? 80 : 443;
  const proxied = route !== DIRECT;
  const [cause, status, extra] = TROUBLE[`${name}:${port}@${proxied ? 'proxy' : 'direct'}`] ?? [null, 'pass', {}];
  const seed = (index * 37 + copy * 11) % 60;
  const evidence: Evidence = {
    host,
    port,
    scheme,
    route: route.name,
    feature,
    ...(pattern === name ? {} : { pattern }),
    ...(proxied
      ? { proxy: route.address }
      : {
          resolver: '10.20.30.40',
          addresses: [`203.0.113.${index + 10}`, `203.0.113.${index + 90}`],
          cnames: [`edge${index}.t-msedge.net`],
          ttlSeconds: 60,
        }),
    why: `Needed so that ${feature} can reach its service.`,
    documentation: 'https://learn.microsoft.com/intune/configmgr/core/plan-design/network/internet-endpoints',
    ...(status === 'pass'
      ? { tlsVersion: 'TLSv1.3', issuer: 'CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft Corporation, C=US', httpStatus: 200 }
      : {}),
    ...extra,
  };
  const info = cause === null ? null : causeInfo(cause);
  return {
    id: `endpoint:${feature}/${pattern.replaceAll('*', 'any')}${pattern === name ? '' : `/${host}`}${copy === 0 ? '' : `-${copy}`}:${port}@${route.name}`,
    kind: 'endpoint',
    title: `${host}:${port} for ${feature}`,
    status,
    cause,
    layer: cause === null ? null : layerOf(cause),
    owner: cause === null ? null : ownerOf(cause, evidence),
    required: feature !== 'asset-intelligence',
    feature,
    route: route.name,
    target: { pattern: pattern === name ? host : pattern, host, port, scheme },
    message:
      info === null
        ? `${host}:${port} answered ${proxied ? `through proxy ${route.name}` : 'directly'}, HTTP 200.`
        : info.message(evidence),
    remedy: info === null ? '' : info.remedy(evidence),
    confidence: status === 'warn' ? 'likely' : 'certain',
    reproduce: `curl -sS -v -o /dev/null --max-time 15 ${proxied ? `-x 'http://${route.address}'` : "--noproxy '*'"} '${scheme}://${host}/'`,
    evidence,
    timings: timings(cause === null ? null : layerOf(cause), scheme, proxied, seed),
    attempts: status === 'warn' ? 2 : 1,
    waiver: null,
    skipReason: null,
  };
}

function timings(failedAt: FindingLayer | null, scheme: string, proxied: boolean, seed: number): Finding['timings'] {
  const all = {
    dnsMs: 2 + (seed % 9),
    tcpMs: 8 + (seed % 23),
    ...(proxied ? { proxyMs: 30 + seed } : {}),
    ...(scheme === 'https' ? { tlsMs: 25 + seed } : {}),
    httpMs: 40 + seed * 2,
  };
  const upTo = Object.entries(all).slice(0, failedAt === null ? 9 : ['dns', 'tcp', 'proxy', 'tls', 'http'].indexOf(failedAt) + 1);
  const kept = Object.fromEntries(failedAt === 'tcp' ? [...upTo.slice(0, -1), ['tcpMs', 5000]] : upTo);
  return { ...kept, totalMs: Object.values(kept).reduce((sum, ms) => sum + ms, 0) };
}

function other(over: Pick<Finding, 'id' | 'kind' | 'title' | 'status' | 'message'> & Partial<Finding>): Finding {
  return {
    ...{ cause: null, layer: null, owner: null, required: true, feature: null, route: null, target: {}, remedy: '', confidence: 'certain' },
    ...{ reproduce: null, evidence: {}, timings: { totalMs: 0 }, attempts: 1, waiver: null, skipReason: null },
    ...over,
  };
}

const OTHERS: readonly Finding[] = [
  other({
    id: 'account:site-server-computer',
    kind: 'account',
    title: 'CORP\\CM01$ is a local administrator of SCP01',
    status: 'pass',
    target: { account: 'CORP\\CM01$', host: 'SCP01.corp.contoso.com' },
    message: 'CORP\\CM01$ is a member of Administrators on SCP01 through CORP\\ConfigMgr-Servers.',
    evidence: { account: 'CORP\\CM01$', memberThrough: ['CORP\\ConfigMgr-Servers'] },
  }),
  other({
    id: 'account:installation',
    kind: 'account',
    title: 'CORP\\svc-cm-install',
    status: 'fail',
    cause: 'account.password-expired',
    layer: 'account',
    owner: 'directory',
    target: { account: 'CORP\\svc-cm-install' },
    message: 'The password of CORP\\svc-cm-install expired on 2026-10-01.',
    remedy: 'set a new password for CORP\\svc-cm-install and enter it in the console.',
    evidence: {
      account: 'CORP\\svc-cm-install',
      passwordExpiredAt: '2026-10-01T00:00:00Z',
      source: 'dc01.corp.contoso.com',
      sourceKind: 'ldap',
    },
  }),
  other({
    id: 'port:scp-sql:1433',
    kind: 'port',
    title: 'SCP to SQL Server, TCP 1433',
    status: 'pass',
    target: { pattern: 'sql01.corp.contoso.com', host: 'sql01.corp.contoso.com', port: 1433, scheme: 'tcp' },
    message: 'sql01.corp.contoso.com:1433 accepted the connection.',
  }),
  other({
    id: 'host:dotnet',
    kind: 'host',
    title: '.NET Framework release',
    status: 'skip',
    skipReason: 'not-supported-here',
    message: 'Only on Windows; this is linux.',
  }),
  other({
    id: 'placement:top-tier',
    kind: 'placement',
    title: 'The site is the top of its hierarchy',
    status: 'inconclusive',
    layer: 'placement',
    message: 'The administration service did not answer.',
    remedy: 'Run again with a route to the SMS Provider.',
    evidence: { source: 'https://smsprov.corp.contoso.com/AdminService', code: 'ETIMEDOUT' },
  }),
];
