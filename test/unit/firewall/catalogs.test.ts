import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import { DIALECT_NAMES, dialectOf, readerOf } from '../../../src/firewall/products/index.ts';
import { readBack } from '../../../src/firewall/read-back.ts';
import { exportRules } from '../../../src/firewall/render.ts';
import { requirementsOf } from '../../../src/firewall/requirements.ts';
import { CLOUDS } from '../../../src/model/catalog/catalog.ts';
import { covers, placeholdersIn } from '../../../src/model/catalog/host-pattern.ts';
import { explained, lost, SETTINGS } from '../../support/firewall/sample.ts';
import { DIALECTS_PAGE, firewallSamples, withDialects } from '../../support/golden/firewall.ts';

/** The whole catalog for every cloud, with values for all placeholders. */
async function wholeCatalog(name: string) {
  const catalogs = await loadCatalogs([name]);
  const names = catalogs.flatMap(({ endpoints }) =>
    endpoints.flatMap(({ host, path }) => [...placeholdersIn(host), ...placeholdersIn(path)]),
  );
  const params = Object.fromEntries(names.map((placeholder) => [placeholder, 'contoso']));
  const endpoints = CLOUDS.flatMap((cloud) => {
    if (!catalogs.some((catalog) => catalog.endpoints.some(({ clouds }) => clouds.includes(cloud)))) return [];
    return selectEndpoints(catalogs, {
      features: [],
      cloud,
      mode: 'online',
      connectors: ['all'],
      params,
      only: [],
      includeRetired: true,
      readFor: { onDate: '2026-11-27', siteVersion: '2603' },
    });
  });
  return { endpoints, requirements: requirementsOf(endpoints, catalogs) };
}

for (const catalog of SHIPPED_CATALOGS) {
  t.test(`${catalog}: every host of every entry is let through, look-alikes are not, or the loss list says so`, async (t) => {
    const { endpoints, requirements } = await wholeCatalog(catalog);
    t.ok(requirements.length > 10, `${requirements.length} requirements`);
    for (const name of DIALECT_NAMES) {
      if (name === 'nftables') continue;
      const [dialect, reader] = [await dialectOf(name), await readerOf(name)];
      const made = exportRules(dialect, requirements, SETTINGS);
      t.same(readBack(reader, made), [], `${name}: read back`);
      const allows = reader.allows(made.text);
      const wrong = requirements.flatMap((r) =>
        [`evil${r.host.text}`, `${r.host.text}.example.net`, `a.${r.host.text}`, r.host.text, 'example.net']
          .map((host) => ({ host: host.replace(/^-/, ''), port: r.port, scheme: r.scheme }))
          .filter((flow) => !explained(allows(flow), flow, dialect, requirements, made.losses))
          .map(({ host, port }) => `${host}:${port}`),
      );
      t.same(wrong, [], `${name}: look-alikes`);
      const refused = endpoints.flatMap(({ endpoint, hosts }) =>
        endpoint.ports.flatMap((port) => {
          const r = requirements.find(
            (row) => row.port === port && row.scheme === endpoint.scheme && hosts.some((host) => covers(row.host, host)),
          );
          if (r === undefined || lost(made.losses, r, 'dropped')) return [];
          return hosts
            .filter((host) => covers(r.host, host) && !allows({ host, port, scheme: endpoint.scheme }))
            .map((host) => `${host}:${port}`);
        }),
      );
      t.same(refused, [], `${name}: concrete hosts`);
    }
  });
}

t.test('the sample exports are up to date; after a wanted change: npm run golden', async (t) => {
  const folder = 'reports/sample/firewall';
  const samples = await firewallSamples();
  t.same(readdirSync(folder).sort(), [...samples.keys()].sort());
  for (const [name, text] of samples) t.equal(readFileSync(join(folder, name), 'utf8'), text, name);
  const page = readFileSync(DIALECTS_PAGE, 'utf8');
  t.equal(page, withDialects(page, samples.get('dialects.md') ?? ''), 'the table in the manual');
});
