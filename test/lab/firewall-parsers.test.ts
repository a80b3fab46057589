import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type DialectName, dialectOf } from '../../src/firewall/products/index.ts';
import { type Export, exportInspection, exportRemoval, exportRules } from '../../src/firewall/render.ts';
import { missing } from '../support/firewall/namespace.ts';
import { row, SETTINGS } from '../support/firewall/sample.ts';
import { BICEP, withoutPowerShell } from '../support/lab/powershell.ts';

const ROWS = [
  row('download.microsoft.com', 443, {
    why: ['Payload; "quotes" & $(dollars) \\ `ticks` %s {braces} [brackets] \'single\' # hash ! bang ?'],
  }),
  row('download.microsoft.com', 80),
  row('configmgrbits.cdn.manage.microsoft.com'),
  row('*.manage.microsoft.com', 443, { hosts: ['sccm.manage.microsoft.com'] }),
  row('*manage.microsoft.us', 443, { hosts: ['manage.microsoft.us'] }),
  row('*.windowsupdate.microsoft.com', 80, { hosts: ['www.windowsupdate.microsoft.com'] }),
  row('windowsupdate.microsoft.com', 80),
  row('*-umwatsonc.events.data.microsoft.com', 443, { hosts: ['eu-umwatsonc.events.data.microsoft.com'], inspectionExempt: true }),
  row(`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example.com`),
  ...[10124, 10125, 10126, 10200].map((port) => row('gateway.contoso.cloudapp.azure.com', port, { scheme: 'tcp' })),
];

const run = (command: string, ...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
const said = (result: SpawnSyncReturns<string>) => `${result.stdout}${result.stderr}`;

function succeeded(t: Test, result: SpawnSyncReturns<string>): void {
  t.equal(result.status, 0, result.status === 0 ? 'accepted' : said(result));
}

/** A test that needs a program: without it a skip that names the package, or a failure where CI is set. */
function withProgram(program: string, debianPackage: string, body: (t: Test) => void | Promise<void>): void {
  const skip = missing({ [program]: debianPackage });
  void t.test(`${program} reads what is written for it`, { skip }, async (t) => body(t));
}

async function allow(name: DialectName, sources: readonly string[] = []): Promise<Export> {
  return exportRules(await dialectOf(name), ROWS, { ...SETTINGS, sources });
}

async function exempt(name: DialectName): Promise<Export> {
  const dialect = await dialectOf(name);
  if (typeof dialect.inspection === 'string') throw new Error(dialect.inspection);
  return exportInspection(dialect, dialect.inspection, ROWS, SETTINGS);
}

withProgram('squid', 'squid-openssl', async (t) => {
  for (const [name, text] of [
    ['allow', (await allow('squid')).text],
    ['allow from one source', (await allow('squid', ['192.0.2.10'])).text],
    ['twin', (await exempt('squid')).text],
  ] as const) {
    const dir = t.testdir({ 'squid.conf': `http_port 3128\n${text}http_access deny all\n` });
    const result = run('squid', '-k', 'parse', '-f', join(dir, 'squid.conf'));
    succeeded(t, result);
    t.notMatch(said(result), /WARNING|ERROR|FATAL/, name);
  }
});

/** The rule collections of the last resource of an ARM template. */
function collectionsOf(template: string): unknown {
  const { resources } = JSON.parse(template) as {
    readonly resources: readonly { readonly properties: { readonly ruleCollections: unknown } }[];
  };
  return resources.at(-1)?.properties.ruleCollections;
}

void t.test("Bicep's compiler makes of a Bicep file what the ARM template says", { skip: withoutPowerShell() }, async (t) => {
  const pairs = [
    [(await allow('azure-firewall-bicep', ['192.0.2.10'])).text, (await allow('azure-firewall', ['192.0.2.10'])).text],
    [(await exempt('azure-firewall-bicep')).text, (await exempt('azure-firewall')).text],
  ] as const;
  for (const [bicep, arm] of pairs) {
    const dir = t.testdir({ 'rules.bicep': bicep });
    const result = spawnSync(BICEP, ['build', join(dir, 'rules.bicep'), '--stdout'], {
      ...{ encoding: 'utf8', timeout: 120_000 },
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    });
    succeeded(t, result);
    t.same(
      result.stderr.split('\n').filter((line) => line !== '' && !line.includes('no-hardcoded-env-urls')),
      [],
      'no warning but that the names stand in the file',
    );
    t.same(collectionsOf(result.stdout), collectionsOf(arm));
  }
});

withProgram('nft', 'nftables', async (t) => {
  for (const sources of [[], ['192.0.2.10']]) {
    const dir = t.testdir({ 'rules.nft': (await allow('nftables', sources)).text });
    const result = run('unshare', '-rn', 'nft', '-c', '-f', join(dir, 'rules.nft'));
    succeeded(t, result);
    const twice = run(
      'unshare',
      '-rn',
      'sh',
      '-c',
      'nft -f "$0" && nft -f "$0" && nft list chain inet filter preflight',
      join(dir, 'rules.nft'),
    );
    succeeded(t, twice);
    t.equal(twice.stdout.match(/accept/g)?.length, sources.length === 0 ? 8 : 4, 'loaded twice, each rule stands once');
    const nftables = await dialectOf('nftables');
    writeFileSync(join(dir, 'removal.nft'), exportRemoval(nftables, nftables, ROWS, SETTINGS)?.text ?? '');
    const gone = run(
      'unshare',
      '-rn',
      'sh',
      '-c',
      'cd "$0" && nft -f rules.nft && nft -f removal.nft && nft -f removal.nft && nft list ruleset',
      dir,
    );
    succeeded(t, gone);
    t.equal(gone.stdout.replace(/\s+/g, ' ').trim(), 'table inet filter { }', 'removed twice, nothing is left');
  }
});

withProgram('dnsmasq', 'dnsmasq-base', async (t) => {
  const dir = t.testdir({ 'dnsmasq.conf': (await allow('dnsmasq-nftset')).text });
  const result = run('dnsmasq', '--test', `--conf-file=${join(dir, 'dnsmasq.conf')}`);
  succeeded(t, result);
});

withProgram('suricata', 'suricata', async (t) => {
  const aws = JSON.parse((await allow('aws-network-firewall-suricata')).text);
  const rules = aws.Resources.PreflightRules.Properties.RuleGroup.RulesSource.RulesString as string;
  for (const [name, text] of [
    ['suricata', (await allow('suricata')).text],
    ['suricata from one source', (await allow('suricata', ['192.0.2.10'])).text],
    ['aws', `${rules}\n`],
  ] as const) {
    const dir = t.testdir({});
    writeFileSync(join(dir, 'preflight.rules'), text);
    const result = run('suricata', '-T', '-S', join(dir, 'preflight.rules'), '-c', '/etc/suricata/suricata.yaml', '-l', dir);
    succeeded(t, result);
    t.notMatch(said(result), /^[EW]: /m, name);
  }
});

withProgram('bash', 'bash', async (t) => {
  for (const { text } of [await allow('check-point', ['192.0.2.10']), await exempt('check-point')]) {
    const dir = t.testdir({ 'rules.sh': text });
    t.equal(run('bash', '-n', join(dir, 'rules.sh')).status, 0);
    const echo = run(
      'bash',
      '-c',
      'cd "$1" && mgmt_cli() { for word in "$@"; do printf "[%s]" "$word"; done; echo; } && . ./rules.sh',
      'bash',
      dir,
    );
    succeeded(t, echo);
    t.notMatch(said(echo), /\$\(|`|mple\.\.\./, 'nothing was expanded, no host was cut');
  }
});
