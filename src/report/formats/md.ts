import { causeInfo, isCause } from '../../causes/index.ts';
import type { Finding } from '../../model/finding.ts';
import { NO_OWNER, OWNER_WORDS } from '../../model/owner.ts';
import type { Report } from '../../model/report.ts';
import { BY_URGENCY } from '../../model/urgency.ts';
import { markdown, markdownBlock, markdownCode } from '../../text/escape.ts';
import { clip } from '../../text/layout.ts';
import { askOf } from '../view/asks.ts';
import { evidenceLines } from '../view/evidence-lines.ts';
import { byFeature, byUrgency, type Problem, problemsByOwner } from '../view/grouping.ts';
import { namedCauses } from '../view/named-causes.ts';
import { placeOf, placesOf } from '../view/place.ts';
import { messagesOf } from '../view/problem-words.ts';
import { remedyBelowOwner } from '../view/remedy.ts';
import type { Format } from './format.ts';

const MAX_PLACES = 100;

/** Markdown for a ticket, a wiki or a pull request. */
export const md: Format = {
  title: 'Markdown',
  extension: 'md',
  mediaType: 'text/markdown',
  render: (report) =>
    `${[...head(report), ...problems(report), ...waivers(report), ...features(report), ...causes(report)].join('\n').trimEnd()}\n`,
};

function head({ summary, run, routes, catalogs, tool }: Report): readonly string[] {
  return [
    `# Preflight report: ${summary.verdict}`,
    '',
    `${BY_URGENCY.map((status) => `${summary[status]} ${status}`).join(', ')}.`,
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
  return problemsByOwner(findings).flatMap(({ owner, problems: own }) => [
    `## ${owner === null ? NO_OWNER : `To change: ${OWNER_WORDS[owner].heading}`}`,
    '',
    ...own.flatMap(problem),
  ]);
}

function problem(one: Problem): readonly string[] {
  const { cause, title, status, findings, members } = one;
  const [first] = findings;
  const places = placesOf(members);
  const left = places.length - MAX_PLACES;
  const ask = askOf(first);
  return [
    `### ${status}: ${markdown(clip(title))}${cause === null ? '' : ` (${isCause(cause) ? `[${markdownCode(cause)}](#${anchorOf(cause)})` : markdownCode(cause)})`}`,
    '',
    ...messagesOf(one).flatMap((message) => [markdown(clip(message, 2000)), '']),
    ...(members.length > 1 && ask !== undefined ? [`> ${markdown(ask)}`, ''] : []),
    ...(first.remedy === '' ? [] : [`**${markdown(clip(remedyBelowOwner(first), 2000))}**`, '']),
    ...places.slice(0, MAX_PLACES).map((place) => `- ${markdownCode(clip(place))}`),
    ...(left > 0 ? [`- and ${left} more`] : []),
    '',
    ...(first.reproduce === null ? [] : ['To see it without this tool:', '', ...markdownBlock(clip(first.reproduce, 4000), 'sh'), '']),
    ...(Object.keys(first.evidence).length === 0 ? [] : ['Evidence:', '', ...markdownBlock(evidenceLines(first.evidence), 'text'), '']),
  ];
}

function waivers({ findings }: Report): readonly string[] {
  const waived = findings.filter(({ waiver, status }) => waiver !== null && status === 'skip');
  if (waived.length === 0) return [];
  const rows = waived.map(
    ({ id, waiver }) => `| ${markdown(clip(id))} | ${markdown(waiver?.until ?? '')} | ${markdown(clip(waiver?.reason ?? ''))} |`,
  );
  return ['## Waived', '', '| Finding | Until | Reason |', '| --- | --- | --- |', ...rows, ''];
}

function features({ findings }: Report): readonly string[] {
  return [...byFeature(findings)].flatMap(([feature, own]) => [
    `## ${markdown(clip(feature))}`,
    '',
    '| Status | Target | Route | Cause | Owner | Message |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...own].sort(byUrgency).map(row),
    '',
  ]);
}

function row(finding: Finding): string {
  const cells = [
    finding.status,
    markdown(clip(placeOf(finding))),
    markdown(clip(finding.route ?? '')),
    markdown(finding.cause ?? finding.skipReason ?? ''),
    finding.owner ?? '',
    markdown(clip(finding.message, 2000)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What each cause that the report names means, below the headings that the problems link to. */
function causes({ findings }: Report): readonly string[] {
  const named = namedCauses(findings);
  if (named.length === 0) return [];
  const sections = named.flatMap((code) => {
    const { title, meaning, detection } = causeInfo(code);
    return [
      `### ${markdownCode(code)}`,
      '',
      `**${markdown(title)}.** ${markdown(meaning)}`,
      '',
      `How it is told apart: ${markdown(detection)}`,
      '',
    ];
  });
  return ['## What the causes mean', '', ...sections];
}

/** The anchor that GitHub and GitLab make of a heading that is the cause's code: without its dot. */
function anchorOf(code: string): string {
  return code.replace('.', '');
}
