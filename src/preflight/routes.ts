import type { Context } from '../model/network/context.ts';
import type { Route } from '../model/network/route.ts';
import type { CheckKind, ServerScope } from '../model/servers.ts';
import { UsageError } from '../model/usage-error.ts';
import { maskedSpec, type ParsedRoute, parseRoute } from '../settings/route-spec.ts';
import type { Settings } from '../settings/settings.ts';
import { isWindowsRoute, readWindowsRoute } from './machine/windows-routes.ts';
import { WPAD, wpadRoute } from './machine/wpad-route.ts';

/** The ways out that a run takes. */
export interface RunRoutes {
  readonly routes: readonly Route[];
  /** Over which revocation addresses are asked, and what System asks; absent: over each route. */
  readonly revocationRoute?: Route;
  readonly systemRoute?: Route;
  readonly warnings: readonly string[];
}

/** What the routes of a run hang on besides settings. */
export interface RouteSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interrupted: AbortSignal;
  readonly servers: ServerScope;
  readonly checks: ReadonlySet<CheckKind>;
  /** Asks the network before the run itself, under limits of its own. */
  readonly ask: <T>(question: (context: Context) => Promise<T>) => Promise<T>;
}

type Resolve = (spec: string) => Promise<SpecifiedRoute>;

/** The routes that the settings name or leave to Windows. `all`: those of revocation and of System among them. Throws `UsageError`. */
export async function resolveRoutes(
  settings: Settings,
  sources: RouteSources,
): Promise<RunRoutes & { readonly all: readonly ParsedRoute[] }> {
  const resolve: Resolve = async (spec) => asUser(await resolveRoute(spec, settings, sources), settings.proxyUser);
  const resolved: SpecifiedRoute[] = [];
  for (const spec of settings.route) resolved.push(await resolve(spec));
  const parsed = uniqueRoutes(resolved);
  const revocation = await routeOfWindows('revocationRoute', parsed, settings, sources, resolve);
  const beside = withRoute(parsed, revocation.parsed);
  const system = await routeOfWindows('systemRoute', beside, settings, sources, resolve);
  const all = withRoute(beside, system.parsed);
  return {
    all,
    routes: parsed.map(({ route }) => route),
    ...(revocation.parsed === undefined ? {} : { revocationRoute: revocation.parsed.route }),
    ...(system.parsed === undefined ? {} : { systemRoute: system.parsed.route }),
    warnings: [...all.flatMap((one) => one.warnings), ...revocation.warnings, ...system.warnings],
  };
}

function withRoute(routes: readonly ParsedRoute[], one: ParsedRoute | undefined): readonly ParsedRoute[] {
  return one === undefined || routes.includes(one) ? routes : [...routes, one];
}

/** A route and the text that asked for it. */
export interface SpecifiedRoute extends ParsedRoute {
  readonly spec: string;
  /** Read from a setting (`winhttp`, `from-site`, ...): whoever wrote the text could not know which route it is. */
  readonly isSetting: boolean;
}

const FROM_SITE = 'from-site';

/** One `--route` text: a route that is written out, or the word for a setting that is read now. */
async function resolveRoute(
  spec: string,
  { proxyAuth, siteVersion }: Settings,
  { env, interrupted, servers, ask }: RouteSources,
): Promise<SpecifiedRoute> {
  const word = spec.trim().toLowerCase();
  const discovered = () => ask((context) => wpadRoute(proxyAuth, context));
  const setting = { spec, isSetting: true };
  if (isWindowsRoute(word)) return { ...setting, ...(await readWindowsRoute(word, proxyAuth, interrupted, discovered)) };
  if (word === WPAD) return { ...setting, ...(await discovered()) };
  if (word !== FROM_SITE) return { spec, isSetting: false, ...parseRoute(spec, proxyAuth, env) };
  const { routeFromSite } = await import('./machine/from-site.ts');
  return { ...setting, ...parseRoute(await ask((context) => routeFromSite(servers, siteVersion, context)), proxyAuth, env) };
}

/** The user of proxies whose route names none: of settings and scripts that have no place for one. */
function asUser(specified: SpecifiedRoute, username: string | undefined): SpecifiedRoute {
  const { route } = specified;
  if (username === undefined || route.kind === 'direct' || route.username !== undefined) return specified;
  return { ...specified, route: { ...route, username } };
}

/** What Windows itself asks, and what the role asks as System: the setting by which each leaves. */
const WAYS_OF_WINDOWS = {
  revocationRoute: { word: 'winhttp', flag: '--revocation-route', asked: 'revocation addresses are' },
  systemRoute: { word: 'system-settings', flag: '--system-route', asked: 'what the role asks as System is' },
} as const;

/**
 * What Windows itself asks leaves by the proxy of the machine or of System, whatever the role uses: on Windows that is read, elsewhere it has to be named. A setting that was
 * not named and cannot be read is a warning.
 */
async function routeOfWindows(
  key: keyof typeof WAYS_OF_WINDOWS,
  others: readonly ParsedRoute[],
  { [key]: named }: Settings,
  { checks }: RouteSources,
  resolve: Resolve,
): Promise<{ readonly parsed?: ParsedRoute; readonly warnings: readonly string[] }> {
  const { word, flag, asked } = WAYS_OF_WINDOWS[key];
  if (named === undefined && (process.platform !== 'win32' || !checks.has('endpoint'))) return { warnings: [] };
  try {
    return { parsed: routeBeside(await resolve(named ?? word), others), warnings: [] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (named !== undefined) throw new UsageError(error.message, { file: error.file, line: error.line, hint: error.hint, field: flag });
    return { warnings: [`${asked} asked over the routes of the run: ${error.message}; ${flag} names another way`] };
  }
}

/**
 * The routes in the order given, with unique names. Throws `UsageError` when one is written twice; a setting that turns out to be another route of the
 * list is checked once, and a warning says so.
 */
export function uniqueRoutes(specified: readonly SpecifiedRoute[]): readonly ParsedRoute[] {
  const unique: SpecifiedRoute[] = [];
  for (const next of specified) {
    const at = unique.findIndex(({ route }) => isSame(route, next.route));
    const same = unique[at];
    if (same === undefined) unique.push({ ...next, route: { ...next.route, name: freeName(next.route, unique) } });
    else if (isWrittenTwice(same, next)) throw new UsageError(`the route "${maskedSpec(next.spec)}" is given twice`, { field: '--route' });
    else unique[at] = { ...same, warnings: [...same.warnings, sameWarning(same, next)] };
  }
  return unique;
}

/** A route beside others: the one of them that it is, or itself with a name of its own. */
export function routeBeside(next: ParsedRoute, others: readonly ParsedRoute[]): ParsedRoute {
  const same = others.find(({ route }) => isSame(route, next.route));
  return same ?? { ...next, route: { ...next.route, name: freeName(next.route, others) } };
}

function isWrittenTwice(a: SpecifiedRoute, b: SpecifiedRoute): boolean {
  return (!a.isSetting && !b.isSetting) || a.spec.trim().toLowerCase() === b.spec.trim().toLowerCase();
}

function sameWarning(kept: SpecifiedRoute, other: SpecifiedRoute): string {
  return `the routes "${maskedSpec(kept.spec)}" and "${maskedSpec(other.spec)}" are the same here; it is checked once, as ${kept.route.name}`;
}

function isSame(a: Route, b: Route): boolean {
  return (
    a.kind === b.kind && a.via?.host === b.via?.host && a.via?.port === b.via?.port && a.username === b.username && a.pacUrl === b.pacUrl
  );
}

/** The same proxy asked as somebody else, or by another protocol, is another route: what differs stands in front. */
function freeName(route: Route, before: readonly ParsedRoute[]): string {
  const sameKind = before.some((other) => other.route.name === route.name && other.route.kind === route.kind);
  const user = `${route.username ?? 'anonymous'}@`;
  const names = [route.name, sameKind ? `${user}${route.name}` : `${route.kind}://${route.name}`];
  const free = names.find((name) => before.every((other) => other.route.name !== name));
  return free ?? `${route.kind}://${user}${route.name}`;
}
