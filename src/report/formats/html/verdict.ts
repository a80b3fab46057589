import { capitalised } from '../../../causes/phrasing/phrase.ts';
import { OWNERS } from '../../../model/finding.ts';
import { OWNER_WORDS } from '../../../model/owner.ts';
import type { Report, RunVerdict } from '../../../model/report.ts';
import { BY_URGENCY } from '../../../model/urgency.ts';
import { clip } from '../../../text/layout.ts';
import { isLogReport, LOG_SENTENCES } from '../../view/log-report.ts';
import { html, type Markup } from './markup.ts';

const HEADLINES: Readonly<Record<RunVerdict, string>> = {
  pass: 'Ready',
  warn: 'Ready, with warnings',
  fail: 'Not ready',
  inconclusive: 'Inconclusive',
};
const SENTENCES: Readonly<Record<RunVerdict, string>> = {
  pass: 'Every prerequisite that was asked for is met.',
  warn: 'Nothing required fails; the warnings below deserve a look.',
  fail: 'Something that the service connection point requires does not work.',
  inconclusive: 'No failure was seen, but this run could not tell everything that is required.',
};

const LOG_HEADLINES: Readonly<Record<RunVerdict, string>> = {
  pass: 'No errors logged',
  warn: 'Errors logged, no longer in the way',
  fail: 'Errors logged',
  inconclusive: 'Errors logged, cause unknown',
};

function wordsOf(report: Report): readonly [headline: string, sentence: string] {
  const { verdict, pass } = report.summary;
  if (verdict === 'pass' && pass === 0)
    return [HEADLINES.pass, 'Nothing is open, but nothing passed: everything that was judged is waived.'];
  return isLogReport(report) ? [LOG_HEADLINES[verdict], capitalised(LOG_SENTENCES[verdict])] : [HEADLINES[verdict], SENTENCES[verdict]];
}

/** The first thing on the page: can the role be installed, and if not, who has to act. */
export function verdictSection(report: Report): Markup {
  const { run, summary, catalogs } = report;
  const [headline, sentence] = wordsOf(report);
  const owners = OWNERS.filter((owner) => (summary.byOwner[owner] ?? 0) > 0);
  const total = BY_URGENCY.reduce((sum, status) => sum + summary[status], 0);
  const who = owners.map((owner) => OWNER_WORDS[owner].heading).join(', ');
  return html`<section class="verdict ${summary.verdict}" aria-labelledby="verdict">
<h2 id="verdict">${headline}</h2>
<p class="lead">${sentence}${who === '' ? '' : ` Action needed: ${who}.`}</p>
${run.interrupted && html`<p class="lead"><strong>The run was interrupted: what was not asked is inconclusive.</strong></p>`}
<ul class="tiles">${BY_URGENCY.map((status) => tile(status, summary[status]))}</ul>
<p class="muted">${total} findings from <strong>${run.vantage.hostname}</strong>, ${moment(run.startedAt)}, ${
    catalogs.length === 0 ? 'no catalog' : catalogs.map(({ id, revision }) => `${id} ${revision}`).join(', ')
  }.</p>
${run.notes.length > 0 && html`<ul class="notes">${run.notes.map((note) => html`<li>${clip(note, 2000)}</li>`)}</ul>`}
</section>`;
}

function tile(status: (typeof BY_URGENCY)[number], count: number): Markup {
  return html`<li><a class="tile ${status}" href="#findings" data-status="${status}"><strong>${count}</strong> ${status}</a></li>`;
}

/** `2026-11-20 10:00 UTC`; anything else stays as it is. */
export function moment(iso: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso) ?? [];
  return day === undefined || time === undefined ? iso : `${day} ${time} UTC`;
}
