import { loadCatalogs, SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import { selectEndpoints } from '../../../src/catalog/select.ts';

/** Every concrete host of the shipped catalogs that a run could probe. */
export async function shippedHosts(): Promise<readonly string[]> {
  const hosts = new Set<string>();
  for (const name of SHIPPED_CATALOGS) {
    for (const cloud of ['public', 'usgov', 'china'] as const) {
      const catalogs = await loadCatalogs([name]);
      if (!catalogs.some(({ endpoints }) => endpoints.some(({ clouds }) => clouds.includes(cloud)))) continue;
      const selection = {
        features: [],
        cloud,
        mode: 'online' as const,
        connectors: ['all'],
        params: {},
        only: [],
        includeRetired: true,
        readFor: { onDate: '2026-11-27', siteVersion: '2603' },
      };
      for (const { hosts: own } of selectEndpoints(catalogs, selection)) for (const host of own) hosts.add(host);
    }
  }
  return [...hosts].sort();
}
