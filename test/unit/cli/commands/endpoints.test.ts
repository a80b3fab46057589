import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { run } from '../../../../src/cli/commands/endpoints.ts';
import type { Io } from '../../../../src/cli/streams/io.ts';
import { UsageError } from '../../../../src/model/usage-error.ts';
import { command } from '../../../support/run-command.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const dir = await temporaryFolder('endpoints');

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function endpoints(...argv: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const io: Io = {
    out: async (data) => {
      said.out += typeof data === 'string' ? data : new TextDecoder().decode(data);
    },
    err: (text) => {
      said.err += text;
    },
    stdin: process.stdin,
    env: {},
    cwd: dir,
    terminal: { outIsTty: false, errIsTty: false, columns: 100 },
    interrupted: new AbortController().signal,
  };
  return { code: await run(argv, io), ...said };
}

async function refused(...argv: readonly string[]): Promise<UsageError> {
  try {
    await endpoints(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(' ')}`);
}

const OWN = `id: own
title: My product
revision: "2026-11-20"
endpoints:
  - { id: own/api, host: api.example, feature: own, ports: [8443] }
  - { id: own/cdn, host: "*.cdn.example", feature: own, probe: [a.cdn.example], connector: agent, clouds: [public, usgov] }
  - { id: own/old, host: old.example, feature: own, until: "2001" }
`;
const own = join(dir, 'own.yaml');
await writeFile(own, OWN);

t.test('JSON on standard output, nothing else, exit 0', async (t) => {
  const { code, stdout, stderr } = await command(['endpoints', '--all', '--format', 'json'], { cwd: dir });
  t.same([code, stderr], [0, '']);
  t.ok((JSON.parse(stdout) as readonly unknown[]).length > 170);
  t.match((await command(['endpoints', '--feature', 'updates'], { cwd: dir })).stdout, /^updates \(20\)\n {2}\*\.akamaiedge\.net /);
  const bad = await command(['endpoints', '--catalog', 'none.yaml'], { cwd: dir });
  t.same([bad.code, bad.stdout], [2, '']);
  t.match(bad.stderr, /none\.yaml.*does not exist\n.*configmgr-scp/);
});

t.test('a list of any product is listed like the shipped ones', async (t) => {
  const hosts = async (...argv: readonly string[]) =>
    (JSON.parse((await endpoints('--catalog', own, '--format', 'json', ...argv)).out) as readonly { host: string }[]).map(
      ({ host }) => host,
    );
  t.same(await hosts(), ['api.example']);
  t.same(await hosts('--connector', 'agent'), ['*.cdn.example']);
  t.same(await hosts('--cloud', 'usgov', '--connector', 'all'), ['*.cdn.example']);
  t.same(await hosts('--include-retired'), ['api.example', 'old.example']);
  t.same(await hosts('--all'), ['api.example', '*.cdn.example', 'old.example']);
  t.same(await hosts('--all', '--only', 'own/c*'), ['*.cdn.example']);
  t.match((await endpoints('--catalog', own, '--catalog', 'configmgr-scp-2018')).out, /own \(1\)[\s\S]*microsoft-intune/);
  t.match((await endpoints('--catalog', own, '--format', 'csv')).out, /"api\.example","https","8443"/);
  t.match((await endpoints('--catalog', own, '--format', 'md', '--all')).out, /My product, revision 2026/);
});

t.test('a list may go into a file', async (t) => {
  const file = join(dir, 'list.csv');
  t.equal((await endpoints('--catalog', own, '--format', 'csv', '-o', file)).out, '');
  t.match(await readFile(file, 'utf8'), /api\.example/);
});

t.test('validate says what was read, and what is rarely meant', async (t) => {
  t.same(await endpoints('validate', own), { code: 0, out: `${own}: valid, 3 entries, own 2026-11-20\n`, err: '' });
  const shipped = await endpoints('validate', 'configmgr-scp', 'configmgr-scp-2020', 'configmgr-scp-2018');
  t.equal(shipped.out.split('\n').length, 4);
  t.match(shipped.err, /microsoft-intune\/anymanage\.microsoft\.com: .*look-alikes such as evilmanage\.microsoft\.com/);
});

t.test('validate tells file, line, field and a remedy', async (t) => {
  const bad = join(dir, 'bad.yaml');
  const rows: readonly (readonly [text: string, located: RegExp, hint?: RegExp])[] = [
    [OWN.replace('ports: [8443]', 'ports: [0]'), /bad\.yaml:5: endpoints\.0\.ports\.0: must be at least 1/],
    [OWN.replace('"*.cdn.example"', '*.cdn.example'), /bad\.yaml:6: /, /quotes/],
    [OWN.replace('title:', 'titel:'), /bad\.yaml:2: titel: unknown key/, /did you mean "title"/],
    ['['.repeat(1_000_000), /bad\.yaml:1: nested deeper/],
    ['x'.repeat(5_000_000), /bad\.yaml: the catalog is larger than/],
  ];
  for (const [text, located, hint] of rows) {
    await writeFile(bad, text);
    const error = await refused('validate', bad);
    t.match(error.located, located);
    if (hint !== undefined) t.match(error.hint, hint);
  }
  t.match((await refused('validate', dir)).located, /is a folder/);
  t.match((await refused('validate')).hint, /endpoints validate my-catalog\.yaml/);
});

t.test('diff, for people and as JSON', async (t) => {
  const { out } = await endpoints('diff', 'configmgr-scp-2018', 'configmgr-scp');
  t.match(
    out,
    /^configmgr-scp-2018 2018-01-29 -> configmgr-scp 2026-06-08: \d+ added, \d+ removed, \d+ changed\n\+ always\/aka\.ms {2}aka\.ms:443\n/,
  );
  t.match(out, /^- microsoft-intune\/anymanage\.microsoft\.com {2}\*manage\.microsoft\.com:443$/m);
  t.match(out, /^- updates\/sccmconnected-a01\.cloudapp\.net /m, 'dropped since');
  t.notMatch(out, /desktop-analytics/, 'came and went between the two');
  const json = JSON.parse((await endpoints('diff', own, 'configmgr-scp', '--format', 'json')).out);
  t.match(json, { from: { id: 'own' }, to: { id: 'configmgr-scp' }, changed: [] });
  t.match((await refused('diff', own)).located, /give two catalogs/);
  t.match((await refused('diff', own, own, '--format', 'csv')).hint, /formats: table, json/);
  t.match((await refused('--format', 'jsn')).hint, /did you mean "json"/);
});

t.test('import writes a catalog that runs, and tells what it left out', async (t) => {
  const source = join(dir, 'office.json');
  const made = join(dir, 'office.yaml');
  const sets = [
    {
      id: 9,
      serviceArea: 'MEM',
      serviceAreaDisplayName: 'Endpoint Manager',
      urls: ['*.manage.example', 'x.example'],
      tcpPorts: '80,443',
      required: true,
    },
    { id: 10, serviceArea: 'MEM', ips: ['192.0.2.0/24'], tcpPorts: '443' },
  ];
  await writeFile(source, `\ufeff${JSON.stringify(sets)}`);
  const { code, out, err } = await endpoints('import', source, '-o', made);
  t.same([code, out], [0, '']);
  t.match(err, /^The service area MEM is no longer kept up for Intune[\s\S]*\nSet 10 has addresses but no names/);
  t.match(parse(await readFile(made, 'utf8')), { id: 'office365', revision: /^\d{4}-\d\d-\d\d$/ });
  t.match((await endpoints('--catalog', made)).out, /mem \(4\)[\s\S]*\*\.manage\.example/);
  t.equal((await endpoints('import', source)).out, await readFile(made, 'utf8'));
  await writeFile(source, '{"error": "no"}');
  t.match((await refused('import', source)).hint, /endpoints\.office\.com/);
  t.match((await refused('import')).located, /give the JSON file/);
  t.match((await refused('import', join(dir, 'missing.json'))).located, /does not exist/);
});

t.test('what came, went and ends, from a day or a release on', async (t) => {
  const table = await endpoints('changes', '--since', '2026-01');
  t.equal(table.code, 0);
  t.match(
    table.out,
    /^- 2026-06-08 {2}updates\/sccmconnected-a01\.cloudapp\.net {2}sccmconnected-a01\.cloudapp\.net:443 {2}\(no longer needed\)$/m,
  );
  t.match(table.out, /^- 2027-09-30 {2}updates\/configmgrbits\.azureedge\.net .*\(ends\)$/m, 'what is still to come is told too');
  t.match(table.out, /^! 2027-05-12 {2}release 2509 {2}\(support ends\)$/m);
  t.notMatch(table.out, /2016-08-25/, 'nothing from before');
  const rows = JSON.parse((await endpoints('changes', '--since', '2509', '--format', 'json')).out).changes as readonly {
    readonly when: string;
    readonly source: string;
  }[];
  t.ok(rows.length > 0);
  for (const { when, source } of rows) {
    t.ok(when >= '2025-09', when);
    t.match(source, /^https:/);
  }
  const md = (await endpoints('changes', '--since', '2025', '--format', 'md')).out;
  t.match(md, /^\| Date \| Change \|/);
  t.match(md, /\| 2026-04-01 \| changed \| .*DHE cipher suites were switched off.*\| https\\?:/);
});

t.test('what of an entry became different, with its day and source', async (t) => {
  const { out } = await endpoints('changes', '--since', '2024-10');
  t.match(
    out,
    /^~ 2026-04-01 {2}updates, console-notifications \(3 entries\) {2}\(changed\)\n {6}The DHE cipher suites .*\n {6}https:\/\//m,
  );
  t.match(out, /^~ 2025-09 {5}endpoint-analytics\/graph\.windows\.net {2}graph\.windows\.net:443 {2}\(changed\)$/m);
  t.match(out, /^~ 2509 .*\n {6}The administration service .* refuses NTLM/m);
  t.match(out, /^! 2027-01-12 {2}Windows Server 2016 {2}\(support ends\)$/m);
  t.match(out, /^! 2026-07-14 {2}SQL Server 2016 {2}\(support has ended\)$/m);
  const { changes } = JSON.parse((await endpoints('changes', '--since', '2018', '--format', 'json')).out) as {
    readonly changes: readonly {
      readonly kind: string;
      readonly entries: readonly string[];
      readonly what: string;
      readonly source: string;
    }[];
  };
  const changed = changes.filter(({ kind }) => kind === 'changed');
  t.ok(changed.length >= 10);
  for (const { what, source } of changed) {
    t.match(what, /^[A-Z*].{20,}\.$/);
    t.match(source, /^https:/, what);
  }
});

t.test('a build stops before something ends', async (t) => {
  const own = join(t.testdir(), 'own.yaml');
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await writeFile(
    own,
    `id: own\ntitle: Own\nrevision: "1"\nsources: { page: { title: Page, url: "https://example.com/page" } }
changes:
  - { on: "${day(40)}", entries: [a/past], what: TLS 1.2 ends., source: page }
  - { on: "${day(-40)}", entries: [a/past], what: The port was another one., source: page }
endpoints:\n  - { id: a/soon, host: a.example, feature: a, until: "${day(20)}" }\n  - { id: a/past, host: b.example, feature: a, until: "${day(-1)}" }
  - { id: a/new, host: c.example, feature: a, since: "${day(50)}" }\n`,
  );
  const within = async (days: string) => await endpoints('changes', '--catalog', own, '--since', '2020', '--fail-on-due', days);
  t.match(await within('30d'), { code: 1, out: /Within the days of --fail-on-due: a\/soon/ });
  t.equal((await within('10d')).code, 0);
  t.match(
    await within('45d'),
    { code: 1, out: /--fail-on-due: a\/soon \([-0-9]+\), a\/past \([-0-9]+\)\n$/ },
    'what becomes different counts',
  );
  t.match(await within('60d'), { code: 1, out: /, a\/new \([-0-9]+\)\n$/ }, 'and what will be needed');
  t.notMatch((await within('9999')).out, /support/, "another product's catalog has nothing to do with support of this one");
  const ofSite = async (release: string) =>
    await endpoints('changes', '--since', '2026', '--site-version', release, '--fail-on-due', '9999');
  t.match(
    (await ofSite('2509')).out,
    /--fail-on-due: release 2509 \(2027-05-12\), updates\/configmgrbits\.azureedge\.net \(2027-09-30\)\n$/,
  );
  t.match(await refused('changes', '--since', '2020', '--fail-on-due', 'soon'), {
    field: '--fail-on-due',
    message: /"soon" is not a number of days/,
  });
  t.match(await refused('changes'), { field: '--since', message: /from when on\?/ });
  t.match(await refused('changes', '--since', 'then'), { field: '--since', message: /"then" is not a day, a month, a year or a release/ });
  for (const odd of ['2025-02-30', '2025-13', '25', '2025-1-1', '--', '', '2025-01-01T00:00:00Z'])
    t.match(await refused('changes', `--since=${odd}`), { field: '--since', hint: /a release \(2409\)/ }, odd);
  t.match((await endpoints('changes', '--since', '2099')).out, /^No change is dated 2099 or later\.\n$/);
  t.match(await refused('changes', 'everything', '--since', '2025'), { message: 'unexpected argument "everything"' });
  t.match(await refused('changes', '--since', '2025', '--include-retired'), { field: '--include-retired', hint: /--feature/ });
  t.match(await refused('changes', '--since', '2025', '--feature', 'upadtes'), { field: '--feature', hint: /did you mean "updates"/ });
  t.match(await refused('changes', '--since', '2025', '--site-version', '2610'), {
    field: '--site-version',
    message: /2509, 2603/,
    hint: undefined,
  });
  const analytics = await endpoints('changes', '--since', '2020', '--feature', 'endpoint-analytics');
  t.match(analytics.out, /^~ 2025-09 {5}endpoint-analytics\/graph\.windows\.net/m);
  t.notMatch(analytics.out, /support|^. [-0-9]+ +updates/m, 'nothing of others');
  t.match(await refused('--since', '2025'), { field: '--since', message: /belongs to endpoints changes/ });
});
