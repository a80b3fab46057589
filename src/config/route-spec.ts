import { didYouMean } from '../catalog/suggest.ts';
import type { AuthScheme, Route, RouteKindName } from '../model/route.ts';
import { Secret } from '../model/secret.ts';
import { UsageError } from '../usage-error.ts';

export interface ParsedRoute {
  readonly route: Route;
  /** From inside the URL; to be masked everywhere at once. */
  readonly password?: Secret;
  readonly warnings: readonly string[];
}

const KINDS: Readonly<Record<string, readonly [kind: RouteKindName, port: number]>> = {
  http: ['http', 8080],
  https: ['https', 443],
  socks4: ['socks4', 1080],
  socks4a: ['socks4', 1080],
  socks5: ['socks5', 1080],
  socks5h: ['socks5', 1080],
};
const EXAMPLES = 'direct, http://proxy.corp.example:8080, https://..., socks5://..., pac+http://..., pac+file:///..., env';

/** `--route` texts → routes with unique names. Throws `UsageError` without repeating a password. */
export function parseRoutes(specs: readonly string[], auth: AuthScheme | 'auto'): readonly ParsedRoute[] {
  const routes = specs.map((spec) => parseRoute(spec, auth));
  const names = new Set<string>();
  for (const { route } of routes) {
    if (names.has(route.name)) throw new UsageError(`the route "${route.name}" is given twice`, { field: '--route' });
    names.add(route.name);
  }
  return routes;
}

function parseRoute(spec: string, auth: AuthScheme | 'auto'): ParsedRoute {
  const text = spec.trim();
  if (text.toLowerCase() === 'direct') return { route: { name: 'direct', kind: 'direct', auth: 'none' }, warnings: [] };
  if (text.toLowerCase() === 'env') return { route: { name: 'env', kind: 'pac', auth, pacUrl: 'env:' }, warnings: [] };
  if (/^pac\+(https?|file):/i.test(text)) return { route: pacRoute(text, auth), warnings: [] };
  return proxyRoute(text, auth);
}

function pacRoute(text: string, auth: AuthScheme | 'auto'): Route {
  const pacUrl = text.slice('pac+'.length);
  if (!isUrl(pacUrl)) throw bad(text, 'it is no URL of a PAC script');
  return { name: `pac:${pacUrl.replace(/^https?:\/\//i, '')}`.slice(0, 200), kind: 'pac', auth, pacUrl };
}

function proxyRoute(text: string, auth: AuthScheme | 'auto'): ParsedRoute {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const known = scheme === undefined ? undefined : KINDS[scheme];
  if (scheme === undefined || known === undefined) throw bad(text, unknownScheme(text, scheme));
  // The user part is taken off by hand: URL parsers differ on backslashes and on what a colon means for socks.
  const rest = text.slice(scheme.length + 3).replace(/\/+$/, '');
  const at = rest.lastIndexOf('@');
  const { username, password } = userOf(at < 0 ? '' : rest.slice(0, at), text);
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/?#\s[\]\\]+))(?::(\d{1,5}))?$/i.exec(at < 0 ? rest : rest.slice(at + 1));
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? known[1] : Number(match[3]);
  if (host === undefined || port < 1 || port > 65535) throw bad(text, 'it needs the form SCHEME://[user@]host:port');
  const name = `${host.includes(':') ? `[${host}]` : host.toLowerCase()}:${port}`;
  const route: Route = { name, kind: known[0], via: { host: host.toLowerCase(), port }, auth, ...(username === '' ? {} : { username }) };
  const warning =
    'a password in the URL of a route can be read by everyone who sees the process list; use --proxy-password-file or PREFLIGHT_PROXY_PASSWORD';
  return password === undefined ? { route, warnings: [] } : { route, password, warnings: [warning] };
}

function userOf(user: string, spec: string): { readonly username: string; readonly password?: Secret } {
  const colon = user.indexOf(':');
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch (error) {
      if (error instanceof URIError) throw bad(spec, 'its user part has a % that is no escape; write %25');
      throw error;
    }
  };
  return colon < 0
    ? { username: decode(user) }
    : { username: decode(user.slice(0, colon)), password: new Secret(decode(user.slice(colon + 1))) };
}

function unknownScheme(text: string, scheme: string | undefined): string {
  if (scheme === undefined) return `it has no scheme: did you mean "http://${masked(text)}"?`;
  return `"${scheme.slice(0, 40)}" is no kind of route${didYouMean(scheme, Object.keys(KINDS)) === undefined ? '' : `, ${didYouMean(scheme, Object.keys(KINDS))}`}`;
}

function bad(spec: string, why: string): UsageError {
  return new UsageError(`"${masked(spec)}" is no route: ${why}`, { field: '--route', hint: `for example ${EXAMPLES}` });
}

/** The text without what stands between a colon and the last `@`. */
function masked(spec: string): string {
  return spec.replace(/^([a-z][a-z0-9+.-]*:\/\/)?([^:@/]*):.*@/i, '$1$2:***@').slice(0, 200);
}

function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== '';
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
