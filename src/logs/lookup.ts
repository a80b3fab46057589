import { coversNormalised, hostForm, normaliseHost } from '../model/catalog/host-pattern.ts';
import type { HostForm } from '../model/catalog/requirement.ts';
import type { ScopedEndpoint } from '../model/scope.ts';

/** Finds what the catalogs say of a host that a log names. */
export interface CatalogLookup {
  /** Entries that cover the host, those that the role needs today first. */
  readonly of: (host: string) => readonly ScopedEndpoint[];
  readonly forms: readonly HostForm[];
}

/** The entries of catalogs by host. */
export function catalogLookup(endpoints: readonly ScopedEndpoint[]): CatalogLookup {
  const known = endpoints.flatMap((endpoint) => {
    const form = hostForm(endpoint.pattern);
    return form === undefined ? [] : [{ endpoint, form }];
  });
  const found = new Map<string, readonly ScopedEndpoint[]>();
  return {
    forms: [...new Map(known.map(({ form }) => [`${form.form} ${form.text}`, form])).values()],
    of: (host) => {
      const before = found.get(host);
      if (before !== undefined) return before;
      const name = normaliseHost(host);
      const matching = known.filter(({ form }) => name !== undefined && coversNormalised(form, name)).map(({ endpoint }) => endpoint);
      const sorted = matching.sort((a, b) => rank(a) - rank(b));
      found.set(host, sorted);
      return sorted;
    },
  };
}

function rank({ endpoint, retired }: ScopedEndpoint): number {
  return (retired === undefined ? 0 : 4) + (endpoint.connectors.includes('scp') ? 0 : 2) + (endpoint.host.startsWith('*') ? 1 : 0);
}
