import type { Context } from '../model/network/context.ts';
import { RunState } from '../model/network/run-state.ts';
import type { Credentials } from '../model/network/secret.ts';
import type { CheckKind, ServerScope } from '../model/servers.ts';
import { UsageError } from '../model/usage-error.ts';
import { loadRoots } from '../settings/load.ts';
import { parseResolver } from '../settings/resolver-spec.ts';
import type { Settings } from '../settings/settings.ts';
import { type PasswordGivers, readPasswords } from './passwords.ts';
import { proxyCredentials } from './proxy-credentials.ts';
import { type RunRoutes, resolveRoutes } from './routes.ts';

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

/** A run that is ready to start: its limits, its routes, and how to begin another round. */
export interface RunInputs extends LimitedRun, RunRoutes {
  /** To be masked in everything that is printed. */
  readonly secrets: readonly { readonly username: string; readonly password: string }[];
  /** The next round of the same run, with a deadline that starts now. */
  readonly renew: () => LimitedRun;
  /** Lets go of what is kept over rounds; nothing may be asked afterwards. */
  readonly close: () => void;
}

/** What a run is to ask, besides its settings. */
export interface RunTarget {
  readonly servers: ServerScope;
  readonly checks: ReadonlySet<CheckKind>;
}

/** Routes, credentials, trust, limits and clocks of a run. Throws `UsageError`: nothing has been probed. */
export async function prepareRun(settings: Settings, io: Outside, target: RunTarget): Promise<RunInputs> {
  const fixed = await fixedParts(settings);
  const { accounts, proxy } = await readPasswords(settings, io, target.servers.domain);
  const run = new RunState();
  let credentials: ReadonlyMap<string, Credentials> = new Map();
  const begin = (): LimitedRun =>
    limited(settings, io, { run, ...fixed, credentialsFor: (route) => credentials.get(route.name), ...accounts });
  const { all, ...routes } = await resolveRoutes(settings, {
    ...target,
    env: io.env,
    interrupted: io.interrupted,
    ask: (question) => asking(begin, question),
  });
  const proxies = await proxyCredentials(all, proxy, io);
  credentials = proxies.credentials;
  return {
    ...begin(),
    ...routes,
    renew: () => {
      run.startRound();
      return begin();
    },
    close: () => run.end(),
    warnings: [...routes.warnings, ...proxies.warnings],
    secrets: [...credentials.values(), ...Object.values(accounts)].map(revealed),
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

/** Questions before the run itself, under limits of their own. */
async function asking<T>(begin: () => LimitedRun, ask: (context: Context) => Promise<T>): Promise<T> {
  const limits = begin();
  try {
    return await ask(limits.context);
  } finally {
    limits.end();
  }
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

/** What has to be masked in everything that is printed. */
function revealed({ username, password }: Credentials): { readonly username: string; readonly password: string } {
  return { username, password: password.reveal() };
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
