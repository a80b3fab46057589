import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import type { ReportCatalog } from '../model/report.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import type { SavedRun } from './saved-run.ts';

/**
 * The run with what the given catalogs say today of its endpoints, found by the ids of catalog and endpoint: whether they are required, why, what is expected. What
 * was asked stays what it was, and so do endpoints that no catalog lists any more.
 */
export function withCatalogs(saved: SavedRun, catalogs: readonly Catalog[]): SavedRun {
  const byId = new Map(catalogs.map((catalog) => [catalog.id, catalog]));
  const listed = new Map(catalogs.flatMap(({ id, endpoints }) => endpoints.map((endpoint) => [`${id}:${endpoint.id}`, endpoint] as const)));
  const today = (scoped: ScopedEndpoint): ScopedEndpoint => {
    const endpoint = listed.get(`${scoped.catalogId}:${scoped.endpoint.id}`);
    return endpoint === undefined ? scoped : { ...scoped, endpoint: withSaid(scoped.endpoint, endpoint) };
  };
  return {
    ...saved,
    catalogs: saved.catalogs.map((catalog): ReportCatalog => {
      const { id, title, revision, sha256 } = byId.get(catalog.id) ?? catalog;
      return { id, title, revision, sha256 };
    }),
    scope: { ...saved.scope, endpoints: saved.scope.endpoints.map(today) },
  };
}

function withSaid(asked: Endpoint, today: Endpoint): Endpoint {
  const { id, host, scheme, ports, path, probe } = asked;
  return { ...today, id, host, scheme, ports, path, probe };
}
