import net from 'node:net';
import type { Route } from '../../model/network/route.ts';
import { queryName } from '../dns/name.ts';

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

/**
 * The list in order; entries that cannot be read are left out, as Chromium does: with a user's name, without a semicolon between two, or with a line break. `DIRECT` has no host.
 * An empty or absent result means DIRECT, as in browsers.
 */
export function parsePacResult(result: string): readonly PacEntry[] {
  const texts = result
    .split(';')
    .map((text) => text.replace(BLANKS, ''))
    .filter((text) => text !== '');
  if (texts.length === 0) return [{ text: 'DIRECT', kind: 'direct', host: '', port: 0 }];
  return texts.flatMap((text) => (text.length > MAX_ENTRY ? [] : entryOf(text)));
}

/** Keyword, the longest name of a host, and a port: half of a longer name would be another host. */
const MAX_ENTRY = 300;
const BLANKS = /^[ \t]+|[ \t]+$/g;
/** A host or an IPv6 address in brackets, with or without a port. */
const ADDRESS = /^(?:\[([0-9a-f:.]+)\]|([^:\s[\]@/?#]+))(?::(\d{1,5}))?$/i;

function entryOf(text: string): readonly PacEntry[] {
  const [keyword = '', address = '', ...more] = text.split(/[ \t]+/);
  if (keyword.toUpperCase() === 'DIRECT') return [{ text, kind: 'direct', host: '', port: 0 }];
  const known = KINDS[keyword.toUpperCase()];
  const match = ADDRESS.exec(inBrackets(address));
  if (known === undefined || match === null || more.length > 0) return [];
  const port = match[3] === undefined ? known[1] : Number(match[3]);
  if (port < 1 || port > 65535) return [];
  const host = match[1] ?? numericHost(match[2] ?? '');
  if (match[1] === undefined && queryName(host) === undefined) return [];
  return [{ text, kind: known[0], host, port, ...(known[2] === true ? { resolvesTarget: true } : {}) }];
}

/** An IPv6 address without brackets has its port behind the last colon, as Chromium reads it. */
function inBrackets(address: string): string {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at);
  return at > 0 && net.isIPv6(host) ? `[${host}]${address.slice(at)}` : address;
}

/** What is all digits and dots is an address, also with zeros in front or in fewer parts (URL Standard, IPv4 parser), as in browsers and for Windows' resolver. */
function numericHost(name: string): string {
  return /^[0-9][0-9a-fx.]*$/i.test(name) && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}
