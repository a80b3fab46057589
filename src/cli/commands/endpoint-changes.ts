import { type CatalogChange, catalogChanges, dueWithin } from '../../catalog/changes.ts';
import { loadCatalogs } from '../../catalog/load.ts';
import { checkFeatures } from '../../catalog/selection-errors.ts';
import { VALIDITY } from '../../model/catalog/validity.ts';
import { UsageError } from '../../model/usage-error.ts';
import { json, markdown, terminal } from '../../text/escape.ts';
import { oneOf } from '../arguments/one-of.ts';

const FORMATS = ['table', 'json', 'md'] as const;
const SIGNS = { added: '+', dropped: '-', changed: '~', 'support-ends': '!' } as const;

/** What of `endpoints changes` was asked, as given. */
export interface ChangesFlags {
  readonly catalog: readonly string[];
  /** The release whose end of support counts as due. */
  readonly siteVersion: string;
  /** Only of these features; empty: of all, and of the product. */
  readonly features: readonly string[];
  readonly since: unknown;
  readonly failOnDue: unknown;
  readonly format: unknown;
}

/** The text of `endpoints changes`, and 1 where something takes effect within the days that `--fail-on-due` names. Throws `UsageError`. */
export async function endpointChanges(flags: ChangesFlags, now: Date): Promise<{ readonly text: string; readonly code: 0 | 1 }> {
  const format = oneOf(flags.format ?? 'table', FORMATS, '--format');
  const since = sinceOf(flags.since);
  const days = flags.failOnDue === undefined ? undefined : daysOf(flags.failOnDue);
  const today = now.toISOString();
  const catalogs = await loadCatalogs(flags.catalog);
  checkFeatures(catalogs, flags.features);
  const changes = catalogChanges(catalogs, { since, today, features: flags.features });
  const due = days === undefined ? [] : dueWithin(changes, days, { today, siteVersion: flags.siteVersion });
  return { text: written({ changes, due, since }, format), code: due.length > 0 ? 1 : 0 };
}

function sinceOf(since: unknown): string {
  const text = typeof since === 'string' ? since.trim() : undefined;
  if (text !== undefined && VALIDITY.test(text) && isOfCalendar(text)) return text;
  const wrong = text === undefined ? 'from when on?' : `"${text.slice(0, 40)}" is not a day, a month, a year or a release`;
  throw new UsageError(wrong, { field: '--since', hint: 'a day (2025-03-31), a month (2025-03), a year (2025) or a release (2409)' });
}

/** The form lets 2025-02-30 through. */
function isOfCalendar(text: string): boolean {
  return text.length < 10 || new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

function daysOf(text: unknown): number {
  const [, days] = /^(\d{1,4})d?$/.exec(typeof text === 'string' ? text : '') ?? [];
  if (days !== undefined) return Number(days);
  throw new UsageError(`"${String(text).slice(0, 40)}" is not a number of days`, { field: '--fail-on-due', hint: 'for example 60d' });
}

interface Told {
  readonly changes: readonly CatalogChange[];
  readonly due: readonly CatalogChange[];
  readonly since: string;
}

function written({ changes, due, since }: Told, format: (typeof FORMATS)[number]): string {
  if (format === 'json') return `${json({ changes, due: due.map(({ subject }) => subject) }, 2)}\n`;
  if (format === 'md') {
    const rows = changes.map(
      (one) => `| ${[one.when, word(one), one.subject, one.destination, one.what, one.source].map(markdown).join(' | ')} |`,
    );
    return `| Date | Change | Entry | Destination | What | Source |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  }
  const lines = changes.flatMap((one) => [
    `${SIGNS[one.kind]} ${one.when.padEnd(10)}  ${one.subject}${one.destination === '' ? '' : `  ${one.destination}`}  (${word(one)})`,
    ...(one.what === '' ? [] : [`      ${one.what}`, `      ${one.source}`]),
  ]);
  const told =
    due.length === 0 ? [] : ['', `Within the days of --fail-on-due: ${due.map(({ subject, when }) => `${subject} (${when})`).join(', ')}`];
  return `${[...(lines.length === 0 ? [`No change is dated ${since} or later.`] : lines), ...told].map(terminal).join('\n')}\n`;
}

function word({ kind, due }: CatalogChange): string {
  if (kind === 'support-ends') return due ? 'support ends' : 'support has ended';
  if (kind === 'changed') return due ? 'will change' : 'changed';
  if (kind === 'added') return due ? 'will be needed' : 'needed since';
  return due ? 'ends' : 'no longer needed';
}
