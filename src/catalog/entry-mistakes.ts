import { z } from 'zod';
import { BLOCKED, catalogSchema, type endpointSchema } from '../model/catalog/catalog.ts';
import type { DatedChange } from '../model/catalog/change.ts';
import { covers, hostForm, normaliseHost, placeholdersIn } from '../model/catalog/host-pattern.ts';
import { didYouMean } from '../text/suggest.ts';

/** Entries behind these are not looked at: no catalog has more. */
export const MAX_ENTRIES = 5000;

/** What is wrong at a place of a catalog file, and what to do about it. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What is wrong with a field of an entry. */
type Flaw = readonly [field: string, message: string, hint?: string | undefined];
/** What entries refer to. */
type Head = Pick<z.output<typeof catalogSchema>, 'sources' | 'networks'>;
/** What of an entry is looked at beyond the schema. */
type Checked = Pick<z.output<typeof endpointSchema>, 'id' | 'host' | 'probe' | 'source'> & {
  readonly networks: string | undefined;
  /** `expect: blocked`: its probe hosts are those at whose addresses it is tried. */
  readonly isBlocked: boolean;
};

/** What the schema cannot say of a catalog file, an entry or a dated change at a time, also where other parts of the file do not fit. */
export function* complaintsByPart(value: unknown): Generator<readonly Complaint[]> {
  const head = headOf(value);
  const ids = new Set<string>();
  for (const [index, raw] of entriesOf(value).slice(0, MAX_ENTRIES).entries()) {
    const entry = readableParts(raw);
    yield located(['endpoints', index], flawsOf(entry, ids, head));
    ids.add(entry.id);
  }
  for (const [index, change] of changesOf(value).entries()) yield located(['changes', index], changeFlaws(change, ids, head));
}

function located(part: readonly PropertyKey[], flaws: readonly Flaw[]): readonly Complaint[] {
  return flaws.map(([field, message, hint]) => ({ path: [...part, ...field.split('.')], message, hint }));
}

/** What the schema cannot say of an entry. `ids`: those of the entries before it. */
function flawsOf(entry: Checked, ids: ReadonlySet<string>, head: Head): readonly Flaw[] {
  const { id, host } = entry;
  const found: Flaw[] = [];
  if (id !== '' && ids.has(id)) found.push(['id', `the id "${id}" is there twice`]);
  if (normaliseHost(host) === undefined) found.push(['host', `"${host}" is not a host pattern`, hostHint(host)]);
  return [...found, ...probeFlaws(entry), ...referenceFlaws(entry, head)];
}

function probeFlaws({ host, probe, isBlocked }: Checked): readonly Flaw[] {
  const covered = coverage(host);
  return probe.flatMap((one, index): readonly Flaw[] => {
    if (normaliseHost(one) === undefined || one.includes('*'))
      return [[`probe.${index}`, `"${one}" is not a host name`, 'probe lists concrete hosts']];
    if (isBlocked || placeholdersIn(one).length > 0 || covered(one)) return [];
    const hint = 'probe lists hosts that the pattern covers; another host is an entry of its own';
    return [[`probe.${index}`, `"${one}" is not covered by ${host}, so it proves nothing about it`, hint]];
  });
}

/** Which hosts stand for a pattern: what it covers; for a host, also those below it, as pages print a domain for its hosts; of one with placeholders, what ends like it. */
function coverage(host: string): (probe: string) => boolean {
  const form = hostForm(host);
  if (form !== undefined)
    return (probe) => covers(form, probe) || (form.form === 'exact' && covers({ form: 'suffix', text: form.text }, probe));
  const end = /[^<>{}]*$/.exec(host)?.[0].toLowerCase() ?? '';
  return (probe) => placeholdersIn(host).length === 0 || probe.toLowerCase().endsWith(end);
}

function referenceFlaws({ source, networks }: Pick<Checked, 'source' | 'networks'>, head: Head): readonly Flaw[] {
  const found: Flaw[] = [];
  const key = source.split('#')[0] ?? '';
  const known = Object.keys(head.sources);
  if (key !== '' && known.length > 0 && !known.includes(key))
    found.push(['source', `there is no source "${key}"`, didYouMean(key, known) ?? `sources: ${known.join(', ').slice(0, 300)}`]);
  const groups = Object.keys(head.networks);
  if (networks !== undefined && !groups.includes(networks))
    found.push(['networks', `there are no networks "${networks}"`, didYouMean(networks, groups)]);
  return found;
}

/** What the schema cannot say of a row of `changes`. `ids`: those of all entries. */
function changeFlaws({ entries, source }: Pick<DatedChange, 'entries' | 'source'>, ids: ReadonlySet<string>, head: Head): readonly Flaw[] {
  const unknown = entries.flatMap((id, index): readonly Flaw[] =>
    ids.has(id) ? [] : [[`entries.${index}`, `there is no entry "${id}"`, didYouMean(id, [...ids])]],
  );
  return [...unknown, ...referenceFlaws({ source, networks: undefined }, head)];
}

/** What people mean by values that the schema refuses. */
export function schemaHint(path: readonly PropertyKey[], given: unknown): string | undefined {
  const field = path.at(-1);
  if (field === 'scheme' && typeof given === 'string') return schemeHint(given);
  if (path.at(-2) === 'ports' && typeof given === 'string' && /^\d{1,5}$/.test(given)) return `without quotes: ${given}`;
  return undefined;
}

function schemeHint(scheme: string): string | undefined {
  if (/^(?:udp|quic|icmp|ip|any)$/i.test(scheme))
    return 'UDP cannot be tested: give its address ranges and ports under `networks` (ranges, udp), which firewall exports take';
  return /^(?:tls|ssl|wss)$/i.test(scheme) ? 'did you mean "https"?' : undefined;
}

/** What people write where a host is wanted. */
function hostHint(host: string): string {
  if (/^[a-z]+:\/\//i.test(host)) return 'scheme and path have keys of their own: scheme, path';
  if (/^[0-9a-f.:]+\/\d{1,3}$/i.test(host))
    return 'networks cannot be looked up or tested: list ranges under `networks`, and name hosts here';
  if (/:\d+$/.test(host)) return 'ports have a key of their own: ports';
  if (host.includes('/')) return 'the path has a key of its own: path';
  if (/\s/.test(host)) return 'a host has no spaces, except inside a <placeholder>';
  return 'forms: host.example, *.suffix.example, *suffix.example, *-inside.label.example';
}

const aRecord = z.record(z.string(), z.unknown());
const aText = z.string();
const aList = z.array(z.string());

/** The parts of an entry that are looked at beyond the schema, also where other parts of it do not fit. */
function readableParts(raw: unknown): Checked {
  const { id, host, probe, source, networks, expect } = aRecord.safeParse(raw).data ?? {};
  return {
    id: aText.safeParse(id).data ?? '',
    host: aText.safeParse(host).data ?? 'host.example',
    probe: aList.safeParse(probe).data ?? [],
    source: aText.safeParse(source).data ?? '',
    networks: aText.safeParse(networks).data,
    isBlocked: expect === BLOCKED,
  };
}

/** The entries of what a catalog file says, unread; none where it has no list of them. */
export function entriesOf(value: unknown): readonly unknown[] {
  const { endpoints } = aRecord.safeParse(value).data ?? {};
  return Array.isArray(endpoints) ? endpoints : [];
}

/** The rows of `changes` that fit; where one does not, the schema said so. */
function changesOf(value: unknown): z.output<typeof catalogSchema>['changes'] {
  const { changes } = aRecord.safeParse(value).data ?? {};
  return catalogSchema.shape.changes.safeParse(changes).data ?? [];
}

/** The parts of a file that entries refer to, as far as they can be read. */
function headOf(value: unknown): Head {
  const { sources, networks } = aRecord.safeParse(value).data ?? {};
  const { shape } = catalogSchema;
  return { sources: shape.sources.safeParse(sources).data ?? {}, networks: shape.networks.safeParse(networks).data ?? {} };
}
