import type { Entry } from './dialect.ts';

/** Prefix of every object that an export creates: easy to find, easy to remove. */
export const PREFIX = 'preflight';

/** FNV-1a, 32 bits, over UTF-16 code units (Fowler, Noll, Vo; RFC 9923). Not for secrets: for short stable numbers only. */
export function fnv1a(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

/**
 * Names of device objects, one a host in the device's words, at most `max` characters and each of them once. A name is the same in every export, whatever else is
 * selected, unless it collides: with a name of `reserved`, or with the check sum of an earlier host; then it moves on. `spelt` puts a name into the characters of
 * the device. Names differ by more than case, which some devices do not tell apart.
 */
export function objectNames(
  hosts: Iterable<string>,
  max: number,
  reserved: Iterable<string> = [],
  spelt: (name: string) => string = (name) => name,
): ReadonlyMap<string, string> {
  const taken = new Set([...reserved].map((name) => name.toLowerCase()));
  const names = new Map<string, string>();
  for (const host of hosts) {
    if (names.has(host)) continue;
    let name = spelt(objectName(host, max));
    for (let turn = 1; taken.has(name.toLowerCase()); turn++) name = spelt(numbered(host, max, turn));
    taken.add(name.toLowerCase());
    names.set(host, name);
  }
  return names;
}

/** A star is written as `any`; a host that itself begins so carries its check sum. */
function objectName(host: string, max: number): string {
  const name = `${PREFIX}-${readable(host)}`;
  return name.length <= max && !/^any(?:[.-]|$)/.test(host) ? name : numbered(host, max, 0);
}

function numbered(host: string, max: number, turn: number): string {
  const end = `-${hex(fnv1a(turn === 0 ? host : `${turn}:${host}`))}`;
  return `${`${PREFIX}-${readable(host)}`.slice(0, max - end.length)}${end}`;
}

function readable(host: string): string {
  return host
    .replace(/^\*?\./, 'any.')
    .replace(/^\*/, 'any')
    .replace(/[^A-Za-z0-9._-]/g, '');
}

/** 64 bits in hexadecimal, for names that two exports must agree on and that cannot move on. */
export function wideHash(text: string): string {
  return [0, 1].map((seed) => hex(fnv1a(`${seed}:${text}`))).join('');
}

/** A stable GUID for a keyword: version 8 (RFC 9562 section 5.8), filled from four hashes of the text. */
export function stableGuid(text: string): string {
  const digits = [0, 1, 2, 3].map((seed) => hex(fnv1a(`${seed}:${text}`))).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** Stable numbers between `from` and `from + span`, one a text; a collision moves on to the next free number in the order given. */
export function stableNumbers(texts: readonly string[], from: number, span: number): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  const numbers = new Map<string, number>();
  for (const text of texts) {
    if (numbers.has(text)) continue;
    let number = from + (fnv1a(text) % span);
    while (taken.has(number)) number = from + ((number - from + 1) % span);
    taken.add(number);
    numbers.set(text, number);
  }
  return numbers;
}

/** Entries that share scheme and port; `name` (`https-443`) is stable. Hosts keep their order and come once. */
export interface PortGroup {
  readonly name: string;
  readonly scheme: Entry['requirement']['scheme'];
  readonly port: number;
  readonly entries: readonly Entry[];
}

/** Groups by scheme and port, in the order of their first entry. */
export function portGroups(entries: readonly Entry[]): readonly PortGroup[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { scheme, port } = entry.requirement;
    const name = `${scheme}-${port}`;
    const group = groups.get(name) ?? [];
    group.push(entry);
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => {
    const { scheme, port } = (group[0] as Entry).requirement;
    return { name, scheme, port, entries: group };
  });
}

/** The words of several entries, each once, in order. */
export function hostsOf(entries: readonly Entry[]): readonly string[] {
  return [...new Set(entries.flatMap((entry) => entry.hosts))];
}

/** Each host once, with the entries that ask for it. */
export function byHost(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const map = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const host of entry.hosts) {
      const known = map.get(host);
      if (known === undefined) map.set(host, [entry]);
      else known.push(entry);
    }
  }
  return map;
}
