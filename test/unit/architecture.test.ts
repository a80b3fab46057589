import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';

const run = promisify(execFile);
const ROOT = packageRoot();

interface Rings {
  readonly RINGS: readonly Readonly<Record<string, unknown>>[];
  readonly purePattern: () => string;
}
const { RINGS, purePattern } = (await import(join(ROOT, 'architecture.rings.mjs'))) as Rings;

/** A file that nobody should write, what it imports (below src, or of Node), and the rule that refuses it. */
const PLANTS: readonly (readonly [file: string, imports: string, rule: string])[] = [
  ['text/planted-causes', 'causes/index', 'ring-of-text'],
  ['text/planted-model', 'model/finding', 'ring-of-text'],
  ['model/planted-causes', 'causes/index', 'ring-of-model'],
  ['model/planted-text', 'text/escape', 'ring-of-model'],
  ['files/planted-yaml', 'yaml/document', 'ring-of-files'],
  ['yaml/planted-files', 'files/read-capped', 'ring-of-yaml'],
  ['account-plan/planted-model', 'model/finding', 'ring-of-account-plan'],
  ['facts/planted-network', 'network/tcp', 'ring-of-facts'],
  ['causes/planted-catalog', 'catalog/parse', 'ring-of-causes'],
  ['causes/planted-report', 'report/build', 'ring-of-causes'],
  ['causes/layers/planted-network', 'network/tcp', 'ring-of-causes'],
  ['catalog/planted-report', 'report/build', 'ring-of-catalog'],
  ['catalog/list/planted-fingerprints', 'fingerprints/rules', 'ring-of-catalog'],
  ['fingerprints/planted-catalog', 'catalog/parse', 'ring-of-fingerprints'],
  ['firewall/planted-catalog', 'catalog/select', 'ring-of-firewall'],
  ['firewall/products/squid/planted-report', 'report/build', 'ring-of-firewall'],
  ['logs/planted-settings', 'settings/settings', 'ring-of-logs'],
  ['logs/planted-firewall', 'firewall/render', 'ring-of-logs'],
  ['report/planted-firewall', 'firewall/render', 'ring-of-report'],
  ['report/formats/planted-catalog', 'catalog/select', 'ring-of-report'],
  ['report/view/planted-settings', 'settings/settings', 'ring-of-report'],
  ['settings/planted-network', 'network/tcp', 'ring-of-settings'],
  ['network/planted-finding', 'model/finding', 'ring-of-network'],
  ['network/planted-causes', 'causes/index', 'ring-of-network'],
  ['network/route/planted-settings', 'settings/settings', 'ring-of-network'],
  ['checks/planted-preflight', 'preflight/inputs', 'ring-of-checks'],
  ['checks/account/planted-port', 'checks/port/plan', 'islands-of-checks'],
  ['checks/endpoint/verdict/planted-proof', 'checks/endpoint/proof/index', 'inner-ring-of-verdict'],
  ['checks/endpoint/verdict/planted-findings', 'checks/endpoint/findings/judge', 'inner-ring-of-verdict'],
  ['checks/endpoint/proof/planted-findings', 'checks/endpoint/findings/judge', 'inner-ring-of-proof'],
  ['preflight/planted-cli', 'cli/main', 'ring-of-preflight'],
  ['misc/planted', 'model/finding', 'every-file-in-a-ring'],
  ['cli/planted-face', 'index', 'face-is-imported-by-nobody'],
  ['cli/planted-other-face', 'index', 'ring-of-cli'],
  ['cli/planted-test', '../test/planted', 'src-never-imports-test'],
  ['report/planted-node', 'node:fs', 'pure-has-no-node'],
  ['settings/planted-node', 'node:process', 'pure-has-no-node'],
  ['checks/port/judge/planted-node', 'node:net', 'pure-has-no-node'],
  ['checks/port/judge/planted-network', 'network/tcp', 'pure-has-no-io'],
  ['settings/planted-files', 'files/package-root', 'pure-has-no-io'],
  ['logs/planted-self', 'logs/planted-self', 'no-cycles'],
];
/** Two files that lean on each other, by types alone. A cycle is told once, of either. */
const CYCLE = ['report/planted-one', 'report/planted-other'] as const;

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** One run of the project's own rules over a copy of the sources. */
async function violations(folder: string): Promise<readonly Violation[]> {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'];
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(process.execPath, args, options).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  return (JSON.parse(stdout) as { readonly summary: { readonly violations: readonly Violation[] } }).summary.violations;
}

t.test('each planted violation is refused, and nothing else', { timeout: 60_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-rings-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
  for (const file of ['.dependency-cruiser.mjs', 'architecture.rings.mjs', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const cycle = [CYCLE, [...CYCLE].reverse()].map(([file = '', imports = '']) => [file, imports] as const);
  for (const [file, imports] of [...PLANTS, ...cycle]) {
    const path = join('src', `${file}.ts`);
    const specifier = imports.startsWith('node:') ? imports : relative(dirname(path), `src/${imports}.ts`).replace(/^(?!\.)/, './');
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    // A type leans on the other part as well.
    writeFileSync(join(folder, path), `import type * as planted from '${specifier}';\nexport type Planted = typeof planted;\n`);
  }
  mkdirSync(join(folder, 'test'));
  writeFileSync(join(folder, 'test/planted.ts'), 'export const planted = 1;\n');
  const found = await violations(folder);
  for (const [file, imports, rule] of PLANTS)
    t.ok(
      found.some((one) => one.from === `src/${file}.ts` && one.rule.name === rule),
      `${file} → ${imports}`,
    );
  const inCycle = new Set(CYCLE.map((file) => `src/${file}.ts`));
  t.ok(
    found.some((one) => one.rule.name === 'no-cycles' && inCycle.has(one.from)),
    CYCLE.join(' ↔ '),
  );
  const planted = new Set([...PLANTS.map(([file]) => `src/${file}.ts`), ...inCycle]);
  t.strictSame(
    found.filter(({ from, rule }) => !planted.has(from) && rule.name !== 'no-cycles').map(({ from, rule }) => `${rule.name} ${from}`),
    [],
  );
});

t.test('every rule has a violation that is planted', async (t) => {
  const { default: rules } = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
    readonly default: { readonly forbidden: readonly { readonly name: string }[] };
  };
  const planted = new Set(PLANTS.map(([, , rule]) => rule));
  t.strictSame(
    rules.forbidden.map(({ name }) => name).filter((name) => !planted.has(name)),
    [],
    'each of these needs a row in PLANTS',
  );
});

t.test('every folder of src stands in the table', async (t) => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.c?ts$/.test(file));
  const folders = new Set(files.filter((file) => dirname(file) !== '.').map((file) => file.split(sep)[0]));
  t.strictSame([...folders].sort(), RINGS.flatMap((ring) => Object.keys(ring)).sort());
});

t.test('what is checked without the types of Node is what the table calls pure', { timeout: 60_000 }, async (t) => {
  const tsc = join(ROOT, 'node_modules/typescript/lib/tsc.js');
  const { stdout } = await run(process.execPath, [tsc, '-p', 'src/tsconfig.pure.json', '--listFilesOnly'], { cwd: ROOT });
  const listed = stdout
    .split('\n')
    .map((file) => relative(ROOT, file.trim()).replaceAll('\\', '/'))
    .filter((file) => file.startsWith('src/') && !file.endsWith('.d.ts'));
  const pure = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && new RegExp(purePattern()).test(file));
  t.strictSame([...listed].sort(), pure.sort());
});
