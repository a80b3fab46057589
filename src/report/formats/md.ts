import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { markdown, markdownCode } from '../../text/escape.ts';
import { byFeature, byUrgency, type Problem, problemsOf } from '../grouping.ts';
import type { Format } from './format.ts';

/** Markdown for a ticket, a wiki or a pull request. */
export const md: Format = {
  title: 'Markdown',
  extension: 'md',
  mediaType: 'text/markdown',
  render: (report) => `${[...head(report), ...problems(report), ...features(report)].join('\n')}\n`,
};

function head({ summary, run, routes, catalogs, tool }: Report): readonly string[] {
  const counts = (['fail', 'inconclusive', 'warn', 'pass', 'skip'] as const).map((status) => `${summary[status]} ${status}`).join(', ');
  return [
    `# Preflight report: ${summary.verdict}`,
    '',
    `${counts}.`,
    '',
    '| | |',
    '| --- | --- |',
    `| Vantage | ${markdown(run.vantage.hostname)} (${markdown(run.vantage.addresses.join(', '))}) |`,
    `| Routes | ${routes.map(({ name }) => markdown(name)).join(', ')} |`,
    `| Catalogs | ${catalogs.map(({ id, revision }) => markdown(`${id} ${revision}`)).join(', ')} |`,
    `| Run | ${markdown(run.startedAt)}, ${Math.round(run.durationMs)} ms, ${markdown(`${tool.name} ${tool.version}`)} |`,
    ...run.notes.map((note) => `| Note | ${markdown(note)} |`),
    '',
  ];
}

function problems({ findings }: Report): readonly string[] {
  const found = problemsOf(findings);
  return found.length === 0 ? [] : ['## What to change', '', ...found.flatMap(problem)];
}

function problem({ owner, cause, title, status, findings }: Problem): readonly string[] {
  const first = findings[0] as Finding;
  const where = findings.map((finding) => {
    const { host, port } = finding.target as { host?: unknown; port?: unknown };
    return host === undefined ? markdown(finding.title) : markdownCode(`${String(host)}:${String(port)}`);
  });
  return [
    `### ${status}: ${markdown(title)}${cause === null ? '' : ` (${markdownCode(cause)})`}`,
    '',
    ...(owner === null ? [] : [`Owner: **${owner}**`, '']),
    markdown(first.message),
    '',
    ...(first.remedy === '' ? [] : [`**${markdown(first.remedy)}**`, '']),
    ...(first.kind === 'route' ? [] : [[...new Set(where)].join(', '), '']),
    ...(first.reproduce === null ? [] : [`Check: ${markdownCode(first.reproduce)}`, '']),
  ];
}

function features({ findings }: Report): readonly string[] {
  const lines: string[] = [];
  for (const [feature, own] of byFeature(findings)) {
    lines.push(
      `## ${markdown(feature)}`,
      '',
      '| Status | Target | Route | Cause | Owner | Message |',
      '| --- | --- | --- | --- | --- | --- |',
      ...[...own].sort(byUrgency).map(row),
      '',
    );
  }
  return lines;
}

function row(finding: Finding): string {
  const { host, port } = finding.target as { host?: unknown; port?: unknown };
  const target = host === undefined ? finding.title : `${String(host)}:${String(port)}`;
  const cells = [
    finding.status,
    markdown(target),
    markdown(finding.route ?? ''),
    markdown(finding.cause ?? finding.skipReason ?? ''),
    finding.owner ?? '',
    markdown(finding.message),
  ];
  return `| ${cells.join(' | ')} |`;
}
