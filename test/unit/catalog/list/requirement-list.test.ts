import fc from 'fast-check';
import t from 'tap';
import { stringify } from 'yaml';
import { diffCatalogs } from '../../../../src/catalog/diff.ts';
import { LIST_FORMATS, requirementList } from '../../../../src/catalog/list/requirement-list.ts';
import { portsText } from '../../../../src/catalog/list/requirement-table.ts';
import { loadCatalogs } from '../../../../src/catalog/load.ts';
import { importOffice365 } from '../../../../src/catalog/office365/import.ts';
import { selectEndpoints } from '../../../../src/catalog/select.ts';
import { catalogWarnings } from '../../../../src/catalog/warnings.ts';
import type { Catalog } from '../../../../src/model/catalog/catalog.ts';
import { normaliseHost } from '../../../../src/model/catalog/host-pattern.ts';
import { UsageError } from '../../../../src/model/usage-error.ts';
import { width } from '../../../../src/text/layout.ts';
import { anyText } from '../../../support/any-text.ts';
import { catalogOf } from '../../../support/catalog/catalog-text.ts';
import { EVERYTHING } from '../../../support/catalog/selections.ts';
import { extent } from '../../../support/suite/extent.ts';

const [scp] = (await loadCatalogs([])) as [Catalog];

t.test('the table fits every terminal and cuts no host', (t) => {
  const endpoints = selectEndpoints([scp], EVERYTHING);
  for (const columns of [0, 60, 80, 109, 110, 140, 200, 300]) {
    const text = requirementList(endpoints, [scp], 'table', columns);
    const lines = text.trimEnd().split('\n');
    const limit = Math.min(Math.max(columns, 60), 200);
    const hostLines = lines.filter((line) => /^ {2}\S/.test(line));
    t.ok(
      lines.every((line) => width(line) <= limit || hostLines.includes(line)),
      `${columns}: no line is longer than ${limit}`,
    );
    t.ok(Math.max(...lines.map(width)) <= Math.max(limit, 76), `${columns}: longest ${Math.max(...lines.map(width))}`);
    const cut = endpoints.filter(({ endpoint }) => !text.includes(endpoint.host)).map(({ endpoint }) => endpoint.host);
    t.strictSame(cut, [], `${columns}: no host is cut`);
    t.match(lines.at(-1), new RegExp(`^${endpoints.length} entries, \\d+ required, \\d+ optional$`));
  }
  t.end();
});

t.test('CSV, Markdown and JSON hold the same entries', (t) => {
  const endpoints = selectEndpoints([scp], { ...EVERYTHING, features: ['tenant-attach', 'microsoft-intune', 'cloud-management-gateway'] });
  const csv = requirementList(endpoints, [scp], 'csv', 80);
  t.ok(csv.startsWith('\ufeff"id","host",') && csv.endsWith('\r\n'));
  t.equal(csv.trimEnd().split('\r\n').length, endpoints.length + 1);
  t.match(csv, /"https:\/\/learn\.microsoft\.com\/[^"]*#tenant-attach"/);
  t.match(csv, /"tenant-attach\/any\.manage\.microsoft\.com","\*\.manage\.microsoft\.com","https","443"/);
  const md = requirementList(endpoints, [scp], 'md', 80);
  t.equal(md.split('\n').filter((line) => /^\| (?!Host|---)/.test(line)).length, endpoints.length);
  t.match(md, /^## tenant-attach$/m);
  t.match(md, /^\| \\\*\.manage\.microsoft\.com \(probed: gateway\.configmgr\.manage\.microsoft\.com,/m);
  t.match(md, /10124-10139 tcp/);
  const rows = JSON.parse(requirementList(endpoints, [scp], 'json', 80)) as readonly Record<string, unknown>[];
  t.same(
    rows.map(({ key }) => key),
    endpoints.map(({ key }) => key),
  );
  t.match(
    rows.find(({ key }) => key === 'cloud-management-gateway/prefix.usgovcloudapp.net'),
    {
      catalog: 'configmgr-scp',
      host: '<prefix>.usgovcloudapp.net',
      ports: [443],
      clouds: ['usgov'],
      connectors: ['cmg-connection-point', 'client'],
      hosts: [],
      skip: { reason: 'missing-parameter' },
      sourceUrl: /internet-endpoints#cmg-connection-point-for-cloud-services$/,
    },
  );
  t.end();
});

t.test('hostile words of a catalog steer no terminal, spreadsheet or page', (t) => {
  const hostile = '=HYPERLINK("http://x")\u001b[2J\u202e|<script>alert(1)</script>`*_[x](javascript:1)\u0085';
  const text = JSON.stringify({
    id: 'own',
    title: hostile,
    revision: '1',
    sources: { s: { title: hostile, url: `javascript:${hostile}` } },
    endpoints: [
      {
        id: 'a',
        host: '<=cmd|x>.example',
        feature: 'f',
        why: hostile,
        source: 's',
        connector: hostile.slice(0, 40),
      },
      { id: 'b', host: 'b.example', feature: 'f', why: hostile, source: 's#a)b|<x>' },
    ],
  });
  const catalog = catalogOf(text, 'own.json', '');
  const endpoints = selectEndpoints([catalog], EVERYTHING);
  for (const format of LIST_FORMATS) {
    const made = requirementList(endpoints, [catalog], format, 120);
    t.notMatch(made.replace(/\ufeff/, ''), /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/, format);
    t.ok(made.endsWith('\n'), format);
  }
  t.notMatch(requirementList(endpoints, [catalog], 'csv', 80), /(^|,)"[=+@-]/m, 'no formula');
  const md = requirementList(endpoints, [catalog], 'md', 80);
  for (const line of md.split('\n').filter((row) => row.startsWith('| '))) t.equal(line.match(/(?<!\\)\|/g)?.length, 7, 'six cells');
  t.notMatch(md, /(?<!\\)(<script|<=cmd|\]\((?!https?:)|`)/, 'no markup, no link but to pages');
  t.end();
});

t.test('ports are shown as ranges', (t) => {
  t.equal(portsText([443]), '443');
  t.equal(portsText([10125, 443, 10124, 10126, 80]), '80, 443, 10124-10126');
  t.end();
});

const list = (id: string, entries: string) => catalogOf(`id: ${id}\ntitle: t\nrevision: "1"\nendpoints:\n${entries}`, `${id}.yaml`, id);

t.test('the difference of two lists is what a firewall team has to do', (t) => {
  const before = list(
    'old',
    '  - { id: a, host: a.example, feature: f, why: Old words. }\n  - { id: b, host: b.example, feature: f }\n  - { id: c, host: c.example, feature: f }\n  - { id: d, host: d.example, feature: f }\n  - { id: e, host: e.example, feature: f, until: "2001" }\n',
  );
  const after = list(
    'new',
    '  - { id: a, host: a.example, feature: f, why: New words. }\n  - { id: b, host: "*.b.example", feature: f, ports: [443, 80], required: false }\n  - { id: d, host: d.example, feature: f, until: "2002" }\n  - { id: e, host: e.example, feature: f }\n  - { id: n, host: n.example, feature: f }\n  - { id: o, host: o.example, feature: f, until: "2001" }\n',
  );
  const { added, removed, changed } = diffCatalogs(before, after, EVERYTHING.readFor);
  t.same(
    [added.map(({ id }) => id), removed.map(({ id }) => id)],
    [
      ['e', 'n'],
      ['c', 'd'],
    ],
  );
  t.same(changed, [
    {
      id: 'b',
      fields: [
        { field: 'host', before: '"b.example"', after: '"*.b.example"' },
        { field: 'ports', before: '[443]', after: '[443,80]' },
        { field: 'required', before: 'true', after: 'false' },
      ],
    },
  ]);
  t.same(diffCatalogs(scp, scp, EVERYTHING.readFor), { added: [], removed: [], changed: [] });
  t.end();
});

t.test('what is rarely meant is told', (t) => {
  const catalog = list(
    'w',
    '  - { id: a, host: "*manage.example", feature: f, probe: [manage.example] }\n  - { id: b, host: "*.b.example", feature: f }\n  - { id: c, host: "*.b.example", feature: f, until: "2001" }\n  - { id: d, host: "<x>.example", feature: f }\n  - { id: e, host: e.example, feature: f }\n  - { id: g, host: g.example, feature: f, ports: [443, 80] }\n  - { id: h, host: h.example, feature: f, scheme: http, ports: [443] }\n',
  );
  t.same(catalogWarnings(catalog), [
    'a: *manage.example has no dot after the star and also covers look-alikes such as evilmanage.example; *.manage.example and manage.example say what is meant',
    'b: *.b.example names no host to probe, so it will be skipped',
    'g: scheme https on port 80: TLS is expected there; plain HTTP is scheme: http',
    'h: scheme http on port 443: plain HTTP is expected there; TLS is scheme: https',
  ]);
  t.end();
});

/** In the form of the documented web service. */
const OFFICE = [
  {
    id: 1,
    serviceArea: 'Exchange',
    serviceAreaDisplayName: 'Exchange Online',
    urls: ['outlook.cloud.microsoft', '*.outlook.example', 'outlook.cloud.microsoft'],
    ips: ['192.0.2.0/24', '2001:db8::/32'],
    tcpPorts: '80,443',
    udpPorts: '443',
    expressRoute: true,
    category: 'Optimize',
    required: true,
  },
  {
    id: 2,
    serviceArea: 'Exchange',
    urls: ['smtp.example'],
    tcpPorts: '587, 143,993-995',
    category: 'Allow',
    required: false,
    notes: 'Needed for\nmail.',
  },
  { id: 3, serviceArea: 'Skype', ips: ['198.51.100.0/24'], udpPorts: '3478-3481', category: 'Optimize', required: true },
  {
    id: 4,
    serviceArea: 'Common',
    urls: ['*cdn.example', 'a.*.b.example', 'autodiscover.*.example'],
    tcpPorts: '443',
    category: 'Default',
    required: false,
  },
  { id: 5, serviceArea: 'Skype', urls: ['media.example'], tcpPorts: '443,50000-59999' },
  { id: 6, serviceArea: 'MEM', urls: ['names.example'] },
];

t.test('the list of the Microsoft 365 web service becomes a catalog; what cannot be taken over is told', (t) => {
  const { catalog, notes } = importOffice365(JSON.stringify(OFFICE), 'office.json', '2026-11-20');
  const parsed = catalogOf(stringify(catalog), 'office.yaml', '');
  t.equal(parsed.revision, '2026-11-20');
  t.same(
    parsed.endpoints.map(({ id, host, scheme, ports, required }) => [id, host, scheme, ports.join(), required]),
    [
      ['exchange/1/outlook.cloud.microsoft', 'outlook.cloud.microsoft', 'https', '443', true],
      ['exchange/1/outlook.cloud.microsoft.http', 'outlook.cloud.microsoft', 'http', '80', true],
      ['exchange/1/any.outlook.example', '*.outlook.example', 'https', '443', true],
      ['exchange/1/any.outlook.example.http', '*.outlook.example', 'http', '80', true],
      ['exchange/2/smtp.example.tcp', 'smtp.example', 'tcp', '587,143,993,994,995', false],
      ['common/4/anycdn.example', '*cdn.example', 'https', '443', false],
      ['common/4/any.b.example', '*.b.example', 'https', '443', false],
      ['skype/5/media.example', 'media.example', 'https', '443', true],
    ],
  );
  t.equal(parsed.endpoints[0]?.why, 'Exchange Online, set 1, category Optimize, also over ExpressRoute. The set also needs UDP 443.');
  t.equal(parsed.endpoints[4]?.why, 'Exchange, set 2, category Allow. Needed for mail.');
  t.same(
    parsed.endpoints.map(({ networks, expect }) => [networks, expect.origin]),
    [
      ['set-1', undefined],
      ['set-1', { upgrade: true }],
      ['set-1', undefined],
      ['set-1', { upgrade: true }],
      ...Array.from({ length: 4 }, () => [undefined, undefined]),
    ],
  );
  t.same(
    parsed.endpoints.flatMap(({ noInspection, scheme }) => (noInspection === undefined ? [] : [scheme])),
    ['https', 'https', 'tcp'],
    'Optimize and Allow are not to be decrypted',
  );
  t.same(parsed.networks['set-3'], {
    ...{ ranges: ['198.51.100.0/24'], asOf: '2026-11-20', source: 'service', udp: ['3478-3481'], required: true },
    note: 'Skype, set 3, category Optimize, without host names.',
  });
  t.match(notes[0], /^The service area MEM is no longer kept up for Intune/);
  t.same(notes.slice(1), [
    'Set 1: UDP ports 443 cannot be tested; firewall exports take them from networks, set-1.',
    'Set 3 has addresses but no names: it cannot be tested; firewall exports take it from networks, set-3.',
    'Set 4: "a.*.b.example" has a star in the middle, which no catalog can say: it is *.b.example here, which is wider.',
    'Set 4: "autodiscover.*.example" is not a host pattern that can be written here.',
    'Set 5: TCP ports "50000-59999" cannot be listed one by one.',
    'Set 6 has names but no TCP ports.',
  ]);
  t.end();
});

t.test('the cloud of a list is the one that is named, else the one that its names show', (t) => {
  const clouds = (urls: readonly string[], asked?: 'china') =>
    catalogOf(stringify(importOffice365(JSON.stringify([{ id: 1, urls, tcpPorts: '443' }]), 'f.json', '1', asked).catalog), 'f', '')
      .endpoints[0]?.clouds;
  t.same(clouds(['a.example', '*.b.example']), ['public']);
  t.same(clouds(['*.partner.outlook.example.cn', 'a.example']), ['china']);
  t.same(clouds(['a.office365.example.us', '*.dps.example.mil']), ['usgov']);
  t.same(clouds(['a.example'], 'china'), ['china']);
  t.end();
});

t.test('a wrong import file is told', (t) => {
  const rows: readonly (readonly [text: string, located: RegExp])[] = [
    ['', /^f\.json: not valid JSON/],
    ['id,serviceArea\n1,Exchange', /^f\.json: not valid JSON/],
    ['{}', /^f\.json: /],
    ['[]', /no set in it has names and TCP ports/],
    ['[{"id": "x"}]', /^f\.json: 0\.id: /],
    ['[{"id": 1, "urls": "a"}]', /^f\.json: 0\.urls: /],
    ['[{"id": 1, "urls": [5]}]', /^f\.json: 0\.urls\.0: /],
    [`${'['.repeat(200_000)}`, /not valid JSON/],
    [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, /^f\.json: /],
    [
      JSON.stringify([
        { id: 1, tcpPorts: '443', urls: Array.from({ length: 2000 }, (_, i) => `h${i}.example`) },
        { id: 2, tcpPorts: '80,443,25', urls: Array.from({ length: 2000 }, (_, i) => `h${i}.example`) },
      ]),
      /makes 8000 entries/,
    ],
  ];
  for (const [text, located] of rows) {
    try {
      importOffice365(text, 'f.json', '1');
      t.fail(`accepted ${text.slice(0, 50)}`);
    } catch (error) {
      t.ok(error instanceof UsageError, `${text.slice(0, 30)}: ${error}`);
      t.match((error as UsageError).located, located, text.slice(0, 30));
    }
  }
  t.end();
});

t.test('whatever the service answers, what is imported is a valid catalog', (t) => {
  const ports = fc.oneof(fc.constantFrom('443', '80,443', '25', '1-9', '0', '70000', 'x', ''), fc.string({ maxLength: 10 }));
  const set = fc.record(
    {
      id: fc.nat(),
      serviceArea: fc.oneof(fc.constantFrom('MEM', 'Common', 'Two Words', 'Ünïcode', '--'), fc.string({ maxLength: 20 })),
      urls: fc.array(
        fc.oneof(
          fc.domain(),
          fc.domain().map((name) => `*.${name}`),
          fc.domain().map((name) => `*${name}`),
          fc.constantFrom('_x._tcp.example', '-a.example', '例え.テスト'),
          fc.string({ maxLength: 30 }),
        ),
        { maxLength: 5 },
      ),
      tcpPorts: ports,
      udpPorts: ports,
      notes: anyText(1500),
      required: fc.boolean(),
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.array(set, { maxLength: 6 }), (sets) => {
      try {
        const { catalog } = importOffice365(JSON.stringify(sets), 'f', '1');
        const { endpoints } = catalogOf(stringify(catalog, { aliasDuplicateObjects: false }), 'f', '');
        const secure = sets
          .filter(({ tcpPorts }) => /(^|,) *443 *(,|$)/.test(tcpPorts ?? ''))
          .flatMap(({ urls = [] }) => urls.flatMap((url) => normaliseHost(url) ?? []));
        return secure.every((host) => endpoints.some((endpoint) => endpoint.host === host && endpoint.scheme === 'https'));
      } catch (error) {
        return error instanceof UsageError && error.message.startsWith('no set in it');
      }
    }),
    { numRuns: extent(500, 80) },
  );
  t.end();
});
