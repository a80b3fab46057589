import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import { COLUMNS, sheetRows } from '../../../src/report/formats/request/columns.ts';
import { request } from '../../../src/report/formats/request/index.ts';
import { proposedRules } from '../../../src/report/orders/rule-table.ts';
import { workOrders } from '../../../src/report/orders/work-orders.ts';
import { csv, terminal } from '../../../src/text/escape.ts';
import { failure, finding, reportOf } from '../../support/report/examples.ts';
import { PROXY, scenario } from '../../support/report/scenario.ts';
import { skipWithout } from '../../support/suite/extent.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const render = async (report: Report, extension: string, all = false): Promise<string | Uint8Array> =>
  request.render(report, { width: 100, color: false, verbose: false, extension, all });

const NASTY = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '@SUM(A1)',
  '-2+3',
  '<script>',
  '\u202egnp',
  '\u001b[2J',
  'a"b,c;d',
  '_x0041_ _xZZZZ_',
  "'quoted",
  ' =1',
  'ü漢🙂',
  '1/2',
  '007',
  'TRUE',
  `${'x'.repeat(10_000)}`,
];
const hostile = reportOf(
  NASTY.map((text, index) =>
    failure(`endpoint:x/${index}`, {
      message: text,
      remedy: text,
      reproduce: text,
      feature: text,
      target: { pattern: text, host: text, port: 443, scheme: 'https' },
      evidence: { why: text, addresses: [text], cnames: [text] },
    }),
  ),
);

// A browser, an office suite or many processes on a busy machine.

t.test('one work order an owner, one item a change', async (t) => {
  const orders = workOrders(scenario(), false);
  t.strictSame(
    orders.map(({ owner }) => owner),
    ['firewall', 'proxy', 'dns', 'security', 'directory'],
  );
  const proxy = orders.find(({ owner }) => owner === 'proxy');
  const wildcard = proxy?.items.find(({ destination }) => destination?.pattern === '*.manage.microsoft.com');
  t.strictSame(
    wildcard?.destination?.hosts,
    ['enrollment.manage.microsoft.com', 'fef.manage.microsoft.com'],
    'two hosts of one pattern are one change',
  );
  t.match(wildcard?.destination, {
    meaning: /^Every name below manage\.microsoft\.com, at any depth, but not manage\.microsoft\.com itself; .* needs at least enrollment/,
    noInspection: /not supported/,
  });
  const redirect = orders[0]?.items.find(({ cause }) => cause === 'http.redirect-unlisted');
  t.match(redirect?.destination, { pattern: 'unlisted.example.net', port: 443 }, 'what has to be allowed is where the redirect leads');
  t.notOk(orders.flatMap(({ items }) => items).some(({ status }) => status === 'pass'));
  const everything = workOrders(scenario(), true).flatMap(({ items }) => items);
  t.ok(
    everything.some(({ status, destination }) => status === 'pass' && destination?.pattern === 'go.microsoft.com'),
    'with `all` what works is there too',
  );
});

t.test('a problem of a whole route', async (t) => {
  const ids = ['a', 'b', 'c'].map((name) => `endpoint:f/${name}.example:443@${PROXY.name}`);
  const rejected = {
    cause: 'proxy.auth-rejected',
    layer: 'proxy',
    owner: 'proxy',
    route: PROXY.name,
    evidence: { proxy: PROXY.address, peer: 'proxy' },
  } as const;
  const route = failure('route:x', {
    ...rejected,
    kind: 'route',
    title: 'Credentials rejected',
    target: { route: PROXY.name },
    children: ids,
  });
  const [order] = workOrders(reportOf([route, ...ids.map((id) => failure(id, rejected))], {}, { routes: [PROXY] }), false);
  t.strictSame(
    order?.items.map(({ title, destination }) => [title, destination?.pattern]),
    [['proxy.corp.contoso.com:8080', 'proxy.corp.contoso.com']],
    'the destinations behind a proxy that lets nobody in are no work',
  );
  t.strictSame(order?.items[0]?.affects, ['a.example:443', 'b.example:443', 'c.example:443'], 'but they are named');
  const dropped = failure('route:y', { kind: 'route', title: 'No answer, all of port 443', target: { route: 'direct' }, children: ids });
  const [firewall] = workOrders(reportOf([dropped, ...ids.map((id) => failure(id))]), false);
  t.strictSame(firewall?.patterns, ['No answer, all of port 443']);
  t.strictSame(
    firewall?.items.map(({ title }) => title),
    ['a.example:443', 'b.example:443', 'c.example:443'],
    'each destination needs its rule',
  );
});

t.test('Markdown: complete enough to act on', async (t) => {
  const text = String(await render(scenario(), 'md'));
  for (const part of [
    '# Firewall: 6 items',
    '**Source:** SCP01.corp.contoso.com (10.1.2.3',
    '| No. | Source | Destination | Port | Needed for | Required | Change | TLS inspection |',
    '| 3 | `SCP01.corp.contoso.com (10.1.2.3, fd12:3456::3)` | `download.microsoft.com` | TCP 443 |',
    'SCP-Internet-443: object group SCP-Internet-443-Destinations, TCP 443: ',
    '**Requester:** ',
    '**Rollback:** remove SCP-Internet-443',
    '## 3\\. `download.microsoft.com, TCP 443 (https)`',
    '**Change:** ',
    '**Exempt from TLS inspection:** yes',
    '**See it yourself:** `curl ',
    'do not build the rule on them',
    '# Web proxy: 4 items',
    '# Active Directory: 1 item',
  ])
    t.ok(text.includes(part), part);
  t.equal(
    await render(reportOf([finding({ id: 'endpoint:x/a.example:443@direct' })]), 'md'),
    '# SCP01.corp.contoso.com: nothing has to be changed\n',
  );
  t.equal(await render(scenario(), 'md'), text, 'same input, same text');
});

t.test('plain text: nothing is escaped that would be pasted into a rule', async (t) => {
  const text = String(await render(scenario(), 'txt'));
  t.match(text, /^No\. {2}Source +Destination +Port +Needed for/m);
  t.notMatch(text, /\\[._:-]/);
  t.match(text, /Proposed rules:\n {2}- SCP-Internet-443: object group/);
  for (const line of String(await render(hostile, 'txt')).split('\n')) t.notMatch(line, /[\u0000-\u001f\u202e]/);
});

t.test('JSON for ticket systems, with the fields of the configuration', async (t) => {
  const ticket = { requester: 'CM team', ticket: 'CHG1', wantedBy: '2027-01-15' };
  const value = JSON.parse(
    String(await request.render(scenario(), { width: 80, color: false, verbose: false, extension: 'json', ticket })),
  );
  t.match(value, {
    kind: 'request',
    ticket,
    orders: [{ owner: 'firewall', proposedRules: [{ name: 'SCP-Internet-443', port: 'TCP 443' }] }],
  });
  t.match(value.orders[0].facts, { Requester: 'CM team', 'Wanted by': '2027-01-15', 'Review on': '________' });
  t.match(value.orders[0].table[2], {
    number: 3,
    destination: 'download.microsoft.com',
    port: 'TCP 443',
    required: 'required',
    change: 'new rule',
  });
});

t.test('denies can be found in the log of the device', async (t) => {
  const at = (minute: string, port: number) => ({ testedAt: `2026-11-20T10:${minute}:30.000Z`, sourcePorts: [port] });
  const report = reportOf([
    failure('endpoint:a/a.example:443@direct', { evidence: at('00', 40_112) }),
    failure('endpoint:b/b.example:443@direct', { evidence: at('02', 49_888) }),
  ]);
  const text = String(await render(report, 'txt'));
  t.match(text, 'Find it in your log: source 10.1.2.3, source ports 40112 to 49888, 2026-11-20 10:00 to 10:02 UTC');
  t.match(text, 'Tested at: source 10.1.2.3, source ports 40112, 2026-11-20 10:00 UTC');
});

t.test('behind a proxy the firewall gets one line, and the proxy the names', async (t) => {
  const over = (id: string) => finding({ id, route: PROXY.name, evidence: { proxy: PROXY.address } });
  const dead = {
    cause: 'proxy.unreachable',
    layer: 'proxy',
    owner: 'firewall',
    route: PROXY.name,
    evidence: { proxy: PROXY.address, peer: 'proxy' },
  } as const;
  const ids = ['a', 'b', 'c'].map((name) => `endpoint:f/${name}.example:443@${PROXY.name}`);
  const route = failure('route:x', {
    ...dead,
    kind: 'route',
    title: 'The proxy cannot be reached',
    target: { route: PROXY.name },
    children: ids,
  });
  const orders = workOrders(reportOf([route, ...ids.map((id) => failure(id, dead))], {}, { routes: [PROXY] }), false);
  t.strictSame(
    orders.map(({ owner, items }) => [owner, items.length]),
    [['firewall', 1]],
  );
  const [order] = orders;
  t.match(order === undefined ? [] : proposedRules(order), [{ name: 'SCP-Proxy-8080', destinations: ['proxy.corp.contoso.com'] }]);
  const all = workOrders(reportOf(ids.map(over), {}, { routes: [PROXY] }), true);
  t.strictSame(
    all.map(({ owner, items }) => [owner, items.length]),
    [['proxy', 3]],
    'names are never asked of the firewall',
  );
});

t.test('the sheet has the columns that a rule needs', async (t) => {
  const text = String(await render(scenario(), 'csv'));
  t.ok(text.startsWith('\ufeff"Owner","No.",'));
  const rows = cellsOf(text);
  t.equal(rows.length, 1 + sheetRows(workOrders(scenario(), false), scenario()).length);
  const line = Object.fromEntries(
    COLUMNS.map(({ title }, index) => [title, rows.find((row) => row.includes('*.manage.microsoft.com'))?.[index]]),
  );
  t.match(line, {
    ...{
      Owner: 'Web proxy',
      'Source name': 'SCP01.corp.contoso.com',
      Protocol: 'TCP',
      Port: '443',
      Direction: 'outbound',
      Required: 'required',
    },
    ...{ 'Exempt from TLS inspection': 'yes', Feature: 'updates', 'Test result': 'fail', Cause: 'proxy.denied', Documentation: /^https:/ },
  });
  for (const row of cellsOf(String(await render(hostile, 'csv'))).slice(1))
    for (const cell of row) t.notMatch(cell, /^\s*[=+\-@|%]|[\u0000-\u001f\u202e]/);
});

t.test('the workbook', async (t) => {
  const bytes = (await render(hostile, 'xlsx')) as Uint8Array;
  t.strictSame([...bytes.slice(0, 4)], [0x50, 0x4b, 3, 4]);
  t.strictSame(await render(hostile, 'xlsx'), bytes, 'same input, same bytes');
  t.ok(((await render(reportOf([]), 'xlsx')) as Uint8Array).length > 1000);
});

t.test('LibreOffice reads back what was written', { skip: skipWithout('soffice') }, async (t) => {
  const folder = await temporaryFolder('office');
  const report = { ...scenario(), findings: [...scenario().findings, ...hostile.findings] };
  const orders = workOrders(report, true);
  const expected = sheetRows(orders, report).map((row) => COLUMNS.map(({ value }) => String(value(row))));
  for (const extension of ['csv', 'xlsx']) {
    await writeFile(join(folder, `sheet.${extension}`), await render(report, extension, true));
    convert(folder, `sheet.${extension}`);
  }
  const read = async (name: string): Promise<readonly (readonly string[])[]> =>
    cellsOf(await readFile(join(folder, 'out', name), 'utf8')).slice(1);
  t.strictSame(
    await read('sheet.csv'),
    expected.map((row) => row.map((cell) => cellsOf(csv(cell))[0]?.[0])),
    'CSV',
  );
  t.strictSame(
    await read('sheet-Evidence.csv'),
    expected.map((row) => row.map(terminal)),
    'XLSX',
  );
  for (const { owner, items } of orders) {
    const rules = await read(`sheet-${SHEETS[owner]}.csv`);
    t.strictSame(
      rules.map((row) => row.at(-1)),
      items.map(({ action, status }) => terminal(status === 'pass' ? 'None: it works. Keep it.' : action)),
      owner,
    );
  }
});

const SHEETS: Readonly<Record<string, string>> = {
  firewall: 'Firewall',
  proxy: 'Web proxy',
  dns: 'Name resolution (DNS)',
  security: 'TLS inspection',
  directory: 'Active Directory',
};

/** Opens a sheet and saves each of its tables as CSV, all cells quoted. Nothing of the office suite gets a network. */
function convert(folder: string, file: string): void {
  const isolated = spawnSync('unshare', ['-n', 'true']).status === 0;
  const command = [
    ...(isolated ? ['unshare', '-n'] : []),
    'soffice',
    '--headless',
    '--norestore',
    `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
  ];
  const input = file.endsWith('.csv') ? ['--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false'] : [];
  const sheet = file.endsWith('.csv') ? '' : ',-1';
  const output = `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false${sheet}`;
  spawnSync(
    command[0] as string,
    [...command.slice(1), ...input, '--convert-to', output, '--outdir', join(folder, 'out'), join(folder, file)],
    { timeout: 60_000 },
  );
}

/** RFC 4180. */
function cellsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const match of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const [, quoted, bare = '', end] = match;
    if (end === '' && quoted === undefined && bare === '') break;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
