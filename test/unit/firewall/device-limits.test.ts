import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../../src/cli/commands/firewall.ts';
import { dialectOf } from '../../../src/firewall/products/index.ts';
import { exportRules } from '../../../src/firewall/render.ts';
import type { Requirement } from '../../../src/model/catalog/requirement.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';
import { recorder } from '../../support/golden/firewall.ts';

interface Item {
  readonly host: string;
  readonly scheme?: string;
  readonly ports?: readonly number[];
  readonly probe?: readonly string[];
  readonly why?: string;
}

/** The command on a catalog of these entries: exit code, what was written, what was told. */
async function exported(items: readonly Item[], ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const file = join(folder, 'catalog.json');
  const endpoints = items.map((item, index) => ({ id: `list/${index}`, feature: 'list', why: 'Needed.', ...item }));
  writeFileSync(file, JSON.stringify({ id: 'own', title: 'Own list', revision: '1', endpoints }));
  const { io, out, err } = recorder();
  try {
    const code = await run(['--catalog', file, '--connector', 'all', ...args], io);
    return { code, out: out(), err: err() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);

t.test('a wildcard, a host called any, and a host named like a group keep names of their own', async (t) => {
  const items = [{ host: '*.branch.example', probe: ['a.branch.example'] }, { host: 'any.branch.example' }, { host: 'https-443' }];
  for (const args of [[], ['--source', '192.0.2.1']]) {
    const { code, out } = await exported(items, '--dialect', 'fortigate', ...args);
    t.equal(code, 0);
    const names = all(out, /^ {4}edit "([^"]+)"$/gm);
    t.equal(new Set(names).size, names.length, `${names.length} objects`);
  }
  const { out } = await exported(items, '--dialect', 'cisco-asa', '--allow-loss');
  const names = all(out, /^object(?:-group)? network (\S+)$/gm);
  t.equal(new Set(names).size, names.length);
});

t.test('long names whose check sums are equal keep names of their own', async (t) => {
  const host = (number: number) => `regional-content-delivery-and-telemetry-collector-node-${number}.shop.example`;
  const items = [812_028, 1_152_200].map((number) => ({ host: host(number), scheme: 'tcp', ports: [1433] }));
  for (const [dialect, pattern] of [
    ['palo-alto', /^set address (\S{1,63}) fqdn /gm],
    ['cisco-asa', /^object network (\S{1,64})$/gm],
  ] as const) {
    const { code, out } = await exported(items, '--dialect', dialect);
    t.equal(code, 0, dialect);
    t.equal(new Set(all(out, pattern)).size, 2, dialect);
  }
});

t.test('no character that a rule of Windows Firewall refuses', async (t) => {
  const { code, out } = await exported([{ host: 'api.example.com', why: 'PUT|DELETE <tag> on /x' }], '--dialect', 'windows-firewall');
  t.equal(code, 0);
  t.match(out, "-Description 'list/0: PUT/DELETE (tag) on /x'");
});

t.test('characters are asked of every host that is written', async (t) => {
  const svc = [{ host: '*.svc.example', probe: ['in_side.svc.example', 'good.svc.example'] }, { host: '-lead.example' }];
  const { code, out, err } = await exported(svc, '--dialect', 'cisco-asa', '--allow-loss');
  t.equal(code, 0);
  t.same(all(out, /^ fqdn v4 (\S+)$/gm), ['good.svc.example']);
  for (const pattern of ['*.svc.example:443', '-lead.example:443']) t.match(err, pattern);
  t.match(await exported(svc, '--dialect', 'cisco-asa'), { code: 1, out: '' });
  t.match(await exported([{ host: '_.host.svc.example' }], '--dialect', 'zscaler'), { code: 1, out: '' });
  t.match(await exported([{ host: 'www.a_b.example' }], '--dialect', 'zscaler'), { code: 1, out: '' });
  t.match(await exported([{ host: 'a_b.example' }, { host: '_x.svc.example' }], '--dialect', 'zscaler'), { code: 0 });
});

t.test('no wildcard right below a public suffix', async (t) => {
  for (const host of ['*-portal.example', '*-portal.co.uk', '*-x.blob.core.windows.net', '*.example', '*.com', '*example']) {
    for (const dialect of [
      'zscaler',
      'fortigate',
      'palo-alto',
      'palo-alto-edl',
      'check-point',
      'windows-firewall',
      'aws-network-firewall',
    ]) {
      t.match(await exported([{ host }], '--dialect', dialect), { code: 1, out: '', err: `${host}:443` }, `${dialect}: ${host}`);
    }
  }
  const known = [{ host: '*-portal.example', probe: ['north-portal.example'] }];
  const { code, out, err } = await exported(known, '--dialect', 'fortigate', '--allow-loss');
  t.equal(code, 0);
  t.match(out, 'set fqdn "north-portal.example"');
  t.notMatch(out, '"*.example"');
  t.match(err, /Narrower than asked: .*public suffix/);
  for (const dialect of ['azure-firewall', 'suricata', 'squid', 'fqdn-list'])
    t.match(await exported(known, '--dialect', dialect), { code: 0, out: /-portal\\{0,2}\.example/ }, `${dialect} says it as asked`);
  t.match(await exported([{ host: '*.blob.core.windows.net' }], '--dialect', 'fortigate'), { code: 0 }, 'asked for as it is');
});

t.test('limits hold for the do-not-decrypt list', async (t) => {
  const items = [
    { host: 'gw.manage.microsoft.com', ports: [8443] },
    { host: 'averyveryverylongregionalhostname-with-many-words-inside.shard0001.manage.microsoft.com' },
    { host: 'a_b.manage.microsoft.com' },
  ];
  for (const dialect of ['azure-firewall', 'azure-firewall-bicep', 'terraform-azurerm'])
    t.match(await exported(items, '--dialect', dialect, '--inspection'), { code: 0, out: '8443' }, dialect);
  t.match(await exported(items, '--dialect', 'cisco-asa', '--inspection'), { code: 1, out: '' });
  const { code, out } = await exported(items, '--dialect', 'cisco-asa', '--inspection', '--allow-loss');
  t.equal(code, 0);
  t.same(all(out, /^(CN=.*)$/gm), ['CN=gw.manage.microsoft.com']);
  const high = [{ host: 'gw.manage.microsoft.com', ports: [65_000] }];
  for (const args of [[], ['--inspection']])
    t.match(await exported(high, '--dialect', 'azure-firewall', ...args), { code: 1, out: '', err: /port 64000/ });
});

t.test('what a device takes at the edge of its rules', async (t) => {
  t.match(await exported([{ host: 'intranet' }], '--dialect', 'zscaler'), { code: 1, out: '' }, 'a name without a dot');
  const tcp = [{ host: 'gw.manage.microsoft.com', scheme: 'tcp', ports: [1433] }];
  for (const dialect of ['azure-firewall', 'azure-firewall-bicep'])
    t.match(
      await exported(tcp, '--dialect', dialect, '--inspection'),
      { code: 0, out: /1433/ },
      `${dialect}: a network rule opens nothing`,
    );
  const site = await exported(
    [{ host: '*.manage.microsoft.com' }, { host: 'x.manage.microsoft.com' }],
    '--dialect',
    'check-point',
    '--inspection',
  );
  t.match(site.out, "url-list.1 '*.manage.microsoft.com/' url-list.2 'x.manage.microsoft.com/'", 'an entry ends at its host');
  const sql = await exported(
    [
      { host: 'a.b.example', scheme: 'tcp', ports: [1433] },
      { host: 'a_b.example', scheme: 'tcp', ports: [1433] },
    ],
    '--dialect',
    'palo-alto',
  );
  const names = all(sql.out, /^set address (\S+) fqdn /gm);
  t.same(names.filter((name) => /^[A-Za-z0-9_-]{1,63}$/.test(name ?? '')).length, 2, 'letters, digits, hyphens, underscores');
  t.equal(new Set(names).size, 2);
});

t.test('an address is no FQDN object and no TLS server name', async (t) => {
  const items = [{ host: '192.0.2.11', scheme: 'tcp', ports: [1433] }, { host: '192.0.2.10' }];
  const { code, out } = await exported(items, '--dialect', 'palo-alto');
  t.equal(code, 0);
  t.match(out, /^set address \S+ ip-netmask 192\.0\.2\.11$/m);
  t.match(out, /^set address \S+ ip-netmask 192\.0\.2\.10$/m);
  t.notMatch(out, /fqdn|custom-url-category/);
  t.match(await exported([{ host: '192.0.2.10' }], '--dialect', 'palo-alto-edl'), { code: 1, out: '' });
  t.match(await exported([{ host: '192.0.2.10', scheme: 'http', ports: [80] }], '--dialect', 'palo-alto-edl'), { code: 0 });
});

t.test('FMC: no request of a bulk is larger than the API takes', async (t) => {
  const long = Array.from({ length: 5000 }, (_, index) =>
    row(`${index % 2 === 0 ? '*.' : ''}n${index}.${'long-label.'.repeat(20)}shop.example`),
  );
  const { text } = exportRules(await dialectOf('cisco-fmc'), long, SETTINGS);
  const { requests } = JSON.parse(text) as { requests: readonly { path: string; body: readonly unknown[] }[] };
  t.ok(requests.length > 4);
  t.same(
    requests.filter(({ body }) => body.length > 1000 || JSON.stringify(body).length > 2_000_000).map(({ path }) => path),
    [],
  );
});

t.test('FMC: the removal asks for ids, then deletes rules, groups and objects, one request each', async (t) => {
  const items = [{ host: '*.shop.example' }, { host: 'a.shop.example' }, { host: 'b.shop.example', ports: [8443] }];
  const { code, out } = await exported(items, '--dialect', 'cisco-fmc', '--undo');
  t.equal(code, 0);
  const { notes, requests } = JSON.parse(out) as { notes: readonly string[]; requests: readonly { method: string; path: string }[] };
  t.match(notes.join(' '), /leave its DELETE out.*deploy/);
  t.same(
    requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/(?:object|policy\/accesspolicies\/\{policyUUID\})\//, '')}`),
    [
      'GET accessrules?limit=1000',
      'DELETE accessrules/{id of preflight-https-443}',
      'DELETE accessrules/{id of preflight-https-443-urls}',
      'DELETE accessrules/{id of preflight-https-8443}',
      'GET networkgroups?filter=nameOrValue:preflight-&limit=1000',
      'DELETE networkgroups/{id of preflight-https-443}',
      'DELETE networkgroups/{id of preflight-https-8443}',
      'GET fqdns?filter=nameOrValue:preflight-&limit=1000',
      'DELETE fqdns/{id of preflight-a.shop.example}',
      'DELETE fqdns/{id of preflight-b.shop.example}',
    ],
  );
});

t.test('what ends in a number is an address or nothing', async (t) => {
  for (const host of ['999.1.1.1', '1.2.3.4.5', '300.300.300.300', '1234', 'shop.123'])
    for (const dialect of ['palo-alto', 'fqdn-list', 'squid', 'json', 'fortigate'])
      t.match(await exported([{ host }], '--dialect', dialect), { code: 1, out: '', err: /neither a host name nor an IPv4 address/ }, host);
  t.match(await exported([{ host: '123.shop.example' }], '--dialect', 'palo-alto'), { code: 0 });
});

t.test('nothing to say: nothing is written, and that is said', async (t) => {
  for (const dialect of ['check-point', 'palo-alto', 'palo-alto-edl', 'azure-firewall', 'fqdn-list', 'fortigate'])
    t.match(await exported([{ host: 'www.example.com' }], '--dialect', dialect, '--inspection'), {
      code: 0,
      out: '',
      err: /nothing to write/,
    });
  const lost = await exported([{ host: '*.example' }], '--dialect', 'aws-network-firewall', '--allow-loss');
  t.match(lost, { code: 0, out: '', err: /no entry can be said/ });
});

t.test('advice is told where the format has no comments', async (t) => {
  const of = async (...args: string[]) => (await exported([{ host: 'www.manage.microsoft.com' }], ...args)).err;
  t.match(await of('--dialect', 'zscaler'), /URL filtering rule[\s\S]*activate/);
  t.match(await of('--dialect', 'zscaler', '--inspection'), /Do Not Inspect[\s\S]*activate/);
  t.match(await of('--dialect', 'palo-alto'), /top[\s\S]*commit[\s\S]*Panorama/);
  t.match(await of('--dialect', 'palo-alto', '--inspection'), /top[\s\S]*commit/);
  t.match((await exported([{ host: 'www.example.com' }], '--dialect', 'check-point')).out, /# Note: .*install-policy/);
});

t.test('the same source twice is one source', async (t) => {
  const { out } = await exported([{ host: 'www.example.com' }], '--dialect', 'check-point', '--source', '192.0.2.3', '192.0.2.3');
  t.equal(all(out, /(add host name '[^']*' ip-address '192\.0\.2\.3' ignore-warnings true)$/gm).length, 1);
});

t.test('documented sizes are told; what every device of a kind refuses is marked', async (t) => {
  const rows = (count: number, more: Partial<Requirement> = {}) =>
    Array.from({ length: count }, (_, index) => row(`a-rather-long-host-name-number-${index}.region-west.shop.example`, 443, more));
  const short = Array.from({ length: 5000 }, (_, index) => row(`node-${index}.region-west.shop.example`));
  const usual = exportRules(await dialectOf('aws-network-firewall-suricata'), short, SETTINGS);
  t.match(usual.excesses, [{ refused: false, line: /^Large: \d{6} bytes: .*S3 bucket/ }], 'as many as a catalog may have');
  const long = Array.from({ length: 5000 }, (_, index) => row(`n${index}.${'long-label.'.repeat(20)}shop.example`));
  const large = exportRules(await dialectOf('aws-network-firewall-suricata'), long, SETTINGS);
  t.match(large.excesses[0], { refused: true, line: /^TOO LARGE: \d{7} bytes: .*CloudFormation quotas.*NamePrefix/ });
  const urls = exportRules(await dialectOf('zscaler'), rows(25_001), SETTINGS);
  t.match(urls.excesses, [{ refused: false, line: /^Large: 25001 host names: .*25000 custom URLs/ }]);
  const small = exportRules(await dialectOf('aws-network-firewall-suricata'), rows(20), SETTINGS);
  t.same(small.excesses, []);
  const objects = exportRules(await dialectOf('palo-alto'), rows(2100, { scheme: 'tcp' }), SETTINGS);
  t.match(objects.excesses, [{ refused: false, line: /^Large: 2100 host names: .*2000 FQDN/ }]);
  const script = exportRules(await dialectOf('check-point'), rows(1200), SETTINGS);
  t.equal(all(script.text, /(add access-rule) /g).length, 3);
});
