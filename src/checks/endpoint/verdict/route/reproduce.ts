import type { Probe } from '../../../../model/network/probe.ts';
import { authority, urlHost } from '../../../../model/network/route.ts';

/** The curl command that asks the same question without this tool; never holds a secret, nor anything that could be
 * sent as one: of a name alone curl asks for the password. For sh: `commandFor` makes it one for Windows. */
export function reproduce(probe: Probe): string {
  const { route, scheme, target } = probe;
  const host = urlHost(target.host);
  const words = ['curl', '-sS', '-v', '-o', '/dev/null', '--max-time', '15', '--http1.1'];
  if (scheme === 'https') words.push('--tlsv1.2', ...(probe.maxTlsVersion === '1.2' ? ['--tls-max', '1.2'] : []));
  if (probe.variation?.address !== undefined && route.kind === 'direct')
    words.push('--resolve', quoted(`${authority(target)}:${probe.variation.address}`));
  words.push(...proxyWords(probe));
  const url =
    scheme === 'tcp'
      ? `telnet://${authority(target)}`
      : `${scheme}://${host}${defaultPort(scheme) === target.port ? '' : `:${target.port}`}${probe.path}`;
  if (scheme === 'tcp' && route.kind !== 'direct') words.push('--proxytunnel');
  return [...words, quoted(url)].join(' ');
}

function proxyWords({ route }: Probe): readonly string[] {
  if (route.via === undefined) return route.kind === 'direct' ? ['--noproxy', quoted('*')] : [];
  const scheme = route.kind === 'socks5' ? 'socks5h' : route.kind === 'socks4' ? 'socks4a' : route.kind;
  const auth = route.auth === 'none' ? [] : route.auth === 'auto' ? ['--proxy-anyauth'] : [`--proxy-${route.auth}`];
  const user = route.username === undefined ? [] : ['--proxy-user', `'${printable(route.username).replaceAll(':', '%3A')}'`];
  return ['-x', quoted(`${scheme}://${authority(route.via)}`), ...(user.length === 0 ? [] : auth), ...user];
}

function defaultPort(scheme: string): number {
  return scheme === 'http' ? 80 : 443;
}

function quoted(word: string): string {
  const text = printable(word);
  return /^[\w./:@-]+$/.test(text) ? text : `'${text}'`;
}

function printable(word: string): string {
  return word.replace(/[\u0000-\u0020\u007f-\u00a0'"`]/g, (character) => encodeURIComponent(character).replace(/'/g, '%27'));
}
