import { authority } from '../../model/network/route.ts';
import { bypasses, type WindowsProxy } from '../../settings/windows-proxy.ts';
import { terminal } from '../../text/escape.ts';

/** What Windows has set, or why that could not be read. */
export type ReadProxy = WindowsProxy | { readonly failure: string };

/** The three settings by which requests of the role leave, as they were read. */
export interface SystemWays {
  readonly winHttp: ReadProxy;
  readonly system: ReadProxy;
  /** What the site has for the server; `unknown`: nobody was asked (`--sms-provider`), or it was not told. */
  readonly siteSystem: { readonly host: string; readonly port: number } | 'none' | 'unknown';
  /** Hosts that System asks by its own settings. */
  readonly asSystem: readonly string[];
  /** Servers of the inside that were named. */
  readonly internal: readonly string[];
}

/** One line of the table. */
export interface WayRow {
  readonly setting: string;
  readonly value: string;
  readonly requests: string;
  readonly bypass: string;
}

/** Which setting there is, what it says, which requests of the role go by it, and what its bypass list covers of the servers that were named. */
export function wayRows({ winHttp, system, siteSystem, asSystem, internal }: SystemWays): readonly WayRow[] {
  return [
    {
      setting: 'WinHTTP of the machine (netsh winhttp)',
      ...{ value: wordsFor(winHttp), requests: 'revocation of certificates: CRL and OCSP', bypass: bypassOf(winHttp, internal) },
    },
    {
      setting: 'Internet Settings of System (S-1-5-18)',
      value: wordsFor(system),
      requests: [...asSystem, 'tokens of a management point on this server (since 2603)'].join(', '),
      bypass: bypassOf(system, internal),
    },
    {
      setting: 'Proxy of the site system (console)',
      value:
        siteSystem === 'none' ? 'no proxy' : siteSystem === 'unknown' ? 'not known: --sms-provider asks for it' : authority(siteSystem),
      requests: 'everything else that the role asks',
      bypass: 'it has none: servers of the site are asked directly',
    },
  ];
}

function wordsFor(read: ReadProxy): string {
  if ('failure' in read) return `could not be read (${read.failure})`;
  const { server, bypass, autoConfigUrl = '', detects } = read;
  const set = [
    ...(detects === true ? ['discovers a proxy (WPAD)'] : []),
    ...(autoConfigUrl === '' ? [] : [`script ${autoConfigUrl}`]),
    ...(server === '' ? [] : [`proxy ${server}, bypass list ${bypass === '' ? 'empty' : bypass}`]),
  ];
  return set.length === 0 ? 'no proxy' : set.join('; ');
}

function bypassOf(read: ReadProxy, internal: readonly string[]): string {
  if ('failure' in read) return 'not known';
  if (read.server === '')
    return (read.autoConfigUrl ?? '') === '' && read.detects !== true ? 'not needed without a proxy' : 'the script decides';
  if (internal.length === 0) return 'no server of the inside was named';
  const covered = internal.filter((host) => bypasses(read.bypass, host));
  const others = internal.filter((host) => !covered.includes(host));
  return [
    ...(covered.length === 0 ? [] : [`covers ${covered.join(', ')}`]),
    ...(others.length === 0
      ? []
      : [`does not cover ${others.join(', ')}: requests to ${others.length === 1 ? 'it go' : 'them go'} to the proxy`]),
  ].join('; ');
}

/** One sentence each, for notes of a report. */
export function wayNotes(rows: readonly WayRow[]): readonly string[] {
  return rows.map(({ setting, value, requests, bypass }) => `${setting}: ${value}. By it leave: ${requests}. Bypass list: ${bypass}.`);
}

/** The same as a block of text for a terminal. */
export function wayTable(rows: readonly WayRow[]): string {
  const lines = rows.flatMap(({ setting, value, requests, bypass }) => [
    `  ${setting}`,
    `    set to       ${value}`,
    `    requests     ${requests}`,
    `    bypass list  ${bypass}`,
  ]);
  return ['Ways out of System:', ...lines].map((line) => `${terminal(line)}\n`).join('');
}
