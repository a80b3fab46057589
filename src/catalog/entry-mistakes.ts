import type { z } from 'zod';
import type { catalogSchema, endpointSchema } from '../model/catalog/catalog.ts';
import type { DatedChange } from '../model/catalog/change.ts';
import { covers, hostForm, normaliseHost, placeholdersIn } from '../model/catalog/host-pattern.ts';
import { didYouMean } from '../text/suggest.ts';

/** What is wrong with a field of an entry, and what to do about it. */
export type Complaint = readonly [field: string, message: string, hint?: string | undefined];
/** What entries refer to. */
export type Head = Pick<z.output<typeof catalogSchema>, 'sources' | 'networks'>;
/** What of an entry is looked at beyond the schema. */
export type Checked = Pick<z.output<typeof endpointSchema>, 'id' | 'host' | 'probe' | 'source'> & {
  readonly networks: string | undefined;
  /** `expect: blocked`: its probe hosts are those at whose addresses it is tried. */
  readonly isBlocked: boolean;
};

/** What the schema cannot say of an entry. `ids`: those of the entries before it. */
export function complaintsOf(entry: Checked, ids: ReadonlySet<string>, head: Head): readonly Complaint[] {
  const { id, host } = entry;
  const found: Complaint[] = [];
  if (id !== '' && ids.has(id)) found.push(['id', `the id "${id}" is there twice`]);
  if (normaliseHost(host) === undefined) found.push(['host', `"${host}" is not a host pattern`, hostHint(host)]);
  return [...found, ...probeComplaints(entry), ...referenceComplaints(entry, head)];
}

function probeComplaints({ host, probe, isBlocked }: Checked): readonly Complaint[] {
  const covered = coverage(host);
  return probe.flatMap((one, index): readonly Complaint[] => {
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

function referenceComplaints({ source, networks }: Pick<Checked, 'source' | 'networks'>, head: Head): readonly Complaint[] {
  const found: Complaint[] = [];
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
export function changeComplaints(
  { entries, source }: Pick<DatedChange, 'entries' | 'source'>,
  ids: ReadonlySet<string>,
  head: Head,
): readonly Complaint[] {
  const unknown = entries.flatMap((id, index): readonly Complaint[] =>
    ids.has(id) ? [] : [[`entries.${index}`, `there is no entry "${id}"`, didYouMean(id, [...ids])]],
  );
  return [...unknown, ...referenceComplaints({ source, networks: undefined }, head)];
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
