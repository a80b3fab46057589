import type { HostForm, Requirement } from '../model/catalog/requirement.ts';
import { unwrittenRules } from './addresses/address-rules.ts';
import type { AddressRule, AddressWriter } from './addresses/address-writer.ts';
import type { Dialect, Entry, Inspection, LossKind, Wording } from './dialect.ts';
import { type Excess, excessesOf, heldTo } from './limits.ts';
import { plain } from './plain.ts';
import { dropped, wordsFor } from './wording.ts';

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

/** What an export is told of the selection and the server, beside the requirements themselves. */
export interface ExportSettings {
  /** What was selected, for the reader: `Title, revision R`, one a catalog. */
  readonly catalogs: readonly string[];
  /** Entries that stand in no export because they were skipped: `id: reason`. */
  readonly skipped: readonly string[];
  /** Destinations of a report that are no rules: `host:port: reason`. */
  readonly notTaken?: readonly string[];
  /** Destinations that a run found beyond the catalogs, and how many of them are in this export. Absent: no report was given. */
  readonly beyond?: { readonly found: number; readonly taken: number };
  /** Addresses of the server that connects; empty: any. */
  readonly sources: readonly string[];
  /** What is needed by address alone; none of it in do-not-decrypt lists. */
  readonly addressRules?: readonly AddressRule[];
}

/** A finished configuration, and everything that it does not say as it was asked. */
export interface Export {
  /** LF line ends, ends in a newline, no byte order mark. */
  readonly text: string;
  readonly entries: readonly Entry[];
  readonly losses: readonly Loss[];
  /** Documented sizes that it passes. */
  readonly excesses: readonly Excess[];
  /** Standing advice that the text does not carry, because its format has no comments. */
  readonly advice: readonly string[];
  /** Rules by address that it does not hold, for people. */
  readonly unwritten: readonly string[];
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

/**
 * What takes the export of the same requirements back, in the same notation. Undefined when the notation can say no removal: `writer.undo` then says what to do.
 * `entries` are those whose rules or exemptions it removes; nothing is lost by a removal.
 */
export function exportRemoval(
  dialect: Dialect,
  writer: Dialect | Inspection,
  requirements: readonly Requirement[],
  settings: ExportSettings,
): { readonly text: string; readonly entries: readonly Entry[] } | undefined {
  const { undo } = writer;
  if (typeof undo === 'string') return undefined;
  const wanted = writer === dialect ? requirements : requirements.filter((requirement) => requirement.inspectionExempt);
  const { entries } = worded(dialect, writer, wanted);
  const title = plain(`Remove: ${entries.length} destinations of ${settings.catalogs.join('; ')}`, 200);
  const remarks = [title, 'Made with the options of the export: it removes what that export made'].map((line) => plainLine(line));
  const head = dialect.comment === undefined ? '' : `${remarks.map(dialect.comment).join('\n')}\n\n`;
  const first = byAddress(dialect, writer, settings, (one, rules) => one.undo(rules)).trimStart();
  const rest = undo(entries, { remarks, title, sources: settings.sources, addressRules: rulesFor(writer, settings) });
  return { text: ended(`${head}${first === '' ? '' : `${first}\n`}${rest}`), entries };
}

/** None of them in do-not-decrypt lists: UDP is not decrypted. */
function rulesFor(writer: Dialect | Inspection, { addressRules = [] }: ExportSettings): readonly AddressRule[] {
  return 'addressRules' in writer ? addressRules : [];
}

/** What the device is told by address, on lines of its own. */
function byAddress(
  { addressRules }: Dialect,
  writer: Dialect | Inspection,
  settings: ExportSettings,
  write: (writer: AddressWriter, rules: readonly AddressRule[]) => string,
): string {
  const rules = rulesFor(writer, settings);
  if (typeof addressRules === 'string' || rules.length === 0) return '';
  const text = write(addressRules, rules);
  return text === '' ? '' : `\n${text}`;
}

const ended = (text: string): string => text.replace(/(?<!\n)\n*$/, '\n');

type Writer = Inspection & Pick<Dialect, 'interplay'>;

/** The requirements that can be said, and what is lost. */
function worded(dialect: Dialect, writer: Writer, requirements: readonly Requirement[]): Pick<Export, 'entries' | 'losses'> {
  const entries: Entry[] = [];
  const losses: Loss[] = [];
  for (const requirement of requirements) {
    const wording = wordingOf(requirement, dialect, writer);
    if (wording.hosts.length > 0) entries.push({ requirement, hosts: wording.hosts });
    losses.push(...wording.costs.map((cost) => ({ ...about(requirement), ...cost })));
  }
  for (const [entry, cost] of writer.interplay?.(entries) ?? []) losses.push({ ...about(entry.requirement), ...cost });
  return { entries, losses };
}

function put(purpose: string, dialect: Dialect, writer: Writer, requirements: readonly Requirement[], settings: ExportSettings): Export {
  const { entries, losses } = worded(dialect, writer, requirements);
  const title = plain(`${purpose}: ${entries.length} destinations of ${settings.catalogs.join('; ')}`, 200);
  const remarks = [title, beyondLine(settings), ...remarksOf(dialect, writer, losses, settings)].map((line) => plainLine(line));
  const body = writer.render(entries, { remarks, title, sources: settings.sources, addressRules: rulesFor(writer, settings) });
  const head = dialect.comment === undefined ? '' : `${remarks.map(dialect.comment).join('\n')}\n\n`;
  const text = ended(`${head}${body}${byAddress(dialect, writer, settings, (one, rules) => one.render(rules, settings.sources))}`);
  const excesses = excessesOf(writer.limits ?? dialect.limits, entries, text);
  const unwritten = unwrittenRules(dialect.addressRules, rulesFor(writer, settings));
  return { text, entries, losses, excesses, unwritten, advice: dialect.comment === undefined ? noteLines(writer) : [] };
}

const about = ({ ids, pattern, port, required }: Requirement) => ({ ids, pattern, port, required });

/** Refusals and limits of the product hold for its do-not-decrypt list, too. */
function wordingOf(requirement: Requirement, dialect: Dialect, { words, limits = dialect.limits }: Writer): Wording {
  const refusal = unsayable(requirement.host, dialect) ?? dialect.refuses?.(requirement);
  if (refusal !== undefined) return dropped(refusal);
  return heldTo(limits, wordsFor(words, requirement.host.form, { text: requirement.host.text, hosts: requirement.hosts }));
}

/** Catalogs come from outside: only what can be a host name or an address reaches a device's command line. */
function unsayable({ text }: HostForm, { addresses }: Dialect): string | undefined {
  if (/(?:^|\.)\d+$/.test(text) && !isAddress(text)) return 'this is neither a host name nor an IPv4 address';
  if (isAddress(text)) return addresses === 'none' ? 'the device takes names here, not addresses' : undefined;
  if (/^[0-9a-f]*:[0-9a-f:.]*$/.test(text)) return addresses === 'all' ? undefined : 'the device takes no IPv6 addresses here';
  return /^[a-z0-9_-]([a-z0-9._-]*[a-z0-9_-])?$/.test(text) && !text.includes('..') ? undefined : 'this is not a host name';
}

/** Four numbers of one byte. A name never ends in a label of digits alone (RFC 1123 section 2.1). */
function isAddress(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((number) => Number(number) <= 255);
}

const KINDS: Readonly<Record<LossKind, string>> = {
  dropped: 'NOT SAID',
  narrowed: 'Narrower than asked',
  widened: 'Wider than asked',
};

const noteLines = ({ notes }: Writer) => notes.map((line) => `Note: ${line}`);

function remarksOf(dialect: Dialect, writer: Writer, losses: readonly Loss[], settings: ExportSettings): readonly string[] {
  return [
    `Format: ${dialect.title}; decided by ${writer.decidedBy}; see ${dialect.reference}`,
    ...noteLines(writer),
    // Metadata is no comment: there, what is no rule is not named.
    ...skippedLines(dialect.comment === undefined ? { ...settings, notTaken: [] } : settings),
    ...lossLines(losses),
    ...unwrittenRules(dialect.addressRules, rulesFor(writer, settings)),
  ];
}

/** The catalog alone may not be enough: redirects and certificates lead further. */
function beyondLine({ beyond }: ExportSettings): string {
  if (beyond === undefined) return 'The catalog alone: a run may find destinations beyond it; add --report FILE with its JSON report';
  return `Beyond the catalog the run found ${beyond.found} destinations; ${beyond.taken} of them are included`;
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
