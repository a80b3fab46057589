import type { Route } from '../model/network/route.ts';
import { globMatches } from '../text/glob.ts';

/** What Windows has configured, as its registry holds it. */
export interface WindowsProxy {
  /** `proxy:8080`, or `http=a:80;https=b:443;socks=c:1080`; empty: none. */
  readonly server: string;
  /** Names with stars, separated by semicolons; `<local>` is every name without a dot. */
  readonly bypass: string;
  readonly autoConfigUrl?: string;
  /** A proxy is to be discovered (WPAD) before anything else counts. */
  readonly detects?: boolean;
}

/**
 * The value WinHttpSettings, which `netsh winhttp set proxy` writes: version, counter and flags, then two texts with their lengths. Undefined when
 * the bytes are something else. Flag 2 says that a proxy is set, 4 an address of a script, which then is a third text, 8 that a proxy is discovered
 * (`netsh winhttp set advproxy`, Windows Server 2022); a flag that is not known makes the value unknown as well.
 */
export function parseWinHttpSettings(bytes: readonly number[]): WindowsProxy | undefined {
  const number = (at: number): number =>
    (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0) * 65_536 + (bytes[at + 3] ?? 0) * 16_777_216;
  const text = (at: number): string | undefined => {
    const length = number(at);
    return at + 4 + length > bytes.length ? undefined : String.fromCharCode(...bytes.slice(at + 4, at + 4 + length));
  };
  if (bytes.length < 16) return undefined;
  const flags = number(8);
  if ((flags & ~ALL_FLAGS) !== 0) return undefined;
  const server = text(12);
  if (server === undefined) return undefined;
  const bypass = text(16 + server.length);
  if (bypass === undefined) return undefined;
  const script = (flags & SCRIPT) === 0 ? '' : text(20 + server.length + bypass.length);
  if (script === undefined) return undefined;
  return {
    ...((flags & PROXY) === 0 ? { server: '', bypass: '' } : { server, bypass }),
    ...(script === '' ? {} : { autoConfigUrl: script }),
    ...((flags & DETECT) === 0 ? {} : { detects: true }),
  };
}

const [PROXY, SCRIPT, DETECT, ALL_FLAGS] = [2, 4, 8, 15];

/** Does the value DefaultConnectionSettings say that a proxy is discovered? Version, counter and flags, each of four bytes. */
export function isDetecting(connection: readonly number[]): boolean {
  return ((connection[8] ?? 0) & DETECT) !== 0;
}

/** Errors of WinHttpGetProxyForUrl (winhttp.h) and what each says. */
const SCRIPT_ERRORS: Readonly<Record<number, string>> = {
  12005: 'ERROR_WINHTTP_INVALID_URL',
  12006: 'ERROR_WINHTTP_UNRECOGNIZED_SCHEME',
  12007: 'ERROR_WINHTTP_NAME_NOT_RESOLVED',
  12015: 'ERROR_WINHTTP_LOGIN_FAILURE',
  12029: 'ERROR_WINHTTP_CANNOT_CONNECT',
  12166: 'ERROR_WINHTTP_BAD_AUTO_PROXY_SCRIPT',
  12167: 'ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT',
  12178: 'ERROR_WINHTTP_AUTO_PROXY_SERVICE_ERROR',
};

/** Said where Windows itself could not use a script. */
export function scriptWarning(script: string, code: number): string {
  const name = SCRIPT_ERRORS[code];
  return `Windows itself could not use the PAC script at ${script} (${name === undefined ? `error ${code}` : `${name}, ${code}`}): programs that ask WinHTTP for their proxy connect directly then, or not at all, whatever this run finds over the script`;
}

/** A route that goes as Windows would; a bypass list becomes a PAC script of our own. */
export function windowsRoute(name: string, { server, bypass, autoConfigUrl }: WindowsProxy, auth: Route['auth']): Route {
  if (autoConfigUrl !== undefined && autoConfigUrl !== '') return { name, kind: 'pac', auth, pacUrl: autoConfigUrl };
  if (server === '') return { name, kind: 'direct', auth: 'none' };
  return { name, kind: 'pac', auth, pacUrl: `data:application/x-ns-proxy-autoconfig,${encodeURIComponent(pacScript(server, bypass))}` };
}

/** Does a bypass list send this host past the proxy? The same reading as that of the script that a list becomes (`pacScript`). */
export function bypasses(bypass: string, host: string): boolean {
  const name = host.toLowerCase();
  return bypass
    .toLowerCase()
    .split(/[;\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => (entry === '<local>' ? !name.includes('.') : globMatches(entry.replace(/^https?:\/\//, ''), name)));
}

/** The script that chooses as WinHTTP does: bypass first, then the entry of the scheme, then the one for all. */
export function pacScript(server: string, bypass: string): string {
  const quoted = (text: string): string => JSON.stringify(text.trim().toLowerCase());
  const exempt = bypass
    .split(/[;\s]+/)
    .filter((entry) => entry !== '')
    .map((entry) =>
      entry.toLowerCase() === '<local>'
        ? 'isPlainHostName(host)'
        : `shExpMatch(host.toLowerCase(), ${quoted(entry.replace(/^https?:\/\//i, ''))})`,
    );
  const entries = new Map(
    server.split(/[;\s]+/).flatMap((entry) => {
      const [, scheme = '', proxy = ''] = /^(?:(\w+)=)?(?:https?:\/\/)?(.+?)\/?$/.exec(entry) ?? [];
      return proxy === '' ? [] : [[scheme.toLowerCase(), proxy] as const];
    }),
  );
  const chosen = (scheme: string): string => {
    const proxy = entries.get(scheme) ?? entries.get('');
    if (proxy !== undefined) return `PROXY ${proxy}`;
    const socks = entries.get('socks');
    return socks === undefined ? 'DIRECT' : `SOCKS ${socks}`;
  };
  const lines = exempt.length === 0 ? [] : [`  if (${exempt.join(' || ')}) return "DIRECT";`];
  return [
    'function FindProxyForURL(url, host) {',
    ...lines,
    `  return url.substring(0, 6) == "https:" ? ${JSON.stringify(chosen('https'))} : ${JSON.stringify(chosen('http'))};`,
    '}',
  ].join('\n');
}
