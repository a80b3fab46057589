import type { Catalog } from '../model/catalog/catalog.ts';
import type { ReleaseName } from '../model/catalog/release.ts';
import type { Scope, ScopedEndpoint } from '../model/scope.ts';
import { selectEndpoints } from './select.ts';
import type { Selection } from './selection.ts';

/**
 * What a selection leaves out and a reader might take for covered. Lists of endpoints name a cloud only where the clouds differ: what they name without one
 * counts as public, and a site in another cloud may need it all the same.
 */
export function selectionNotes(catalogs: readonly Catalog[], selection: Selection): readonly string[] {
  if (selection.cloud === 'public' || selection.cloud === 'all') return [];
  const others = selectEndpoints(catalogs, { ...selection, cloud: 'all' }).filter(
    ({ endpoint }) => endpoint.clouds.includes('public') && !endpoint.clouds.some((cloud) => cloud === selection.cloud),
  );
  if (others.length === 0) return [];
  const features = [...new Set(others.map(({ endpoint }) => endpoint.feature))].join(', ');
  return [
    `${others.length} entries that the list names for the public cloud, or without a cloud, are not part of this selection (${features}); where the site needs them too, check them with --cloud public.`,
  ];
}

/** What `--hold` does not show: nothing selected wants a long rest, or a longer one than was tried. */
export function holdNotes(endpoints: readonly ScopedEndpoint[], holdSeconds: number | undefined): readonly string[] {
  if (holdSeconds === undefined) return [];
  const wanted = endpoints.filter(({ skip }) => skip === undefined).map(({ endpoint }) => endpoint.expect.holdSeconds ?? 0);
  const longest = Math.max(0, ...wanted);
  if (longest === 0)
    return [
      'No connection was held idle: no selected endpoint has to keep one (the notification service is part of feature tenant-attach).',
    ];
  return holdSeconds < longest ? [`Connections were held idle for ${holdSeconds} s only; the list asks for ${longest} s.`] : [];
}

/** Over a proxy of the site system, answers of revocation addresses do not show what Windows will get. */
export function revocationNotes(
  endpoints: readonly ScopedEndpoint[],
  { routes, revocationRoute }: Pick<Scope, 'routes' | 'revocationRoute'>,
): readonly string[] {
  const isProxied = routes.some(({ kind }) => kind !== 'direct');
  if (
    revocationRoute !== undefined ||
    !isProxied ||
    !endpoints.some(({ skip, endpoint }) => skip === undefined && endpoint.scheme === 'https')
  )
    return [];
  return [
    'Revocation addresses were asked over the routes of the run. Windows asks them over the proxy of the machine (WinHTTP), never over that of the site system: name that way with --revocation-route.',
  ];
}

/** Which release the answers are about, and the end of its support where that is near or past. */
export function releaseNotes(siteVersion: ReleaseName): readonly string[] {
  return [`Judged for release ${siteVersion} of Configuration Manager (--site-version).`];
}
