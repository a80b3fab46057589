import type { AnyEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import { authority } from '../../model/network/route.ts';
import { andMore } from '../../text/lists.ts';

/** Controls, format characters (bidi included), line and paragraph separators, lone surrogates, private use and unassigned. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;
const MAX_TEXT = 200;

/** A value as one line of printable text of at most `maxLength` characters; undefined for anything that is no text or number, or is blank. */
export function text(value: unknown, maxLength = MAX_TEXT): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const clean = value
    .slice(0, maxLength * 4)
    .replace(UNPRINTABLE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (clean === '') return undefined;
  const characters = [...clean];
  return characters.length <= maxLength ? clean : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** A finite number, or undefined. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The texts of a list, at most `shown` of them and then how many more; undefined when there are none. */
export function listed(value: unknown, shown = 3): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.slice(0, shown).flatMap((item: unknown) => text(item, 100) ?? []);
  return texts.length === 0 ? undefined : andMore(texts, shown, value.length);
}

/** One property of each item of a list of objects. */
export function pluck(value: unknown, key: string): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, 100)
    .flatMap((item: unknown) =>
      typeof item === 'object' && item !== null && key in item ? [Object.entries(item).find(([name]) => name === key)?.[1]] : [],
    );
}

/** ` (a, b)` of the parts that are known, or nothing. */
export function inBrackets(...parts: readonly (string | undefined)[]): string {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

/** `before` + value + `after` when the value is known; undefined otherwise. */
export function around(before: string, value: string | number | undefined, after = ''): string | undefined {
  return value === undefined ? undefined : `${before}${value}${after}`;
}

/** The date of an ISO 8601 time. */
export function day(value: unknown): string | undefined {
  return typeof value === 'string' ? text(value.slice(0, 10)) : undefined;
}

/** The target as `host:port`; of a route finding how many endpoints it stands for. */
export function endpoint(e: AnyEvidence): string {
  const host = text(e.host);
  const port = number(e.port);
  if (host !== undefined) return port === undefined ? host : authority({ host, port });
  const affected = number(e.affected);
  if (affected === undefined) return 'the endpoint';
  return `${affected} endpoint${affected === 1 ? '' : 's'}${port === undefined ? '' : ` on TCP ${port}`}`;
}

/** The proxy as `host:port`; undefined when none was used, be it that a PAC script chose a direct way. */
export function proxyOf(e: AnyEvidence): string | undefined {
  return text(e.proxy);
}

/** Who was talked to in the step that failed: `the proxy host:port` or the target. */
export function peer(e: AnyEvidence): string {
  return e.peer === 'proxy' ? `the proxy ${proxyOf(e) ?? ''}`.trim() : endpoint(e);
}

/** The name that was asked for in the step that failed: the target's, or that of the proxy itself. */
export function peerName(e: AnyEvidence): string {
  if (e.peer !== 'proxy') return text(e.host) ?? endpoint(e);
  return (proxyOf(e) ?? 'the proxy').replace(/:\d+$/, '');
}

/** Who connects. */
export function client(e: AnyEvidence): string {
  return text(e.from) ?? 'this server';
}

/** What a rule should name: the published pattern when there is one, else the host. */
export function ruleHost(e: AnyEvidence): string {
  return text(e.pattern) ?? text(e.host) ?? (number(e.affected) === undefined ? 'the endpoint' : 'the endpoints listed under this finding');
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** The target's own address. Through a proxy only the proxy knows it: what was connected to here is the proxy. */
export function targetAddress(e: AnyEvidence): string | undefined {
  const address = text(e.address);
  return proxyOf(e) !== undefined || address === text(e.host) ? undefined : address;
}

/** `within 5000 ms`: the limit that ran out, or the time the step took. */
export function within(e: AnyEvidence): string | undefined {
  return around('within ', rounded(number(e.layerTimeoutMs) ?? number(e.elapsedMs)), ' ms');
}

/** How long WinHTTP waits for an answer by default, and 60 s for a connection: https://learn.microsoft.com/windows/win32/api/winhttp/nf-winhttp-winhttpsettimeouts */
const WINHTTP_RECEIVE_MS = 30_000;

/** Was the silence shorter than what the role's own client puts up with? */
export function mayBeSlow(e: AnyEvidence): boolean {
  const waitedMs = number(e.layerTimeoutMs) ?? number(e.elapsedMs);
  return waitedMs !== undefined && waitedMs < WINHTTP_RECEIVE_MS - 500;
}

/** The first step where slowness and silence look the same. */
export const waitLonger = 'run again with --timeout 30000, as long as WinHTTP waits; if it is still silent, ';

/** `after 120 ms`: the time the step took. */
export function after(e: AnyEvidence): string | undefined {
  return around('after ', rounded(number(e.elapsedMs)), ' ms');
}

/** Who can change the way out: the proxy's administrators when there is a proxy, else the firewall's. */
export function pathOwner(e: AnyEvidence): Owner {
  return proxyOf(e) === undefined ? 'firewall' : 'proxy';
}

/** The remedy of everything that a packet filter does: the rule to add, with today's addresses as a hint. */
export function allowTcp(e: AnyEvidence): string {
  if (e.peer === 'proxy') return `allow TCP from ${client(e)} to the proxy ${proxyOf(e) ?? ''}`.trimEnd().concat('.');
  const port = text(e.portRange) ?? number(e.port);
  const addresses = listed(e.addresses) ?? text(e.address);
  const hint =
    addresses === undefined || addresses === text(e.host) ? '' : ` (by host name: the addresses change; during the test: ${addresses})`;
  return `allow TCP${port === undefined ? '' : ` ${port}`} from ${client(e)} to ${ruleHost(e)}${hint}.`;
}

/** The first letter in upper case; a host name or an address that begins the sentence stays as it is. */
export function capitalised(words: string): string {
  return /^[a-z]+[ ']/.test(words) ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : words;
}

/** A message: the route when it is not a direct one, then the fact. */
export function sentence(e: AnyEvidence, words: string): string {
  const proxy = proxyOf(e);
  return capitalised(proxy === undefined || e.peer === 'proxy' ? words : `through the proxy ${proxy}: ${words}`);
}
