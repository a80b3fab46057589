import type { Catalog } from '../model/catalog/catalog.ts';
import { daysUntil, NOTICE_DAYS, type ReleaseName, releaseOf } from '../model/catalog/release.ts';
import { isReleaseName } from '../model/catalog/validity.ts';
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

/** Where the role relies on more than one answer of a wildcard, and no host of it is published: a green run proves nothing of that work. */
export function unprovenNotes(endpoints: readonly ScopedEndpoint[]): readonly string[] {
  return endpoints.flatMap(({ skip, pattern, endpoint: { feature, expect, required } }) =>
    skip?.reason === 'not-applicable' && required && Object.keys(expect).length > 0
      ? [
          `Nothing of ${feature} below ${pattern} is proven by this run, whatever its verdict: no host of it is published, so none could be asked. Ask for the rule, and see the feature at work after the installation.`,
        ]
      : [],
  );
}

/** `--negative` that tries nothing. */
export function negativeNotes(negative: readonly ScopedEndpoint[]): readonly string[] {
  return negative.length > 0
    ? []
    : ['Nothing that should be blocked was tried: no selected entry of the catalogs says `expect: blocked` (--negative).'];
}

/** Over a proxy of the site system, answers of revocation addresses, and of what System asks, do not show what Windows will get. */
export function revocationNotes(
  endpoints: readonly ScopedEndpoint[],
  { routes, revocationRoute, systemRoute }: Pick<Scope, 'routes' | 'revocationRoute' | 'systemRoute'>,
): readonly string[] {
  const isProxied = routes.some(({ kind }) => kind !== 'direct');
  const asked = endpoints.filter(({ skip }) => skip === undefined).map(({ endpoint }) => endpoint);
  if (!isProxied) return [];
  const asSystem = [...new Set(asked.filter(({ sentBy }) => sentBy === 'system').map(({ host }) => host))];
  return [
    ...(revocationRoute === undefined && asked.some(({ scheme }) => scheme === 'https')
      ? [
          'Revocation addresses were asked over the routes of the run. Windows asks them over the proxy of the machine (WinHTTP), never over that of the site system: name that way with --revocation-route.',
        ]
      : []),
    ...(systemRoute === undefined && asSystem.length > 0
      ? [
          `${asSystem.join(', ')} ${asSystem.length === 1 ? 'was' : 'were'} asked over the routes of the run. These requests are sent as System, by its own proxy settings: name that way with --system-route.`,
        ]
      : []),
  ];
}

/** Which release the answers are about. */
export function releaseNotes(siteVersion: ReleaseName): readonly string[] {
  return [`Judged for release ${siteVersion} of Configuration Manager (--site-version).`];
}

/** What ends within 90 days, or has ended: support of the release, and endpoints that are needed for so long only. One warning each, with its date. */
export function endWarnings(endpoints: readonly ScopedEndpoint[], siteVersion: ReleaseName, now: string): readonly string[] {
  const { supportEnds = '' } = releaseOf(siteVersion);
  const days = supportEnds === '' ? NOTICE_DAYS + 1 : daysUntil(supportEnds, now);
  const ofRelease =
    days > NOTICE_DAYS
      ? []
      : [`Support of release ${siteVersion} ${days < 0 ? 'ended' : 'ends'} on ${supportEnds}${inDays(days)}: plan the update of the site.`];
  const ending = endpoints.flatMap(({ key, endpoint: { until } }) => {
    if (until === undefined || isReleaseName(until)) return [];
    const left = daysUntil(until, now);
    return left < 0 || left > NOTICE_DAYS
      ? []
      : [`The list names ${key} until ${until} only${inDays(left)}: after that its rule can be removed.`];
  });
  return [...ofRelease, ...ending];
}

function inDays(days: number): string {
  return days < 0 ? '' : days === 0 ? ', today' : `, in ${days} ${days === 1 ? 'day' : 'days'}`;
}
