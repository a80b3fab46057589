import type { Route } from '../../model/network/route.ts';

/** One entry of what `FindProxyForURL` returned. */
export interface PacEntry {
  readonly text: string;
  readonly kind: Route['kind'];
  readonly host: string;
  readonly port: number;
  /** The target's name is resolved here: version 4 of SOCKS carries addresses. */
  readonly resolvesTarget?: boolean;
}

const KINDS: Readonly<Record<string, readonly [kind: Route['kind'], port: number, resolvesTarget?: boolean]>> = {
  PROXY: ['http', 80],
  HTTP: ['http', 80],
  HTTPS: ['https', 443],
  // Without a number it is version 4, in all browsers.
  SOCKS: ['socks4', 1080, true],
  SOCKS4: ['socks4', 1080, true],
  // Not of scripts: what the environment's variables name socks4a.
  SOCKS4A: ['socks4', 1080],
  SOCKS5: ['socks5', 1080],
};

/** The list in order; entries that cannot be read are left out. `DIRECT` has no host. An empty or absent result means DIRECT, as in browsers. */
export function parsePacResult(result: string): readonly PacEntry[] {
  const texts = result
    .split(';')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (texts.length === 0) return [{ text: 'DIRECT', kind: 'direct', host: '', port: 0 }];
  return texts.flatMap((text) => entryOf(text.slice(0, 300)));
}

function entryOf(text: string): readonly PacEntry[] {
  const [keyword = '', address = ''] = text.split(/\s+/);
  if (keyword.toUpperCase() === 'DIRECT') return [{ text, kind: 'direct', host: '', port: 0 }];
  const known = KINDS[keyword.toUpperCase()];
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:\s[\]]+))(?::(\d{1,5}))?$/i.exec(address);
  if (known === undefined || match === null) return [];
  const port = match[3] === undefined ? known[1] : Number(match[3]);
  if (port < 1 || port > 65535) return [];
  return [{ text, kind: known[0], host: match[1] ?? match[2] ?? '', port, ...(known[2] === true ? { resolvesTarget: true } : {}) }];
}
