import { type CatalogChange, catalogChanges, dueWithin } from '../../catalog/changes.ts';
import { loadCatalogs } from '../../catalog/load.ts';
import { VALIDITY } from '../../model/catalog/validity.ts';
import { UsageError } from '../../model/usage-error.ts';
import { json, markdown, terminal } from '../../text/escape.ts';
import { oneOf } from '../arguments/one-of.ts';

const FORMATS = ['table', 'json', 'md'] as const;
const SIGNS = { added: '+', dropped: '-', 'support-ends': '!' } as const;

/** What of `endpoints changes` was asked, as given. */
export interface ChangesFlags {
  readonly catalog: readonly string[];
  readonly since: unknown;
  readonly failOnDue: unknown;
  readonly format: unknown;
}

/** The text of `endpoints changes`, and 1 where something ends within the days that `--fail-on-due` names. Throws `UsageError`. */
export async function endpointChanges(flags: ChangesFlags, now: Date): Promise<{ readonly text: string; readonly code: 0 | 1 }> {
  const format = oneOf(flags.format ?? 'table', FORMATS, '--format');
  const since = sinceOf(flags.since);
  const days = flags.failOnDue === undefined ? undefined : daysOf(flags.failOnDue);
  const today = now.toISOString();
  const changes = catalogChanges(await loadCatalogs(flags.catalog), { since, today });
  const due = days === undefined ? [] : dueWithin(changes, days, today);
  return { text: written(changes, due, format), code: due.length > 0 ? 1 : 0 };
}

function sinceOf(since: unknown): string {
  if (typeof since === 'string' && VALIDITY.test(since)) return since;
  const wrong = typeof since === 'string' ? `"${since.slice(0, 40)}" is no day and no release` : 'from when on?';
  throw new UsageError(wrong, { field: '--since', hint: 'a day (2025-03-31), a month (2025-03) or a release (2409)' });
}

function daysOf(text: unknown): number {
  const [, days] = /^(\d{1,4})d?$/.exec(typeof text === 'string' ? text : '') ?? [];
  if (days !== undefined) return Number(days);
  throw new UsageError(`"${String(text).slice(0, 40)}" is not a number of days`, { field: '--fail-on-due', hint: 'for example 60d' });
}

function written(changes: readonly CatalogChange[], due: readonly CatalogChange[], format: (typeof FORMATS)[number]): string {
  if (format === 'json') return `${json({ changes, due: due.map(({ subject }) => subject) }, 2)}\n`;
  if (format === 'md') {
    const rows = changes.map((one) => `| ${[one.when, word(one), one.subject, one.destination, one.source].map(markdown).join(' | ')} |`);
    return `| Date | Change | Entry | Destination | Source |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  }
  const lines = changes.map(
    (one) =>
      `${SIGNS[one.kind]} ${one.when.padEnd(10)}  ${one.subject}${one.destination === '' ? '' : `  ${one.destination}`}  (${word(one)})`,
  );
  const told =
    due.length === 0 ? [] : ['', `Within the days of --fail-on-due: ${due.map(({ subject, when }) => `${subject} (${when})`).join(', ')}`];
  return `${[...(lines.length === 0 ? ['Nothing changed since then.'] : lines), ...told].map(terminal).join('\n')}\n`;
}

function word({ kind, due }: CatalogChange): string {
  if (kind === 'support-ends') return due ? 'support ends' : 'support has ended';
  if (kind === 'added') return due ? 'will be needed' : 'needed since';
  return due ? 'ends' : 'no longer needed';
}
