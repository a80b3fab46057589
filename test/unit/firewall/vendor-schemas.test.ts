import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import t from 'tap';
import { dialectOf } from '../../../src/firewall/products/index.ts';
import { exportInspection, exportRules } from '../../../src/firewall/render.ts';
import { templateFaults } from '../../support/firewall/cloudformation.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';
import { skipWithout } from '../../support/suite/extent.ts';

/** Without its types: they bring those of the browser, which replace Node's in the whole program. */
const { parse }: { readonly parse: (filename: string, contents: string) => Promise<unknown> } = createRequire(import.meta.url)(
  '@cdktn/hcl2json',
);

const ROWS = [
  row(`download.example.com`, 443, { why: [`"quotes" $ $\{dollars} %{percent} \\ <tag> | # /* */ 漢字 \u202e`] }),
  row('download.example.com', 80, { scheme: 'http' }),
  row('*.manage.example.com', 8443, { inspectionExempt: true }),
  row('*-inside.manage.example.com', 443, { inspectionExempt: true }),
  row('*shop.example.com', 80, { scheme: 'http' }),
  row('sql.example.com', 1433, { scheme: 'tcp' }),
];
const SOURCES = [[], ['192.0.2.10', '192.0.2.11']] as const;

async function rules(name: 'aws-network-firewall' | 'aws-network-firewall-suricata' | 'terraform-azurerm'): Promise<readonly string[]> {
  const dialect = await dialectOf(name);
  return SOURCES.map((sources) => exportRules(dialect, ROWS, { ...SETTINGS, sources }).text);
}

t.test("AWS's specification of resources takes the templates", async (t) => {
  for (const name of ['aws-network-firewall', 'aws-network-firewall-suricata'] as const) {
    for (const text of await rules(name)) {
      t.same(templateFaults(JSON.parse(text)), [], name);
      for (const [right, wrong] of [
        ['"Capacity"', '"Capacities"'],
        ['"STATEFUL"', '"STATEFULL"'],
        ['"RulesSource"', '"RuleSource"'],
        ['AWS::NetworkFirewall::RuleGroup', 'AWS::NetworkFirewall::Rules'],
      ] as const)
        t.not(templateFaults(JSON.parse(text.replaceAll(right, wrong))).length, 0, `${wrong} is noticed`);
    }
  }
});

t.test('cfn-lint finds nothing in them', { skip: skipWithout('cfn-lint') }, async (t) => {
  const dir = t.testdir({});
  const files: string[] = [];
  for (const name of ['aws-network-firewall', 'aws-network-firewall-suricata'] as const) {
    for (const [index, text] of (await rules(name)).entries()) {
      files.push(join(dir, `${name}-${index}.json`));
      writeFileSync(files.at(-1) ?? '', text);
    }
  }
  const { status, stdout, stderr } = spawnSync('cfn-lint', files, { encoding: 'utf8', timeout: 240_000 });
  t.same([status, stdout], [0, ''], stderr.slice(0, 1000));
});

interface Rule {
  readonly description: string;
  readonly destination_fqdns: readonly string[];
}

t.test("HashiCorp's own parser takes the Terraform file, and reads what was meant", async (t) => {
  for (const text of await rules('terraform-azurerm')) {
    const { resource } = (await parse('rules.tf', text)) as {
      readonly resource: { readonly azurerm_firewall_policy_rule_collection_group: Readonly<Record<string, readonly [unknown]>> };
    };
    const [[group] = []] = Object.values(resource.azurerm_firewall_policy_rule_collection_group);
    const { application_rule_collection: applications, network_rule_collection: networks } = group as Readonly<
      Record<string, readonly { readonly rule: readonly Rule[] }[]>
    >;
    const names = [...(applications ?? []), ...(networks ?? [])].flatMap(({ rule }) => rule.flatMap((one) => one.destination_fqdns));
    for (const host of ['download.example.com', '*.manage.example.com', 'sql.example.com']) t.ok(names.includes(host), host);
    const texts = JSON.stringify(applications);
    t.match(texts, /quotes/);
    t.notMatch(texts.replaceAll(/"\$\{var\.\w+\}"/g, ''), /(?<!\$)\$\{|(?<!%)%\{/, 'no text is a template');
  }
  const dialect = await dialectOf('terraform-azurerm');
  if (typeof dialect.inspection === 'string') throw new Error(dialect.inspection);
  await t.resolves(parse('twin.tf', exportInspection(dialect, dialect.inspection, ROWS, SETTINGS).text));
  await t.rejects(parse('broken.tf', 'resource "a" "b" {\n  name = "x\n}\n'), 'a broken one is noticed');
});
