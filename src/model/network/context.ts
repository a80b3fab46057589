import type { Step } from './observation.ts';
import type { Route } from './route.ts';
import type { RunState } from './run-state.ts';
import type { Credentials } from './secret.ts';

/** Which resolver answers for target names; `system` is the operating system's, hosts file included. */
export type ResolverSpec =
  | { readonly kind: 'system' }
  | { readonly kind: 'udp' | 'tcp' | 'tls'; readonly address: string; readonly port: number; readonly servername?: string }
  | { readonly kind: 'https'; readonly url: string };

/** A step under way, as it will look if the peer stays silent, and the steps before it. */
export interface QuietStep {
  readonly step: Step;
  readonly before: readonly Step[];
}

/** Everything that observing may lean on. Holds secrets: never stored, never rendered. */
export interface Context {
  /** What belongs to the run of the process: a context made from this one, with shorter limits for example, is the same run. */
  readonly run: RunState;
  /** Aborted by an interrupt or by the run's deadline; `signal.reason` is `'DEADLINE'` or `'ABORTED'`. */
  readonly signal: AbortSignal;
  readonly layerTimeoutMs: number;
  /** Further attempts after a transient failure. */
  readonly retries: number;
  readonly allAddresses: boolean;
  /** Addresses that a peer names may be private ones (`--allow-private`). */
  readonly allowPrivate?: boolean;
  readonly resolver: ResolverSpec;
  /** Whose answers are compared with those of `resolver`; undefined: nobody's. */
  readonly controlResolver?: ResolverSpec;
  readonly trust: {
    /** PEM texts of further roots for one's own servers: proxies, resolvers, directories, administration service (`--ca-file`). */
    readonly extraRootsPem: readonly string[];
    /** PEM texts of further roots that count as genuine for endpoints (`--endpoint-ca-file`): staging and labs. */
    readonly endpointRootsPem: readonly string[];
    /** Also ask this machine's own trust store about every chain (`--system-ca`). */
    readonly system: boolean;
  };
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** 0 <= x < 1, for jitter. */
  readonly random: () => number;
  /** Told when a step waits for a peer that has said nothing for a while; what it returns is called when the step ends. */
  readonly onQuiet?: (step: QuietStep) => () => void;
  readonly credentialsFor: (route: Route) => Credentials | undefined;
  /** Of the account that asks directory, servers and administration service (`--user`); undefined: the identity of the process. */
  readonly user?: Credentials;
  /** Of the site system installation account, when its password is given: one log-on is tried with it. */
  readonly installation?: Credentials;
}
