import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { parse } from 'yaml';
import { requirementList } from '../../../src/catalog/list/requirement-list.ts';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import { packageRoot } from '../../../src/files/package-root.ts';
import type { Catalog, Endpoint } from '../../../src/model/catalog/catalog.ts';
import { covers, hostForm, normaliseHost, placeholdersIn } from '../../../src/model/catalog/host-pattern.ts';
import { isOver } from '../../../src/model/catalog/validity.ts';
import { PUBLISHED_ROWS } from '../../support/catalog/published-rows.ts';
import { EVERYTHING } from '../../support/catalog/selections.ts';

const [current, of2020, of2018] = (await loadCatalogs(SHIPPED_CATALOGS)) as [Catalog, Catalog, Catalog];

t.test('every published row is an entry: host, scheme, ports, path, feature, who connects, need, cloud', (t) => {
  for (const [ref, host, scheme, ports, path, feature, connects, need, clouds] of PUBLISHED_ROWS) {
    const wanted = ports.split('+').filter((port) => port !== '80' || scheme === 'http');
    for (const port of wanted) {
      const found = current.endpoints.filter(
        (endpoint) =>
          endpoint.feature === feature &&
          endpoint.host === host &&
          endpoint.ports.includes(Number(port.split('-')[0])) &&
          (endpoint.scheme === scheme || endpoint.scheme === 'tcp') &&
          (path === '/' || endpoint.path.startsWith(path)),
      );
      const [entry] = found;
      if (entry === undefined) {
        t.fail(`${ref} ${scheme}://${host}:${port}${path} has no entry`);
        continue;
      }
      const name = `${ref} ${entry.id}`;
      for (const connector of connects === 'all' ? ['scp', 'site-server', 'console', 'client', 'management-point'] : connects.split(' '))
        t.ok(entry.connectors.includes(connector), `${name}: ${connector} connects`);
      t.equal(entry.required, need === 'required' && !port.includes('-'), `${name}: need`);
      t.equal(isOver(entry.until, EVERYTHING.readFor), need === 'dropped', `${name}: until`);
      for (const cloud of clouds.split(' '))
        t.ok(
          entry.clouds.some((one) => one === cloud),
          `${name}: cloud ${cloud}`,
        );
      t.equal(entry.clouds.includes('public'), clouds.includes('public'), `${name}: public or not`);
    }
  }
  t.end();
});

/** Every host that the research into the pages names for the product, its features or devices, beside the rows. */
const FURTHER_HOSTS = [
  'silverlight.dlservice.microsoft.com',
  'store-images.microsoft.com',
  'management.core.windows.net',
  'table.core.windows.net',
  '<name>.cloudapp.net',
  '<name>.blob.core.windows.net',
  '<name>.table.core.windows.net',
  'gateway.configmgr.manage.microsoft.com',
  'us.gateway.configmgr.manage.microsoft.com',
  'eu.gateway.configmgr.manage.microsoft.com',
  'maps.bing.com',
  'test.stats.update.microsoft.com',
  'officecdn.microsoft.com.edgesuite.net',
  'contentstorage.omex.office.net',
  'v10c.events.data.microsoft.com',
  'v10.events.data.microsoft.com',
  'v10.vortex-win.data.microsoft.com',
  'vortex-win.data.microsoft.com',
  'settings-win.data.microsoft.com',
  'adl.windows.com',
  'watson.telemetry.microsoft.com',
  'kmwatsonc.events.data.microsoft.com',
  'oca.telemetry.microsoft.com',
  'login.live.com',
  'v20.events.data.microsoft.com',
  'manage.microsoft.com',
  '*.dm.microsoft.com',
  'manage.microsoft.us',
  '*.azureedge.net',
  'graph.microsoft.us',
  'EnterpriseEnrollment.manage.microsoft.com',
  'swda01-mscdn.manage.microsoft.com',
  'imeswdsc-afd-pri.manage.microsoft.com',
  'portal.manage.microsoft.us',
  '*.manage.microsoftonline.cn',
  'login.chinacloudapi.cn',
  'microsoftgraph.chinacloudapi.cn',
];

t.test('the list of EVERYTHING, as JSON, names every host', (t) => {
  const rows = JSON.parse(requirementList(selectEndpoints([current], EVERYTHING), [current], 'json', 80)) as readonly {
    readonly host: string;
    readonly hosts: readonly string[];
    readonly path: string;
  }[];
  t.equal(rows.length, current.endpoints.length);
  const hosts = new Set(rows.map(({ host }) => host));
  for (const host of [...FURTHER_HOSTS, ...PUBLISHED_ROWS.map(([, published]) => published)]) t.ok(hosts.has(host), host);
  t.ok(
    rows.some(({ path }) => path === '/{TenantID}'),
    'paths are shown as published',
  );
  const probed = new Set(rows.flatMap((row) => row.hosts));
  for (const host of ['sccm.manage.microsoft.com', 'download.windowsupdate.com', 'umwatsonc.events.data.microsoft.com'])
    t.ok(probed.has(host), `${host} is probed`);
  t.end();
});

/** Ports 443 and 80, host and feature, in the order of the page. */
const LIST_2018 = [
  ['updates', '*.akamaiedge.net', '/'],
  ['updates', '*.akamaitechnologies.com', '/'],
  ['updates', '*.manage.microsoft.com', '/'],
  ['updates', 'go.microsoft.com', '/'],
  ['updates', 'blob.core.windows.net', '/'],
  ['updates', 'download.microsoft.com', '/'],
  ['updates', 'download.windowsupdate.com', '/'],
  ['updates', 'sccmconnected-a01.cloudapp.net', '/'],
  ['microsoft-intune', '*manage.microsoft.com', '/'],
  ['microsoft-intune', 'bspmts.mp.microsoft.com', '/V'],
  ['microsoft-intune', 'login.microsoftonline.com', '/{TenantID}'],
  ['windows-servicing', 'download.microsoft.com', '/'],
  ['windows-servicing', 'go.microsoft.com', '/fwlink/?LinkID=619849'],
] as const;
const LIST_2020 = [
  ['updates', '*.akamaiedge.net', '/'],
  ['updates', '*.akamaitechnologies.com', '/'],
  ['updates', '*.manage.microsoft.com', '/'],
  ['updates', 'go.microsoft.com', '/'],
  ['updates', '*.blob.core.windows.net', '/'],
  ['updates', 'download.microsoft.com', '/'],
  ['updates', 'download.windowsupdate.com', '/'],
  ['updates', 'sccmconnected-a01.cloudapp.net', '/'],
  ['updates', 'configmgrbits.azureedge.net', '/adminuicontent/ConfigMgr.AdminUIContent.cab'],
  ['windows-servicing', 'download.microsoft.com', '/'],
  ['windows-servicing', 'go.microsoft.com', '/fwlink/?LinkID=619849'],
  ['windows-servicing', 'dl.delivery.mp.microsoft.com', '/'],
  ['azure-services', 'management.azure.com', '/'],
] as const;

t.test('the old lists are those of their time, on both ports', (t) => {
  for (const [catalog, list] of [
    [of2018, LIST_2018],
    [of2020, LIST_2020],
  ] as const) {
    for (const scheme of ['https', 'http'])
      t.same(
        catalog.endpoints.filter((endpoint) => endpoint.scheme === scheme).map(({ feature, host, path }) => [feature, host, path]),
        list,
        `${catalog.id} ${scheme}`,
      );
  }
  t.end();
});

t.test('every entry tells a firewall team why, and where that is written', (t) => {
  for (const catalog of [current, of2020, of2018]) {
    const used = new Set<string>();
    for (const endpoint of [...catalog.endpoints, ...(catalog.negative ?? [])]) {
      t.match(endpoint.why, /^[A-Z].{20,}\.$/, `${endpoint.id}: a sentence`);
      const key = endpoint.source.split('#')[0] ?? '';
      t.ok(Object.hasOwn(catalog.sources, key), `${endpoint.id}: source ${key}`);
      t.match(catalog.sources[key]?.date, /^(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?$/, `${endpoint.id}: the source ${key} has a date`);
      used.add(key);
    }
    for (const [name, networks] of Object.entries(catalog.networks)) {
      t.ok(
        catalog.endpoints.some((endpoint) => endpoint.networks === name),
        `${name} is used`,
      );
      used.add(networks.source);
    }
    const dated = new Set(catalog.endpoints.map(({ id }) => id));
    for (const { on, entries, what, source } of catalog.changes ?? []) {
      const key = source.split('#')[0] ?? '';
      t.match(what, /^[A-Z*].{20,}\.$/, `${on}: a sentence`);
      t.match(catalog.sources[key]?.date, /^(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?$/, `${on}: the source ${key} has a date`);
      for (const id of entries) t.ok(dated.has(id), `${on}: ${id}`);
      used.add(key);
    }
    t.same([...used].sort(), Object.keys(catalog.sources).sort(), `${catalog.id}: every source is used`);
  }
  t.end();
});

t.test('a probe host is covered by its pattern; what no document names is not made up', (t) => {
  for (const catalog of [current, of2020, of2018]) {
    for (const { id, host, probe } of catalog.endpoints) {
      const form = hostForm(host);
      for (const stand of probe) {
        if (form === undefined) t.ok(placeholdersIn(host).length > 0, `${id}: ${stand}`);
        else if (form.form === 'exact') t.ok(stand.endsWith(`.${form.text}`), `${id}: ${stand} stands for a bare domain`);
        else t.ok(covers(form, stand), `${id}: ${stand}`);
      }
    }
  }
  const without = current.endpoints.filter(({ host, probe, until }) => host.startsWith('*') && probe.length === 0 && until === undefined);
  t.same([...new Set(without.map(({ host }) => host))].sort(), [
    '*-umwatsonc.events.data.microsoft.com',
    '*.<RegionName>.logic.azure.com',
    '*.akamaiedge.net',
    '*.akamaitechnologies.com',
    '*.azureedge.net',
    '*.dm.microsoft.com',
    '*.do.dsp.mp.microsoft.com',
    '*.download.windowsupdate.com',
    '*.manage.microsoft.us',
    '*.manage.microsoftonline.cn',
    '*.update.microsoft.com',
    '*.windowsupdate.microsoft.com',
  ]);
  t.end();
});

t.test('what the role relies on is written down', (t) => {
  const expectations = (id: string): Endpoint['expect'] | undefined => current.endpoints.find((endpoint) => endpoint.id === id)?.expect;
  t.same(expectations('updates/configmgrbits.cdn.manage.microsoft.com'), { ranges: true, tls: '1.2' });
  t.equal(expectations('updates/download.microsoft.com')?.ranges, true);
  t.equal(expectations('tenant-attach/any.manage.microsoft.com')?.holdSeconds, 180);
  t.equal(expectations('tenant-attach/any.manage.microsoft.us')?.holdSeconds, 180);
  t.end();
});

t.test('the default selection is what the role itself needs, every name usable', (t) => {
  const selected = selectEndpoints([current], {
    ...EVERYTHING,
    cloud: 'public',
    connectors: ['scp'],
    includeRetired: false,
    readFor: { onDate: '2026-11-27', siteVersion: '2603' },
  });
  t.same(
    [...new Set(selected.map(({ endpoint }) => endpoint.feature))],
    [
      'always',
      'updates',
      'windows-servicing',
      'azure-services',
      'cloud-services',
      'tenant-attach',
      'revocation',
      'endpoint-analytics',
      'external-notifications',
      'console-notifications',
      'microsoft-365-apps',
    ],
  );
  for (const { key, hosts, skip } of selected) {
    t.ok(hosts.length > 0 !== (skip !== undefined), `${key}: probed or skipped with a reason`);
    for (const host of hosts) t.equal(normaliseHost(host), host, `${key}: ${host}`);
  }
  t.same(
    selected.flatMap(({ key, skip }) => (skip === undefined ? [] : [[key, skip.reason]])),
    [
      ['updates/any.akamaiedge.net', 'not-applicable'],
      ['updates/any.akamaitechnologies.com', 'not-applicable'],
      ['updates/any-umwatsonc.events.data.microsoft.com', 'not-applicable'],
      ['external-notifications/any.regionname.logic.azure.com', 'missing-parameter'],
    ],
  );
  t.match(
    selected.find(({ key }) => key === 'updates/any.akamaiedge.net')?.skip?.message,
    /^No host of \*\.akamaiedge\.net is published.*CNAME/,
  );
  t.end();
});

t.test('what a release brought is asked from that release on', (t) => {
  const hosts = (siteVersion: string) =>
    selectEndpoints([current], {
      ...EVERYTHING,
      includeRetired: false,
      readFor: { onDate: '2026-11-27', siteVersion },
    }).filter(({ endpoint }) => endpoint.feature === 'management-point').length;
  t.same(['2409', '2503', '2509', '2603'].map(hosts), [0, 0, 0, 3]);
  t.end();
});

t.test('editors complete and check catalog files with the published JSON Schema', async (t) => {
  const folder = join(packageRoot(), 'endpoints');
  const schema = JSON.parse(await readFile(join(folder, 'catalog.schema.json'), 'utf8'));
  const valid = new Ajv2020({ allErrors: true }).compile(schema);
  for (const name of SHIPPED_CATALOGS) {
    const text = await readFile(join(folder, `${name}.yaml`), 'utf8');
    t.match(text, /^# yaml-language-server: \$schema=\.\/catalog\.schema\.json\n/, name);
    t.ok(valid(parse(text)), `${name}: ${JSON.stringify(valid.errors)}`);
  }
  const minimal = { id: 'own', title: 'Own', revision: '1', endpoints: [{ id: 'a', host: 'a.example', feature: 'f' }] };
  t.ok(valid(minimal), JSON.stringify(valid.errors));
  const wrong = [
    { ...minimal, titel: 'x' },
    { ...minimal, endpoints: [] },
    { ...minimal, endpoints: [{ ...minimal.endpoints[0], ports: [0] }] },
  ];
  for (const value of wrong) t.notOk(valid(value));
  const described = JSON.stringify(schema);
  for (const words of ['exact, *.suffix, *suffix', 'One sentence for the firewall team']) t.ok(described.includes(words), words);
});
