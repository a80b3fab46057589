import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { rolldown } from 'rolldown';
import { slim } from './slim.mjs';
import { withoutCustomSections } from './wasm.mjs';

/** Where the command line lies in the package, from its root: the same as unbundled, so that nothing else has to know. */
const PROGRAM = 'build/src/cli';
/** What the program reads from its package, and what is there to be read by people. */
const SCHEMAS = ['report', 'ndjson-line', 'comparison', 'matrix'].map((name) => `reports/${name}.schema.json`);
const DATA = ['endpoints', 'scripts', ...SCHEMAS];
const PARSED_FILE = 'endpoints/shipped.parsed.json';
const FINGERPRINTS = 'endpoints/fingerprints';
/** What every command needs to say its help, and what a check of one endpoint loads beside it: one file each, since a server with a virus scanner opens files slowly. */
const START = ['cli/main.js', 'cli/commands/check.js'];
const RUN = [
  'cli/read-settings.js',
  'cli/run-check.js',
  'network/route/direct.js',
  'report/formats/json.js',
  'report/formats/table/index.js',
];

/** What only a catalog or a configuration of one's own needs. */
const YAML = [/[\\/]node_modules[\\/]yaml[\\/]/, /[\\/]src[\\/]catalog[\\/]parse\.js$/, /[\\/]src[\\/]yaml[\\/](?:document|limits)\.js$/];

/** What calls functions of Windows, in processes of their own. */
const HELPERS = ['sspi/sspi-child.js', 'windows/functions/functions-child.js'];

/**
 * The program with its packages in few files, and its data, into `folder`, which is made anew. Dynamic imports stay so (splitting): a command loads what it needs.
 * Resolves to what was bundled: package names with their folders. `build/` must be up to date. `isSingle`: for the single-file executable, whose file system knows no ES modules on
 * Windows (Node.js 26). The program is CommonJS anyway: of ES modules V8's code cannot be kept (`cli/kept-code.cts`).
 */
export async function bundle(root, folder, { isSingle = false } = {}) {
  const format = isSingle ? 'cjs' : 'esm';
  rmSync(folder, { recursive: true, force: true });
  const program = join(folder, PROGRAM);
  mkdirSync(program, { recursive: true });
  const modules = [...(await bundleProgram(root, program, isSingle ? 'js' : 'cjs')), ...(await bundleThread(root, program))];
  for (const helper of HELPERS) await bundleHelper(root, program, helper, format);
  writeFileSync(join(program, 'bin.cjs'), entry(join(root, PROGRAM)), { mode: 0o755 });
  if (!isSingle) writeLibrary(program);
  for (const child of ['dns/system/lookup-child.cjs', 'ticket/token-child.cjs'])
    copyFileSync(join(root, 'build/src/network', child), join(program, basename(child)));
  const engine = createRequire(join(root, 'package.json')).resolve('quickjs-wasi');
  const machine = withoutCustomSections(readFileSync(join(dirname(engine), '../quickjs.wasm')));
  writeFileSync(join(program, 'quickjs.wasm.br'), brotliCompressSync(machine, { params: { [constants.BROTLI_PARAM_LGWIN]: 22 } }));
  await copyData(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, version, license, type: format === 'esm' ? 'module' : 'commonjs', private: true })}\n`,
  );
  return packagesIn(root, modules);
}

/** What is started: both of its files in one, since a server with a virus scanner opens files slowly. */
function entry(folder) {
  const [bin, kept] = ['bin.cjs', 'kept-code.cjs'].map((name) => readFileSync(join(folder, name), 'utf8'));
  const call = "require('./kept-code.cjs')";
  if (bin.split(call).length !== 2) throw new Error(`bin.cjs does not call ${call} once`);
  return bin.replace(call, () => `((module) => {\n${kept}\nreturn module.exports;\n})({ exports: {} })`);
}

/** The face of the library as a module, whose names editors and Node see. */
function writeLibrary(program) {
  const names = Object.keys(createRequire(join(program, 'index.js'))('./index.cjs')).sort();
  writeFileSync(join(program, 'index.js'), `import library from './index.cjs';\nexport const { ${names.join(', ')} } = library;\n`);
}

async function bundleProgram(root, program, extension) {
  const source = join(root, 'build/src');
  const among = (names) => {
    const paths = new Set(names.map((name) => join(source, name)));
    return (id) => paths.has(id);
  };
  const input = { main: join(source, 'cli/main.js'), index: join(source, 'index.js') };
  return write(
    root,
    program,
    { input, preserveEntrySignatures: 'allow-extension' },
    {
      format: 'cjs',
      // In code that V8 kept, Node 20 does not know who imports.
      dynamicImportInCjs: false,
      minify: true,
      // Names of errors reach texts and facts.
      keepNames: true,
      entryFileNames: `[name].${extension}`,
      chunkFileNames: `[name]-[hash].${extension}`,
      codeSplitting: {
        groups: [
          { name: 'start', test: among(START), priority: 2 },
          { name: 'run', test: among(RUN), priority: 1 },
          { name: 'yaml', test: (id) => YAML.some((pattern) => pattern.test(id)), priority: 0 },
        ],
      },
    },
  );
}

/** A process of its own, in one file. */
function bundleHelper(root, program, path, format) {
  const input = { [basename(path, '.js')]: join(root, 'build/src/network', path) };
  return write(root, program, { input }, { format, minify: true, entryFileNames: '[name].js', codeSplitting: false });
}

/** Functions of this one are handed to the PAC script's machine as their text: nothing in it may be renamed. */
function bundleThread(root, program) {
  const input = { worker: join(root, 'build/src/network/pac/worker.js') };
  return write(
    root,
    program,
    { input },
    { format: 'esm', minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } }, codeSplitting: false },
  );
}

async function write(root, dir, inputs, outputs) {
  // Optional, and built on the machine that has it.
  const build = await rolldown({
    cwd: root,
    platform: 'node',
    external: ['kerberos'],
    plugins: [slim(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)],
    checks: { ineffectiveDynamicImport: false },
    ...inputs,
  });
  const { output } = await build.write({ dir, comments: { legal: false }, ...outputs });
  await build.close();
  for (const { type, fileName } of output) if (type === 'chunk') toAscii(join(dir, fileName));
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []));
}

/** A text of ASCII takes V8 half of the memory, and a fifth of the time to read. In strings, templates and expressions an escape says the same; in `String.raw` it does not. */
function toAscii(path) {
  const code = readFileSync(path, 'utf8');
  const others = /[^\0-\x7f]/g;
  if (!others.test(code)) return;
  if (/\.raw`[^`]*[^\0-\x7f`]/.test(code)) throw new Error(`${path}: a raw template with a character that is not ASCII`);
  writeFileSync(
    path,
    code.replace(others, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** Fingerprints as they were read when the program was built: nobody edits them in a release. Catalogs stay files, to be read and copied. */
async function copyData(root, folder) {
  for (const path of DATA) cpSync(join(root, path), join(folder, path), { recursive: true });
  const parsed = JSON.parse(readFileSync(join(folder, PARSED_FILE), 'utf8'));
  for (const name of readdirSync(join(folder, FINGERPRINTS))) {
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, FINGERPRINTS, name)))
      .digest('hex');
    if (parsed[digest] === undefined) throw new Error(`${FINGERPRINTS}/${name} was changed after it was parsed: npm run golden`);
    delete parsed[digest];
  }
  const { loadFingerprints } = await import(pathToFileURL(join(root, 'build/src/fingerprints/load.js')).href);
  parsed.fingerprints = await loadFingerprints();
  rmSync(join(folder, FINGERPRINTS), { recursive: true });
  writeFileSync(join(folder, PARSED_FILE), `${JSON.stringify(parsed)}\n`);
}

/** The packages whose code is in the bundle: name, version, licence and folder, sorted. */
function packagesIn(root, modules) {
  const folders = new Set(
    modules.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(relative(root, path).replaceAll('\\', '/'))?.[0] ?? []),
  );
  return [...folders]
    .map((path) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
      return { name, version, license, folder: join(root, path) };
    })
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
