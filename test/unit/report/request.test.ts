import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import { COLUMNS, sheetRows } from '../../../src/report/formats/request/columns.ts';
import { request } from '../../../src/report/formats/request/index.ts';
import { workOrders } from '../../../src/report/orders/work-orders.ts';
import { csv, terminal } from '../../../src/text/escape.ts';
import { failure, finding, reportOf } from '../../support/report/examples.ts';
import { PROXY, scenario } from '../../support/report/scenario.ts';

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
t.setTimeout(120_000);

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
    '`TCP 80: download.microsoft.com`',
    '## 3\\. `download.microsoft.com, TCP 443 (https)`',
    '**Change:** ',
    '**Exempt from TLS inspection:** yes',
    '**See it yourself:** `curl ',
    'name or addresses, not both',
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

const soffice = spawnSync('soffice', ['--version']).status === 0;
t.test('LibreOffice reads back what was written', { skip: soffice ? false : 'no soffice here' }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-office-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
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
  const sheets = await Promise.all(orders.map(({ owner }) => read(`sheet-${SHEETS[owner]}.csv`)));
  t.strictSame(
    sheets.flat(),
    expected.map((row) => row.slice(1).map(terminal)),
    'XLSX',
  );
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
