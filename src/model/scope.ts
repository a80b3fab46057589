import type { Endpoint } from './catalog/catalog.ts';
import type { ReleaseName } from './catalog/release.ts';
import type { SkipReason } from './finding.ts';
import type { Route } from './network/route.ts';
import type { ServerScope } from './servers.ts';

/** A catalog entry as this run sees it: parameters filled in, probe hosts decided. */
export interface ScopedEndpoint {
  /** Unique in the run: the endpoint's id, prefixed with `catalogId:` only where two catalogs share an id. */
  readonly key: string;
  readonly catalogId: string;
  readonly endpoint: Endpoint;
  /** The published pattern with parameters filled in, lower case, A-labels, no trailing dot. */
  readonly pattern: string;
  /** Concrete hosts to probe: the host itself when exact, else the catalog's probe hosts that the pattern covers or stands for. */
  readonly hosts: readonly string[];
  /** The path as published, when another one is asked for because a placeholder in it has no value. */
  readonly publishedPath?: string;
  /** No release of today needs it any more (`until`). */
  readonly retired?: true;
  /** Address of the page that asks for it, when the catalog names one. */
  readonly documentation?: string;
  /** The address ranges that are published for it, with their day, in words. */
  readonly publishedRanges?: string;
  /** Set: this endpoint is not probed; the finding is `skip` with this reason. */
  readonly skip?: { readonly reason: SkipReason; readonly message: string };
}

/** All that planning and judging may know about what was asked. */
export interface Scope {
  readonly endpoints: readonly ScopedEndpoint[];
  /** Features that were asked for by name; empty: all of them. */
  readonly features: readonly string[];
  readonly routes: readonly Route[];
  /** `--negative`: what no rule should let through. Absent: it is not tried. */
  readonly negative?: readonly ScopedEndpoint[];
  /** Over which revocation addresses are asked, whatever the other routes are: Windows asks them over the proxy of the machine. Absent: over each route. */
  readonly revocationRoute?: Route;
  /** Over which endpoints are asked that System asks (`sentBy`), whatever the other routes are. Absent: over each route. */
  readonly systemRoute?: Route;
  readonly mode: 'online' | 'offline';
  /** Private and loopback answers for public names are expected here (split DNS, staging). */
  readonly allowPrivate: boolean;
  /** Also judge by this machine's own trust store. */
  readonly systemCa: boolean;
  readonly allAddresses: boolean;
  readonly servers: ServerScope;
  /** Random lower-case letters and digits, new in every run: makes names that nobody ever asked for. */
  readonly nonce: string;
  /** `--control-resolver`, as it was given. Absent: there is none. */
  readonly controlResolver?: string;
  /** `--hold`: how long a connection to the notification service is kept idle. Absent: it is not. */
  readonly holdSeconds?: number;
  /** `--journey`: the download of updates is walked step by step. */
  readonly journey?: boolean;
  /** Release of the site that is meant: some rules begin or end with one. */
  readonly siteVersion: ReleaseName;
  /** Clock for judgements that need one (validity periods), ISO 8601. */
  readonly startedAt: string;
}

/** The feature whose entries, and whose addresses that certificates name, Windows itself asks. */
const REVOCATION = 'revocation';

type Ways = Pick<Scope, 'routes' | 'revocationRoute' | 'systemRoute'>;

/** Every route of the run, those for revocation and for System last where they are routes of their own. */
export function allRoutes({ routes, revocationRoute, systemRoute }: Ways): readonly Route[] {
  const all = [...routes];
  for (const own of [revocationRoute, systemRoute]) if (own !== undefined && !all.some(({ name }) => name === own.name)) all.push(own);
  return all;
}

/** The routes over which an endpoint is asked. */
export function routesFor({ endpoint }: ScopedEndpoint, { routes, revocationRoute, systemRoute }: Ways): readonly Route[] {
  const own = endpoint.feature === REVOCATION ? revocationRoute : endpoint.sentBy === 'system' ? systemRoute : undefined;
  return own === undefined ? routes : [own];
}
