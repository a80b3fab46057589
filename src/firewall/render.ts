import type { HostForm, Requirement } from '../model/catalog/requirement.ts';
import type { Dialect, Entry, Inspection, LossKind, Wording } from './dialect.ts';
import { plain } from './plain.ts';
import { dropped } from './wording.ts';

/** What an export could not say as asked. */
export interface Loss {
  readonly ids: readonly string[];
  readonly pattern: string;
  readonly port: number;
  readonly required: boolean;
  readonly kind: LossKind;
  readonly reason: string;
  /** A name that may be needed is not covered by the export. */
  readonly incomplete: boolean;
}

export interface ExportSettings {
  /** What was selected, for the reader: `Title, revision R`, one a catalog. */
  readonly catalogs: readonly string[];
  /** Entries that stand in no export because they were skipped: `id: reason`. */
  readonly skipped: readonly string[];
  /** Destinations of a report that are no rules: `host:port: reason`. */
  readonly notTaken?: readonly string[];
  /** Addresses of the server that connects; empty: any. */
  readonly sources: readonly string[];
}

export interface Export {
  /** LF line ends, ends in a newline, no byte order mark. */
  readonly text: string;
  readonly entries: readonly Entry[];
  readonly losses: readonly Loss[];
}

/** Required requirements that the export does not cover in full: a reason to refuse it. */
export function unsaid(losses: readonly Loss[]): readonly Loss[] {
  return losses.filter((loss) => loss.required && loss.incomplete);
}

/** All requirements in the device's words. */
export function exportRules(dialect: Dialect, requirements: readonly Requirement[], settings: ExportSettings): Export {
  return put('Allow', dialect, dialect, requirements, settings);
}

/** The requirements that must not be decrypted, in the device's words for exemptions. */
export function exportInspection(
  dialect: Dialect,
  inspection: Inspection,
  requirements: readonly Requirement[],
  settings: ExportSettings,
): Export {
  const exempt = requirements.filter((requirement) => requirement.inspectionExempt);
  return put('Do not decrypt', dialect, inspection, exempt, settings);
}

type Writer = Inspection & Pick<Dialect, 'refuses' | 'interplay'>;

function put(purpose: string, dialect: Dialect, writer: Writer, requirements: readonly Requirement[], settings: ExportSettings): Export {
  const entries: Entry[] = [];
  const losses: Loss[] = [];
  for (const requirement of requirements) {
    const wording = wordingOf(requirement, dialect, writer);
    if (wording.hosts.length > 0) entries.push({ requirement, hosts: wording.hosts });
    losses.push(...wording.costs.map((cost) => ({ ...about(requirement), ...cost })));
  }
  for (const [entry, cost] of writer.interplay?.(entries) ?? []) losses.push({ ...about(entry.requirement), ...cost });
  const title = plain(`${purpose}: ${entries.length} destinations of ${settings.catalogs.join('; ')}`, 200);
  const remarks = [title, ...remarksOf(dialect, writer, losses, settings)].map((line) => plainLine(line));
  const body = writer.render(entries, { remarks, title, sources: settings.sources });
  const head = dialect.comment === undefined ? '' : `${remarks.map(dialect.comment).join('\n')}\n\n`;
  return { text: `${head}${body}`.replace(/(?<!\n)\n*$/, '\n'), entries, losses };
}

const about = ({ ids, pattern, port, required }: Requirement) => ({ ids, pattern, port, required });

function wordingOf(requirement: Requirement, dialect: Dialect, { words, refuses }: Writer): Wording {
  const refusal = unsayable(requirement.host, dialect) ?? refuses?.(requirement);
  if (refusal !== undefined) return dropped(refusal);
  return words[requirement.host.form]({ text: requirement.host.text, hosts: requirement.hosts });
}

/** Catalogs come from outside: only what can be a host name or an address reaches a device's command line. */
function unsayable({ text }: HostForm, { addresses }: Dialect): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return addresses === 'none' ? 'the device takes names here, not addresses' : undefined;
  if (/^[0-9a-f]*:[0-9a-f:.]*$/.test(text)) return addresses === 'all' ? undefined : 'the device takes no IPv6 addresses here';
  return /^[a-z0-9_-]([a-z0-9._-]*[a-z0-9_-])?$/.test(text) && !text.includes('..') ? undefined : 'this is not a host name';
}

const KINDS: Readonly<Record<LossKind, string>> = {
  dropped: 'NOT SAID',
  narrowed: 'Narrower than asked',
  widened: 'Wider than asked',
};

function remarksOf(dialect: Dialect, { decidedBy, notes }: Writer, losses: readonly Loss[], settings: ExportSettings): readonly string[] {
  const advice = notes.map((line) => `Note: ${line}`);
  return [
    `Format: ${dialect.title}; decided by ${decidedBy}; see ${dialect.reference}`,
    ...advice,
    // Metadata is no comment: there, what is no rule is not named.
    ...skippedLines(dialect.comment === undefined ? { ...settings, notTaken: [] } : settings),
    ...lossLines(losses),
  ];
}

/** What stands in no export, for people: entries of catalogs, then destinations of a report. */
export function skippedLines({ skipped, notTaken = [] }: ExportSettings): readonly string[] {
  return [...skipped.map((line) => `Left out: ${line}`), ...notTaken.map((line) => `Not taken from the report: ${line}`)];
}

/** The loss list for people: one heading per kind and reason, below it one line a destination. */
export function lossLines(losses: readonly Loss[]): readonly string[] {
  const kinds: readonly LossKind[] = ['dropped', 'narrowed', 'widened'];
  return kinds.flatMap((kind) => {
    const ofKind = losses.filter((loss) => loss.kind === kind);
    return [...new Set(ofKind.map((loss) => loss.reason))].flatMap((reason) => [
      `${KINDS[kind]}: ${reason}:`,
      ...ofKind
        .filter((loss) => loss.reason === reason)
        .map((loss) => `  ${loss.pattern}:${loss.port} (${loss.ids.join(', ')})${loss.required ? '' : ' optional'}`),
    ]);
  });
}

/** `plain` would swallow the indent that marks a list. */
function plainLine(line: string): string {
  return line.startsWith('  ') ? `  ${plain(line)}` : plain(line);
}
