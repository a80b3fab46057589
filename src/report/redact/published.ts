import type { Catalog } from '../../model/catalog/catalog.ts';

/** What everybody can read in the shipped catalogs, and what therefore stays readable in a redacted report. */
export interface Published {
  /** Is this host listed, or below a listed wildcard? Lower case. */
  readonly isHost: (name: string) => boolean;
  /** Is this a domain in which a listed host is? */
  readonly isDomain: (name: string) => boolean;
  /** Is this the key of a listed entry, perhaps with what stands behind it in an id? */
  readonly isEntry: (key: string) => boolean;
  readonly isFeature: (name: string) => boolean;
  /** Is this path with its query asked for at a listed host? */
  readonly isPath: (path: string) => boolean;
  /** The title of the shipped catalog with this id. */
  readonly titleOf: (id: string) => string | undefined;
}

/** Makes it of the shipped catalogs; names in catalogs of one's own are not published. */
export function publishedIn(catalogs: readonly Catalog[]): Published {
  const entries = catalogs.flatMap(({ endpoints }) => endpoints);
  const [exact, below, filled] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { host, probe } of entries) {
    for (const name of [host, ...probe].map((one) => one.toLowerCase())) {
      // What somebody filled into a placeholder is a name of theirs: only the domain behind it is published.
      if (/[<{]/.test(name)) filled.add(name.slice(name.search(/[^>}]*$/)).replace(/^\./, ''));
      else if (name.startsWith('*')) below.add(/^\*(?:[^.]*-[^.]*)?\.?(.*)$/.exec(name)?.[1] ?? name);
      else exact.add(name);
    }
  }
  const domains = new Set([...exact, ...below, ...filled].flatMap((name) => [name, ...parentsOf(name)]).filter((name) => name !== ''));
  const ids = new Set(entries.map(({ id }) => id));
  const titles = new Map(catalogs.map(({ id, title }) => [id, title]));
  const features = new Set(entries.map(({ feature }) => feature));
  const paths = new Set(entries.map(({ path }) => path));
  return {
    isHost: (name) => exact.has(name) || below.has(name) || parentsOf(name).some((parent) => below.has(parent)),
    isDomain: (name) => domains.has(name),
    isEntry: (key) => {
      const at = key.indexOf(':');
      const own = at > 0 && titles.has(key.slice(0, at)) ? key.slice(at + 1) : key;
      return prefixesOf(own).some((prefix) => ids.has(prefix));
    },
    isFeature: (name) => features.has(name),
    isPath: (path) => paths.has(path),
    titleOf: (id) => titles.get(id),
  };
}

/** Labels of a name of DNS: no more count. */
const MAX_PARTS = 128;

/** `b.c` and `c` of `a.b.c`. */
export function parentsOf(name: string): readonly string[] {
  const labels = name.slice(0, 1000).split('.').slice(0, MAX_PARTS);
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
}

function prefixesOf(key: string): readonly string[] {
  const parts = key.slice(0, 1000).split('/').slice(0, MAX_PARTS);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
