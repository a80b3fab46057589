import type { Finding } from '../../../src/model/finding.ts';
import type { Report, RunInfo } from '../../../src/model/report.ts';

/** A passing endpoint finding, changed by `over`. */
export function finding(over: Partial<Finding> & { readonly id: string }): Finding {
  const host = /\/([^:@]+)/.exec(over.id)?.[1] ?? 'host.example';
  return {
    kind: 'endpoint',
    title: host,
    status: 'pass',
    cause: null,
    layer: null,
    owner: null,
    required: true,
    feature: 'updates',
    route: 'direct',
    target: { pattern: host, host, port: 443, scheme: 'https' },
    message: `${host} answered.`,
    remedy: '',
    confidence: 'certain',
    reproduce: null,
    evidence: {},
    timings: { dnsMs: 5, tcpMs: 10, tlsMs: 20, httpMs: 15, totalMs: 50 },
    attempts: 1,
    waiver: null,
    skipReason: null,
    ...over,
  };
}

/** A failing one. */
export function failure(id: string, over: Partial<Finding> = {}): Finding {
  return finding({
    id,
    status: 'fail',
    cause: 'tcp.timeout',
    layer: 'tcp',
    owner: 'firewall',
    message: 'No answer within 5 s.',
    remedy: 'Allow TCP 443 to it.',
    ...over,
  });
}

/** A report of these findings; counts and verdict follow from them. */
export function reportOf(findings: readonly Finding[], run: Partial<RunInfo> = {}, over: Partial<Report> = {}): Report {
  const count = (status: Finding['status']): number => findings.filter((one) => one.status === status).length;
  const verdict = count('fail') > 0 ? 'fail' : count('inconclusive') > 0 ? 'inconclusive' : count('warn') > 0 ? 'warn' : 'pass';
  return {
    schemaVersion: '1',
    tool: { name: 'configmgr-preflight', version: '0.1.0' },
    run: {
      id: 'run-1',
      startedAt: '2026-11-20T10:00:00.000Z',
      finishedAt: '2026-11-20T10:00:05.000Z',
      durationMs: 5000,
      mode: 'online',
      cloud: 'public',
      features: ['updates'],
      vantage: { hostname: 'SCP01.corp.contoso.com', platform: 'win32 10.0.20348 x64', addresses: ['10.1.2.3', 'fd12:3456::3'] },
      interrupted: false,
      notes: [],
      ...run,
    },
    catalogs: [{ id: 'configmgr-scp', title: 'Service connection point', revision: '2026-11-20', sha256: 'a'.repeat(64) }],
    routes: [{ name: 'direct', kind: 'direct', address: '', auth: 'none' }],
    findings,
    summary: {
      pass: count('pass'),
      warn: count('warn'),
      fail: count('fail'),
      skip: count('skip'),
      inconclusive: count('inconclusive'),
      byOwner: {},
      verdict,
    },
    ...over,
  };
}
