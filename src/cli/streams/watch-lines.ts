import type { Finding } from '../../model/finding.ts';
import type { WatchEvent } from '../../preflight/events.ts';
import type { Change } from '../../report/compare/compare.ts';
import { andMore } from '../../text/lists.ts';

/** What `--watch` says on standard error; slower answers are left for the report. */
export function watchLines(event: WatchEvent): readonly string[] {
  switch (event.kind) {
    case 'begin':
      return [`watching ${count(event.findings)}, every ${event.seconds} s; Ctrl-C ends it and writes the reports`];
    case 'waiting':
      return [`still not green: ${named(event.standing)}; next round in ${event.seconds} s`];
    case 'last-round':
      return ['everything watched is fixed; running one full check to confirm'];
    case 'changes':
      return event.changes.filter(({ kind }) => kind !== 'slower').map(changeLine);
  }
}

function changeLine({ kind, id, before, after }: Change): string {
  const state = after === null ? 'gone' : `${after.status}${after.cause === null ? '' : ` ${after.cause}`}`;
  const route = after?.route == null ? '' : ` (${after.route})`;
  return `${kind}: ${(after ?? before)?.title ?? id}${route}: ${before?.status ?? 'not asked'} → ${state}`;
}

/** A few by name, the others by number. */
function named(findings: readonly Finding[]): string {
  const titles = [...new Set(findings.map(({ title, route }) => `${title}${route === null ? '' : ` (${route})`}`))];
  return andMore(titles, 3);
}

function count(findings: number): string {
  return findings === 1 ? '1 finding' : `${findings} findings`;
}
