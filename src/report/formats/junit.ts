import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { xml } from '../../text/escape.ts';
import { groupBy } from '../../text/group.ts';
import { evidenceLines } from '../view/evidence-lines.ts';
import { remedyWithOwner } from '../view/remedy.ts';
import { skipWords } from '../view/skip-words.ts';
import type { Format } from './format.ts';

/**
 * JUnit XML as Jenkins, GitLab and Azure Pipelines read it, valid by the schema of Jenkins' xUnit plug-in: a suite for each feature and route;
 * inconclusive is an error, a warning passes with its words.
 */
export const junit: Format = {
  title: 'JUnit XML',
  extension: 'xml',
  mediaType: 'application/xml',
  render: (report) => {
    const findings = timedOnce(report.findings);
    const suites = [...suitesOf(findings)].map(([name, own]) => suite(name, own, report));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="${xml(report.tool.name)}" ${totals(findings)}>`,
      ...suites,
      '</testsuites>',
      '',
    ].join('\n');
  },
};

/** A probe that several entries share took its time once: the first of them has it, so that times add up to what was spent. */
function timedOnce(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.map((finding) => {
    const { timings, target, route } = finding;
    const key = JSON.stringify([target.host, target.port, route, timings]);
    const isAgain = timings.totalMs > 0 && target.host !== undefined && seen.has(key);
    seen.add(key);
    return isAgain ? { ...finding, timings: { totalMs: 0 } } : finding;
  });
}

function suitesOf(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  return groupBy(findings, ({ feature, kind, route }) => [feature ?? kind, ...(route === null ? [] : [route])].join(' over '));
}

function totals(findings: readonly Finding[]): string {
  const count = (status: string): number => findings.filter((finding) => finding.status === status).length;
  const seconds = findings.reduce((sum, finding) => sum + finding.timings.totalMs, 0) / 1000;
  return `tests="${findings.length}" failures="${count('fail')}" errors="${count('inconclusive')}" time="${seconds.toFixed(3)}"`;
}

function suite(name: string, findings: readonly Finding[], { run }: Report): string {
  const skipped = findings.filter(({ status }) => status === 'skip').length;
  const attributes = `name="${xml(name)}" ${totals(findings)} skipped="${skipped}" timestamp="${xml(run.startedAt.replace(/\.\d+Z$/, ''))}" hostname="${xml(run.vantage.hostname)}"`;
  return [`  <testsuite ${attributes}>`, ...findings.map((finding) => testCase(finding, run)), '  </testsuite>'].join('\n');
}

function testCase(finding: Finding, run: Report['run']): string {
  const open = `    <testcase classname="${xml(classOf(finding, run))}" name="${xml(nameOf(finding))}" time="${(finding.timings.totalMs / 1000).toFixed(3)}"`;
  const inner = outcome(finding);
  return inner === '' ? `${open}/>` : `${open}>\n${inner}\n    </testcase>`;
}

/** Jenkins shows what comes before the last dot as package: the server and the feature, and the route as its class. */
function classOf({ feature, kind, route }: Finding, { vantage }: Report['run']): string {
  return [vantage.hostname, feature ?? kind, route ?? 'all routes'].map((part) => part.replaceAll('.', '_')).join('.');
}

/** The same from run to run, whatever is found: the id without the route, which the class names. */
function nameOf({ id, route }: Finding): string {
  return route !== null && id.endsWith(`@${route}`) ? id.slice(0, -route.length - 1) : id;
}

function outcome(finding: Finding): string {
  const lines = [finding.message, remedyWithOwner(finding), finding.reproduce ?? ''];
  // A warning passes: nobody reads three kilobytes of certificates behind it.
  const { chain, ...brief } = finding.evidence;
  const evidence = finding.status === 'warn' || chain === undefined ? brief : finding.evidence;
  const text = [...lines, ...evidenceLines(evidence).split('\n')]
    .filter((line) => line !== '')
    .map(xml)
    .join('\n');
  const type = xml(finding.cause ?? finding.layer ?? 'unknown');
  switch (finding.status) {
    case 'fail':
      return `      <failure type="${type}" message="${xml(finding.message)}">${text}</failure>`;
    case 'inconclusive':
      return `      <error type="${type}" message="${xml(finding.message)}">${text}</error>`;
    case 'skip':
      return `      <skipped message="${xml(`${skipWords(finding)}: ${finding.message}`)}"/>`;
    case 'warn':
      return `      <system-out>${xml(`warning ${finding.cause ?? ''}: `)}${text}</system-out>`;
    case 'pass':
      return '';
  }
}
