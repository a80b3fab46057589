import { type AuthScheme, authority, type Route, type RouteKindName } from '../model/network/route.ts';
import { Secret } from '../model/network/secret.ts';
import { UsageError } from '../model/usage-error.ts';
import { cut } from '../text/cut.ts';
import { didYouMean } from '../text/suggest.ts';

/** What the text behind `--route` says. */
export interface ParsedRoute {
  readonly route: Route;
  /** From inside the URL; to be masked everywhere at once. */
  readonly password?: Secret;
  readonly warnings: readonly string[];
}

interface ProxyScheme {
  readonly kind: RouteKindName;
  /** Registered port of the scheme; an HTTP proxy has none: programs disagree between 80, 1080, 3128 and 8080. */
  readonly port?: number;
}
const SCHEMES: Readonly<Record<string, ProxyScheme>> = {
  http: { kind: 'http' },
  https: { kind: 'https', port: 443 },
  socks4: { kind: 'socks4', port: 1080 },
  socks4a: { kind: 'socks4', port: 1080 },
  socks5: { kind: 'socks5', port: 1080 },
  socks5h: { kind: 'socks5', port: 1080 },
};
const FORMS =
  'direct, http://[user@]host:port, https://..., socks4a://..., socks5://..., pac+http://[user@]..., pac+file:///..., env, wpad';
const PASSWORD_WARNING =
  'a password in the URL of a route can be read by everyone who sees the process list or the file; use --proxy-password-file or PREFLIGHT_PROXY_PASSWORD';

type Environment = Readonly<Record<string, string | undefined>>;

/** One `--route` text. Throws `UsageError` without repeating a password. */
export function parseRoute(spec: string, auth: AuthScheme | 'auto', environment: Environment): ParsedRoute {
  const text = spec.trim();
  const word = text.toLowerCase();
  if (word === 'direct') return { route: { name: 'direct', kind: 'direct', auth: 'none' }, warnings: [] };
  if (word === 'env') return environmentRoute(auth, environment);
  if (/^pac\+(https?|file):\/\//i.test(text)) return pacRoute(text, auth);
  return proxyRoute(text, auth);
}

/** The user of the first variable that names one: curl takes credentials from there. */
function environmentRoute(auth: AuthScheme | 'auto', environment: Environment): ParsedRoute {
  const route: Route = { name: 'env', kind: 'pac', auth, pacUrl: 'env:' };
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'all_proxy', 'ALL_PROXY']) {
    const { user } = split(environment[name] ?? '');
    if (user !== '') return withUser(route, userOf(user, environment[name] ?? ''), []);
  }
  return { route, warnings: [] };
}

/** A user in front of the script's host is the user of the proxies that the script names; the script itself is fetched without one. */
function pacRoute(text: string, auth: AuthScheme | 'auto'): ParsedRoute {
  const { scheme, user, rest } = split(text);
  const pacUrl = `${scheme.slice('pac+'.length)}://${rest}`;
  if (!isUrl(pacUrl)) throw bad(text, 'what follows pac+ is not the URL of a PAC script');
  const route: Route = { name: cut(`pac:${pacUrl.replace(/^https?:\/\//i, '')}`, 200), kind: 'pac', auth, pacUrl };
  return withUser(route, userOf(user, text), [PASSWORD_WARNING]);
}

function proxyRoute(text: string, auth: AuthScheme | 'auto'): ParsedRoute {
  const { scheme, user, rest } = split(text);
  const known = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (known === undefined) throw bad(text, unknownScheme(text, scheme));
  const match = /^(\[[^\]/]+\]|[^:/?#\s[\]\\]+)(?::(\d{1,5}))?\/*$/.exec(rest);
  const host = match?.[1] === undefined ? undefined : hostOf(match[1]);
  if (match === null || host === undefined) throw bad(text, 'it needs the form SCHEME://[user@]host:port');
  const port = match[2] === undefined ? known.port : Number(match[2]);
  if (port === undefined) throw bad(text, 'the port is missing, as in http://proxy.corp.example:8080');
  if (port < 1 || port > 65535) throw bad(text, 'a port is a number from 1 to 65535');
  const name = authority({ host, port });
  return withUser({ name, kind: known.kind, via: { host, port }, auth }, userOf(user, text), [PASSWORD_WARNING]);
}

/** Taken apart by hand: URL parsers differ on backslashes, on `@` and `/` in a password, and on what a colon means for socks. */
function split(text: string): { readonly scheme: string; readonly user: string; readonly rest: string } {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1] ?? '';
  const after = scheme === '' ? text : text.slice(scheme.length + 3);
  const at = after.lastIndexOf('@');
  return { scheme: scheme.toLowerCase(), user: at < 0 ? '' : after.slice(0, at), rest: after.slice(at + 1) };
}

/** Does the text of a route hold a password? */
export function hasPassword(spec: string): boolean {
  return split(spec.trim()).user.includes(':');
}

/** Lower case, A-labels, an IPv6 literal without brackets; undefined: no host. */
function hostOf(text: string): string | undefined {
  try {
    return new URL(`http://${text}/`).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '') || undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

interface User {
  readonly username: string;
  readonly password?: Secret;
}

function userOf(user: string, spec: string): User {
  const colon = user.indexOf(':');
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch (error) {
      if (error instanceof URIError) throw bad(spec, 'its user part has a % that is no escape; write %25');
      throw error;
    }
  };
  if (colon < 0) return { username: decode(user) };
  if (colon === 0) throw bad(spec, 'it has a password but no user');
  if (colon === user.length - 1) throw bad(spec, 'its password is empty');
  return { username: decode(user.slice(0, colon)), password: new Secret(decode(user.slice(colon + 1))) };
}

function withUser(route: Route, { username, password }: User, warnings: readonly string[]): ParsedRoute {
  const known = username === '' ? route : { ...route, username };
  return password === undefined ? { route: known, warnings: [] } : { route: known, password, warnings };
}

function unknownScheme(text: string, scheme: string): string {
  if (scheme === '') return `it has no scheme: did you mean "http://${maskedSpec(text)}"?`;
  const near = didYouMean(scheme, Object.keys(SCHEMES));
  return `"${scheme.slice(0, 40)}" is not a kind of route${near === undefined ? '' : `, ${near}`}`;
}

function bad(spec: string, why: string): UsageError {
  return new UsageError(`"${maskedSpec(spec)}" is not a valid route: ${why}`, { field: '--route', hint: `forms: ${FORMS}` });
}

/** The text of a route without what could be a password: what follows a colon in the user part, or stands where a port should. */
export function maskedSpec(spec: string): string {
  const { scheme, user, rest } = split(spec.trim());
  const shownUser = user === '' ? '' : `${user.replace(/:.*/s, ':***')}@`;
  const shownRest = /^(\/|[^:]*$|[^:]*:\d{1,5}(\/|$)|\[[^\]]*\](:\d{1,5})?(\/|$))/.test(rest) ? rest : rest.replace(/:.*/s, ':***');
  return `${scheme === '' ? '' : `${scheme}://`}${shownUser}${shownRest}`.slice(0, 200);
}

function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== '';
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
