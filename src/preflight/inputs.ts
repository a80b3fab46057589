import type { ReleaseName } from '../model/catalog/release.ts';
import type { Context } from '../model/network/context.ts';
import type { Route } from '../model/network/route.ts';
import { RunState } from '../model/network/run-state.ts';
import type { Credentials, Secret } from '../model/network/secret.ts';
import type { ServerScope } from '../model/servers.ts';
import { UsageError } from '../model/usage-error.ts';
import { loadRoots } from '../settings/load.ts';
import { checkSources, loadPassword } from '../settings/load-password.ts';
import { parseResolver } from '../settings/resolver-spec.ts';
import { type ParsedRoute, parseRoute, routeBeside, type SpecifiedRoute, uniqueRoutes } from '../settings/route-spec.ts';
import { checkKindsOf, type Settings } from '../settings/settings.ts';
import { isWindowsRoute, readWindowsRoute } from './machine/windows-routes.ts';
import { WPAD, wpadRoute } from './machine/wpad-route.ts';
import { accountsOf, askedFor, credentialsOf, type PasswordGivers, passwordSources, revealed } from './passwords.ts';

/** What a run is given from outside; its environment is for passwords, and for the route `env`. */
export type Outside = PasswordGivers;

/** One run under its limits. */
export interface LimitedRun {
  readonly context: Context;
  /** What the run itself has to say. */
  readonly notes: () => readonly string[];
  /** Lets go of timers. */
  readonly end: () => void;
}

export interface RunInputs extends LimitedRun {
  readonly routes: readonly Route[];
  /** Over which revocation addresses are asked, and what System asks; absent: over each route. */
  readonly revocationRoute?: Route;
  readonly systemRoute?: Route;
  readonly warnings: readonly string[];
  /** To be masked in everything that is printed. */
  readonly secrets: readonly { readonly username: string; readonly password: string }[];
  /** The next round of the same run, with a deadline that starts now. */
  readonly renew: () => LimitedRun;
  /** Lets go of what is kept over rounds; nothing may be asked afterwards. */
  readonly close: () => void;
}

/** Routes, credentials, trust, limits and clocks of a run. Throws `UsageError`: nothing has been probed. */
export async function prepareRun(settings: Settings, io: Outside, servers: ServerScope): Promise<RunInputs> {
  const fixed = await fixedParts(settings);
  const sources = passwordSources(settings);
  checkSources(Object.values(sources));
  const password = await loadPassword(sources.proxy, io);
  const accounts = await accountsOf(settings, sources, io);
  const credentials = new Map<string, Credentials>();
  const run = new RunState();
  const begin = (): LimitedRun =>
    limited(settings, io, {
      run,
      ...fixed,
      credentialsFor: (route) => credentials.get(route.name),
      ...accounts,
    });
  const { all, warnings, ...routes } = await resolvedRoutes(settings, (spec) => resolveRoute(spec, settings, io, servers, begin));
  const proxyPassword = password ?? (await askedFor(all, io));
  for (const [name, known] of credentialsOf(all, proxyPassword)) credentials.set(name, known);
  return {
    ...begin(),
    ...routes,
    renew: () => {
      run.startRound();
      return begin();
    },
    close: () => run.end(),
    warnings: [...warnings, ...unused(all, password)],
    secrets: [...credentials.values(), ...Object.values(accounts)].map(revealed),
  };
}

interface ResolvedRoutes extends Pick<RunInputs, 'routes' | 'revocationRoute' | 'systemRoute' | 'warnings'> {
  /** Those of revocation and of System among them. */
  readonly all: readonly ParsedRoute[];
}

async function resolvedRoutes(settings: Settings, resolve: (spec: string) => Promise<SpecifiedRoute>): Promise<ResolvedRoutes> {
  const resolved: SpecifiedRoute[] = [];
  for (const spec of settings.route) resolved.push(asUser(await resolve(spec), settings.proxyUser));
  const parsed = uniqueRoutes(resolved);
  const revocation = await routeOfWindows('revocationRoute', parsed, settings, resolve);
  const beside = revocation.parsed === undefined || parsed.includes(revocation.parsed) ? parsed : [...parsed, revocation.parsed];
  const system = await routeOfWindows('systemRoute', beside, settings, resolve);
  const all = system.parsed === undefined || beside.includes(system.parsed) ? beside : [...beside, system.parsed];
  return {
    all,
    routes: parsed.map(({ route }) => route),
    ...(revocation.parsed === undefined ? {} : { revocationRoute: revocation.parsed.route }),
    ...(system.parsed === undefined ? {} : { systemRoute: system.parsed.route }),
    warnings: [...all.flatMap((one) => one.warnings), ...revocation.warnings, ...system.warnings],
  };
}

/** What no round changes. */
async function fixedParts(settings: Settings) {
  const { resolver, controlResolver, caFile, endpointCaFile, systemCa } = settings;
  return {
    layerTimeoutMs: settings.timeout,
    retries: settings.retries,
    allAddresses: settings.allAddresses,
    allowPrivate: settings.allowPrivate,
    resolver: parseResolver(resolver),
    ...(controlResolver === undefined ? {} : { controlResolver: parseResolver(controlResolver, '--control-resolver') }),
    trust: {
      extraRootsPem: await usableRoots(caFile, '--ca-file'),
      endpointRootsPem: await usableRoots(endpointCaFile, '--endpoint-ca-file'),
      system: systemCa,
    },
    now: () => performance.now(),
    random: Math.random,
  };
}

/** One `--route` text: a route that is written out, or the word for a setting that is read now. */
async function resolveRoute(
  spec: string,
  settings: Settings,
  io: Outside,
  servers: ServerScope,
  begin: () => LimitedRun,
): Promise<SpecifiedRoute> {
  const word = spec.trim().toLowerCase();
  const { proxyAuth } = settings;
  const discovered = () => asking(begin, (context) => wpadRoute(proxyAuth, context));
  if (isWindowsRoute(word)) return { spec, isSetting: true, ...(await readWindowsRoute(word, proxyAuth, io.interrupted, discovered)) };
  if (word === WPAD) return { spec, isSetting: true, ...(await discovered()) };
  if (word === FROM_SITE)
    return { spec, isSetting: true, ...parseRoute(await siteRoute(servers, settings.siteVersion, begin), proxyAuth, io.env) };
  return { spec, isSetting: false, ...parseRoute(spec, proxyAuth, io.env) };
}
const FROM_SITE = 'from-site';

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
  settings: Settings,
  resolve: (spec: string) => Promise<SpecifiedRoute>,
): Promise<{ readonly parsed?: ParsedRoute; readonly warnings: readonly string[] }> {
  const { word, flag, asked } = WAYS_OF_WINDOWS[key];
  const named = settings[key];
  if (named === undefined && (process.platform !== 'win32' || !checkKindsOf(settings, process.platform).has('endpoint')))
    return { warnings: [] };
  try {
    return { parsed: routeBeside(asUser(await resolve(named ?? word), settings.proxyUser), others), warnings: [] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (named !== undefined) throw new UsageError(error.message, { file: error.file, line: error.line, hint: error.hint, field: flag });
    return { warnings: [`${asked} asked over the routes of the run: ${error.message}; ${flag} names another way`] };
  }
}

/** The user of proxies whose route names none: of settings and scripts that have no place for one. */
function asUser(specified: SpecifiedRoute, username: string | undefined): SpecifiedRoute {
  const { route } = specified;
  if (username === undefined || route.kind === 'direct' || route.username !== undefined) return specified;
  return { ...specified, route: { ...route, username } };
}

/** Questions before the run itself, under limits of their own. */
async function asking<T>(begin: () => LimitedRun, ask: (context: Context) => Promise<T>): Promise<T> {
  const limits = begin();
  try {
    return await ask(limits.context);
  } finally {
    limits.end();
  }
}

/** What Configuration Manager has configured for the server. */
async function siteRoute(servers: ServerScope, siteVersion: ReleaseName, begin: () => LimitedRun): Promise<string> {
  const { routeFromSite } = await import('./machine/from-site.ts');
  return asking(begin, (context) => routeFromSite(servers, siteVersion, context));
}

function endedBy({ aborted, reason }: AbortSignal, settings: Settings): readonly string[] {
  if (!aborted) return [];
  const why = reason === 'DEADLINE' ? `reached its deadline of ${deadlineOf(settings)} ms` : 'was interrupted';
  return [`The run ${why}; what was not run is inconclusive.`];
}

/** The run's limit: time that a connection is held idle on purpose comes on top of it. */
function deadlineOf({ deadline, hold = 0 }: Settings): number {
  return deadline + hold * 1000;
}

/** Ends with the deadline, an interrupt, or `end`. */
function limited(settings: Settings, io: Outside, context: Omit<Context, 'signal'>): LimitedRun {
  const run = new AbortController();
  const deadline = setTimeout(() => run.abort('DEADLINE'), deadlineOf(settings));
  const interrupt = (): void => run.abort('ABORTED');
  io.interrupted.addEventListener('abort', interrupt, { once: true });
  if (io.interrupted.aborted) interrupt();
  return {
    context: { ...context, signal: run.signal },
    notes: () => endedBy(run.signal, settings),
    end: () => {
      clearTimeout(deadline);
      io.interrupted.removeEventListener('abort', interrupt);
    },
  };
}

function unused(routes: readonly ParsedRoute[], password: Secret | undefined): readonly string[] {
  const named = routes.some(({ route }) => route.username !== undefined);
  return password !== undefined && !named
    ? ['a proxy password is given, but no route names a user: write http://USER@host:port, or give --proxy-user']
    : [];
}

/** Every certificate of every file is read: OpenSSL itself passes over what it cannot. */
async function usableRoots(files: readonly string[], field: string): Promise<readonly string[]> {
  const pems = await loadRoots(files, field);
  if (pems.length === 0) return pems;
  const { X509Certificate } = await import('node:crypto');
  for (const [index, pem] of pems.entries()) {
    for (const block of pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? ['']) {
      try {
        new X509Certificate(block);
      } catch (error) {
        throw new UsageError(`no usable certificate: ${error instanceof Error ? error.message : String(error)}`, {
          file: files[index],
          field,
        });
      }
    }
  }
  return pems;
}
