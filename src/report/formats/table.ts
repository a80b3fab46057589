import Table from 'cli-table3';
import picocolors from 'picocolors';
import { causeInfo } from '../../causes/index.ts';
import type { Finding, Owner, Status } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { terminal } from '../../text/escape.ts';
import { pad, truncate, wrap } from '../../text/layout.ts';
import { byFeature, byUrgency, explained, type Problem, problemsOf } from '../grouping.ts';
import type { Format, RenderOptions } from './format.ts';

type Paint = (text: string, status: Status | 'bold' | 'dim') => string;

/** Rows beyond this make the table library slow and nobody reads them: they are counted instead. */
const MAX_ROWS = 400;
const MAX_LISTED = 12;

/** For a terminal: verdict, what to change and who can, then the matrix; what passes is one line a feature unless `verbose`. */
export const table: Format = {
  title: 'Table for a terminal',
  extension: 'txt',
  mediaType: 'text/plain',
  render: (report, options) => {
    const width = Math.min(Math.max(options.width, 60), 160);
    const paint = painter(options.color);
    const parts = [
      verdictLines(report, width, paint),
      problemLines(report, width, paint),
      matrix(report, options, width, paint),
      closing(report, width, paint),
    ];
    return `${parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};

function painter(color: boolean): Paint {
  const colors = picocolors.createColors(color);
  const styles = {
    pass: colors.green,
    warn: colors.yellow,
    fail: colors.red,
    inconclusive: colors.magenta,
    skip: colors.dim,
    bold: colors.bold,
    dim: colors.dim,
  };
  return (text, status) => styles[status](text);
}

const VERDICTS = {
  pass: ['pass', 'PASS: every selected prerequisite is met.'],
  warn: ['warn', 'PASS WITH WARNINGS: nothing required fails.'],
  fail: ['fail', 'FAIL: the role will not work as it stands.'],
  inconclusive: ['inconclusive', 'INCONCLUSIVE: nothing failed, but something required could not be judged.'],
} as const;

function verdictLines({ summary, run, routes, catalogs }: Report, width: number, paint: Paint): readonly string[] {
  const [status, sentence] = VERDICTS[summary.verdict];
  const counts = (['fail', 'inconclusive', 'warn', 'pass', 'skip'] as const)
    .filter((name) => summary[name] > 0)
    .map((name) => paint(`${summary[name]} ${name}`, name));
  const from = `From ${run.vantage.hostname} over ${routes.map((route) => route.name).join(', ') || 'no route'}; ${catalogs.map(({ id, revision }) => `${id} ${revision}`).join(', ')}; ${seconds(run.durationMs)}.`;
  return [
    paint(paint(sentence, status), 'bold'),
    counts.join(' · '),
    ...wrap(terminal(from), width),
    ...run.notes.flatMap((note) => wrap(`Note: ${terminal(note)}`, width, '  ')),
  ];
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function problemLines({ findings }: Report, width: number, paint: Paint): readonly string[] {
  const problems = problemsOf(findings);
  if (problems.length === 0) return [];
  return [paint('What to change', 'bold'), ...problems.flatMap((problem, index) => ['', ...oneProblem(problem, index + 1, width, paint)])];
}

function oneProblem({ status, owner, cause, title, findings }: Problem, number: number, width: number, paint: Paint): readonly string[] {
  const first = findings[0] as Finding;
  const who = owner === null ? '' : ` for ${OWNER_WORDS[owner]}`;
  const head = `${number}. ${paint(status.toUpperCase(), status)}${who}: ${terminal(title)}${cause === null ? '' : paint(` [${cause}]`, 'dim')}`;
  const body = [
    ...wrap(terminal(first.message), width - 3),
    ...(first.remedy === '' ? [] : wrap(`→ ${terminal(first.remedy)}`, width - 3, '  ')),
  ];
  const alike = first.kind === 'route' ? (first.children?.length ?? 0) : findings.length;
  const others = first.kind === 'route' || findings.length === 1 ? [] : alsoAt(findings.slice(1), width);
  const check =
    first.reproduce === null ? [] : wrap(`Check: ${terminal(first.reproduce)}`, width - 3, '  ').map((line) => paint(line, 'dim'));
  const count = alike > 1 && first.kind === 'route' ? [paint(`${alike} findings are explained by this one.`, 'dim')] : [];
  return [head, ...[...body, ...count, ...others, ...check].map((line) => `   ${line}`)];
}

function alsoAt(findings: readonly Finding[], width: number): readonly string[] {
  const names = [...new Set(findings.map(targetOf))];
  const listed = names.slice(0, MAX_LISTED).join(', ');
  return wrap(`Also: ${terminal(listed)}${names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : ''}.`, width - 3, '  ');
}

const OWNER_WORDS: Readonly<Record<Owner, string>> = {
  firewall: 'the firewall team',
  proxy: 'the proxy team',
  dns: 'the DNS team',
  security: 'the TLS inspection (security) team',
  directory: 'the directory team',
  configmgr: 'the Configuration Manager team',
  host: 'the administrators of this server',
  service: 'Microsoft',
};

function targetOf({ target, title }: Finding): string {
  const { host, port } = target as { host?: unknown; port?: unknown };
  return host === undefined ? title : `${String(host)}${port === undefined ? '' : `:${String(port)}`}`;
}

function matrix({ findings, routes }: Report, { verbose }: RenderOptions, width: number, paint: Paint): readonly string[] {
  const folded = explained(findings);
  const several = routes.length > 1;
  const lines: string[] = [];
  let rows = 0;
  for (const [feature, own] of byFeature(findings)) {
    const shown = own
      .filter((finding) => verbose || (finding.status !== 'pass' && finding.status !== 'skip' && !folded.has(finding.id)))
      .sort(byUrgency);
    const rest = own.length - shown.length;
    lines.push(featureLine(feature, own, width, paint));
    const room = Math.max(0, MAX_ROWS - rows);
    if (shown.length > 0 && room > 0) lines.push(featureTable(shown.slice(0, room), several, width, paint));
    if (shown.length > room) lines.push(paint(`  ${shown.length - room} more rows are in the JSON report.`, 'dim'));
    else if (rest > 0 && shown.length > 0 && !verbose) lines.push(paint(`  ${restWords(own, shown)}`, 'dim'));
    rows += shown.length;
  }
  return lines.length === 0 ? [] : [paint('By feature', 'bold'), ...lines];
}

function restWords(own: readonly Finding[], shown: readonly Finding[]): string {
  const hidden = own.filter((finding) => !shown.includes(finding));
  const words = (['fail', 'inconclusive', 'warn', 'pass', 'skip'] as const).flatMap((status) => {
    const count = hidden.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `and ${words.join(', ')}${hidden.some(({ status }) => status === 'fail' || status === 'inconclusive') ? ' (explained above)' : ''}`;
}

function featureLine(feature: string, own: readonly Finding[], width: number, paint: Paint): string {
  const worst = [...own].sort(byUrgency)[0]?.status ?? 'skip';
  const counts = (['fail', 'inconclusive', 'warn', 'pass', 'skip'] as const).flatMap((status) => {
    const count = own.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `${paint(pad(worst, 12), worst)} ${pad(truncate(terminal(feature), width - 40), 28)} ${counts.join(', ')}`;
}

function featureTable(findings: readonly Finding[], several: boolean, width: number, paint: Paint): string {
  const roomy = width >= 130;
  const routeWidth = several ? (roomy ? 32 : 20) : 0;
  const ownerWidth = roomy ? 10 : 0;
  const fixed = STATUS_WIDTH + CAUSE_WIDTH + routeWidth + ownerWidth + 2 * 5;
  const widths = [STATUS_WIDTH, Math.max(20, width - fixed), routeWidth, CAUSE_WIDTH, ownerWidth];
  const shown = widths.flatMap((one, index) => (one === 0 ? [] : [index]));
  const drawn = new Table({
    colWidths: shown.map((index) => (widths[index] ?? 0) + 2),
    style: { head: [], border: [], compact: true },
    chars: PLAIN,
  });
  for (const finding of findings) {
    const cells = [finding.status, targetOf(finding), finding.route ?? '', finding.cause ?? finding.skipReason ?? '', finding.owner ?? ''];
    drawn.push(
      shown.map((index) =>
        index === 0 ? paint(cells[0] ?? '', finding.status) : truncate(terminal(cells[index] ?? ''), widths[index] ?? 10),
      ),
    );
  }
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const STATUS_WIDTH = 12;
const CAUSE_WIDTH = 24;
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

function closing({ summary, findings }: Report, width: number, paint: Paint): readonly string[] {
  const owners = Object.entries(summary.byOwner).sort(([, a], [, b]) => b - a);
  if (owners.length === 0) return [];
  const causes = [
    ...new Set(
      findings.filter(({ status }) => status === 'fail' || status === 'warn').flatMap(({ cause }) => (cause === null ? [] : [cause])),
    ),
  ];
  const asks = owners.map(([owner, count]) => `${OWNER_WORDS[owner as Owner]}: ${count}`);
  const explain =
    causes[0] === undefined
      ? []
      : [
          `Words to send: configmgr-preflight explain ${causes[0]}`,
          ...wrap(`"${causeInfo(causes[0]).ask}"`, width - 2).map((line) => `  ${line}`),
        ];
  return [paint('Who can fix it', 'bold'), ...wrap(asks.join(' · '), width), ...explain.map((line) => paint(line, 'dim'))];
}
