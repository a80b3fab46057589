import type { Settings } from './settings.ts';

/** Settings in which each server has its full name, and a sentence about those that were given without. */
export interface FullNames {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

/**
 * A server that was named without a domain is one of `--domain`: tickets, certificates and the administration service want the full name, and a resolver
 * without a search list does not find the short one. Addresses and `localhost` stay as they are.
 */
export function withFullNames(settings: Settings): FullNames {
  const { domain } = settings;
  if (domain === undefined) return { settings, notes: [] };
  if (!domain.includes('.')) return { settings, notes: [oneLabel(domain)] };
  const completed = new Map<string, string>();
  const full = (given: string): string => {
    const [, label = '', port = ''] = /^([a-z0-9_-]+)(:\d{1,5})?$/i.exec(given) ?? [];
    if (label === '' || label.toLowerCase() === 'localhost') return given;
    completed.set(label, `${label}.${domain}`);
    return `${label}.${domain}${port}`;
  };
  const one = <Key extends 'scp' | 'moveTo' | 'sqlServer' | 'smsProvider'>(key: Key): Partial<Pick<Settings, Key>> => {
    const given = settings[key];
    return given === undefined ? {} : ({ [key]: full(given) } as Pick<Settings, Key>);
  };
  const whole = {
    ...settings,
    ...{ ...one('scp'), ...one('moveTo'), ...one('sqlServer'), ...one('smsProvider') },
    ...{ siteServer: settings.siteServer.map(full), dc: settings.dc.map(full) },
  };
  return { settings: whole, notes: noteOf([...completed], domain) };
}

/** Mostly it is the NetBIOS name, below which DNS has nothing. */
function oneLabel(domain: string): string {
  return `--domain ${domain} has a single label, as a NetBIOS name has: it wants the DNS name of the domain, such as ${domain.toLowerCase()}.example. Servers are asked for as they were named.`;
}

function noteOf(completed: readonly (readonly [label: string, full: string])[], domain: string): readonly string[] {
  if (completed.length === 0) return [];
  const pairs = completed.map(([label, full]) => `${label} as ${full}`).join(', ');
  return [
    `Servers that were named without a domain are taken as hosts of ${domain} (--domain): ${pairs}. Where the DNS suffix of a server is another one, give its full name.`,
  ];
}
