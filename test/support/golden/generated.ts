import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Constellation } from '../../../src/account-plan/constellation.ts';
import { type PlanFormat, renderPlan } from '../../../src/account-plan/render.ts';
import { SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import { factsSchema } from '../../../src/checks/facts-schema.ts';
import { allCommands } from '../../../src/cli/manual/all-commands.ts';
import { manPage } from '../../../src/cli/manual/man-page.ts';
import { packageRoot, packageVersion } from '../../../src/files/package-root.ts';
import { PARSED_FILE, sha256Of } from '../../../src/files/shipped.ts';
import { FINGERPRINT_FILES } from '../../../src/fingerprints/rules.ts';
import { catalogSchema } from '../../../src/model/catalog/catalog.ts';
import { FORMAT_MODULES, FORMAT_NAMES } from '../../../src/report/formats/index.ts';
import { parseReport } from '../../../src/report/parse.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import { sampleReport } from '../report/sample.ts';
import { causesPage } from './causes.ts';
import { between } from './firewall.ts';
import { OUTPUT_SCHEMAS, type SchemaHead } from './output-schemas.ts';

const CORP = { siteServers: ['cm01.corp.example'], siteSystem: 'scp1.corp.example' } as const;
/** One of each kind of trust, of account, of log-on at the proxy, and of format. */
const PLANS: readonly (readonly [string, PlanFormat, Constellation])[] = [
  ['accounts-plan-computer.txt', 'text', { ...CORP, trust: 'same-domain', proxy: { kind: 'computer' } }],
  ['accounts-plan-computer.ps1', 'powershell', { ...CORP, trust: 'same-domain', proxy: { kind: 'computer' } }],
  [
    'accounts-plan-trusted.txt',
    'text',
    { siteServers: ['cm01.corp.example', 'cm02.corp.example'], siteSystem: 'scp1.dmz.example', trust: 'trusted-forest' },
  ],
  [
    'accounts-plan-same-forest.txt',
    'text',
    { siteServers: ['cm01.corp.example'], siteSystem: 'scp1.child.corp.example', trust: 'same-forest' },
  ],
  [
    'accounts-plan-one-way.ps1',
    'powershell',
    { siteServers: ['cm01.corp.example'], siteSystem: 'scp1.dmz.example', trust: 'one-way-trust' },
  ],
  ['accounts-plan-workgroup.txt', 'text', { siteServers: ['cm01.corp.example'], siteSystem: 'scp1.dmz.example', trust: 'workgroup' }],
  ...(['text', 'powershell'] as const).map(
    (format) =>
      [
        `accounts-plan-untrusted.${format === 'text' ? 'txt' : 'ps1'}`,
        format,
        {
          siteServers: ['cm01.corp.example'],
          siteSystem: 'scp1.dmz.example',
          trust: 'untrusted-forest',
          installationAccount: "dmz.example\\svc-o'neill",
          proxy: { kind: 'account', account: 'svc-proxy@dmz.example' },
        },
      ] as const,
  ),
];

const FORMATS_PAGE = 'docs/reports.md';

export const SAMPLE = 'reports/sample/report.json';

/** Path → content of every file that is made from the code; a test compares them with what is there. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>([
    ['docs/causes.md', causesPage()],
    ...PLANS.map(([name, format, plan]) => [`reports/sample/${name}`, renderPlan(plan, format)] as const),
    ['docs/configmgr-preflight.1', manPage(await allCommands(), packageVersion())],
    ['endpoints/catalog.schema.json', schemaText(catalogSchema, CATALOG)],
    [PARSED_FILE, await parsedText()],
    ['reports/facts.schema.json', schemaText(factsSchema(), FACTS)],
    ...OUTPUT_SCHEMAS.map(([path, schema, head]) => [path, schemaText(schema, head, 'output')] as const),
  ]);
  const sample = String(await (await FORMAT_MODULES.json()).render(sampleReport(), { width: 100, color: false, verbose: false }));
  files.set(SAMPLE, sample);
  // Read back as a user's saved report would be: what is rendered went through the door.
  const report = parseReport(sample, SAMPLE);
  const rows = ['| format | what it is | file |', '| --- | --- | --- |'];
  for (const name of FORMAT_NAMES) {
    const format = await FORMAT_MODULES[name]();
    const rendered = await format.render(report, { width: 100, color: false, verbose: false });
    // Archives hold the time of their making; their content is tested by reading it back.
    rows.push(`| \`${name}\` | ${format.title} | ${(format.extensions ?? [format.extension]).map((one) => `\`.${one}\``).join(', ')} |`);
    if (typeof rendered === 'string' && name !== 'json') files.set(`reports/sample/report.${name}.${format.extension}`, rendered);
  }
  files.set(FORMATS_PAGE, between(FORMATS_PAGE, await readFile(join(packageRoot(), FORMATS_PAGE), 'utf8'), 'formats', rows.join('\n')));
  return files;
}

/** What the YAML library makes of the shipped files, so that the program need not do it at each start. */
async function parsedText(): Promise<string> {
  const folder = join(packageRoot(), 'endpoints');
  const names = [
    ...SHIPPED_CATALOGS.map((name) => `${name}.yaml`),
    ...FINGERPRINT_FILES.map((name) => join('fingerprints', `${name}.yaml`)),
  ];
  const entries = names.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8');
    return `${JSON.stringify(sha256Of(text))}:${JSON.stringify(readYaml(text, name).value)}`;
  });
  return `{\n${(await Promise.all(entries)).join(',\n')}\n}\n`;
}

const CATALOG = {
  name: 'catalog',
  title: 'Catalog',
  description:
    'A catalog of endpoints for configmgr-preflight (--catalog FILE): which hosts and ports are needed, by what, and where that is documented.',
};
const FACTS = {
  name: 'facts-line',
  title: 'FactsLine',
  description:
    'One line of the facts that configmgr-preflight --save-facts writes: what was asked for, then each question with its answer, unjudged.',
};

/** Titles become names of types where types are made of a schema. The address is a name, nothing is fetched from it. */
function schemaText(schema: z.ZodType, { name, title, description }: SchemaHead, io: 'input' | 'output' = 'input'): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  return `${JSON.stringify({ $schema, $id: `urn:configmgr-preflight:schema:${name}:1`, title, description, ...rest }, null, 2)}\n`;
}
