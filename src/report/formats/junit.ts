import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { xml } from '../../text/escape.ts';
import type { Format } from './format.ts';

/** JUnit XML as Jenkins, GitLab and Azure Pipelines read it: a suite for each feature and route; inconclusive is an error, a warning passes with its words. */
export const junit: Format = {
  title: 'JUnit XML',
  extension: 'xml',
  mediaType: 'application/xml',
  render: (report) => {
    const suites = [...suitesOf(report.findings)].map(([name, findings]) => suite(name, findings, report));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="configmgr-preflight" ${totals(report.findings)}>`,
      ...suites,
      '</testsuites>',
      '',
    ].join('\n');
  },
};

function suitesOf(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const suites = new Map<string, Finding[]>();
  for (const finding of findings) {
    const name = [finding.feature ?? finding.kind, finding.route].filter((part) => part !== null).join(' over ');
    suites.set(name, [...(suites.get(name) ?? []), finding]);
  }
  return suites;
}

function totals(findings: readonly Finding[]): string {
  const count = (status: string): number => findings.filter((finding) => finding.status === status).length;
  const seconds = findings.reduce((sum, finding) => sum + finding.timings.totalMs, 0) / 1000;
  return `tests="${findings.length}" failures="${count('fail')}" errors="${count('inconclusive')}" skipped="${count('skip')}" time="${seconds.toFixed(3)}"`;
}

function suite(name: string, findings: readonly Finding[], { run }: Report): string {
  const attributes = `name="${xml(name)}" ${totals(findings)} timestamp="${xml(run.startedAt.replace(/\.\d+Z$/, ''))}" hostname="${xml(run.vantage.hostname)}"`;
  return [`  <testsuite ${attributes}>`, ...findings.map((finding) => testCase(name, finding)), '  </testsuite>'].join('\n');
}

function testCase(suiteName: string, finding: Finding): string {
  const open = `    <testcase classname="${xml(suiteName)}" name="${xml(finding.title)} [${xml(finding.id)}]" time="${(finding.timings.totalMs / 1000).toFixed(3)}"`;
  const inner = outcome(finding);
  return inner === '' ? `${open}/>` : `${open}>\n${inner}\n    </testcase>`;
}

function outcome(finding: Finding): string {
  const text = [finding.message, finding.remedy, finding.reproduce ?? '']
    .filter((part) => part !== '')
    .map(xml)
    .join('\n');
  const type = xml(finding.cause ?? finding.layer ?? 'unknown');
  switch (finding.status) {
    case 'fail':
      return `      <failure type="${type}" message="${xml(finding.message)}">${text}</failure>`;
    case 'inconclusive':
      return `      <error type="${type}" message="${xml(finding.message)}">${text}</error>`;
    case 'skip':
      return `      <skipped message="${xml(`${finding.skipReason ?? ''}: ${finding.message}`)}"/>`;
    case 'warn':
      return `      <system-out>${xml(`warning ${finding.cause ?? ''}: `)}${text}</system-out>`;
    case 'pass':
      return '';
  }
}
