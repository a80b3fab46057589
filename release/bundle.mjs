import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Where the command line lies in the package, from its root: the same as unbundled, so that nothing else has to know. */
const PROGRAM = 'build/src/cli';
/** What the program reads from its package. */
const DATA = ['endpoints', 'scripts', 'reports/report.schema.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md'];

/**
 * The program with its packages in few files, and its data, into `folder`, which is made anew. Dynamic imports stay so (splitting): a command loads what it needs.
 * Resolves to what was bundled: package names with their folders. `build/` must be up to date.
 */
export async function bundle(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  const program = join(folder, PROGRAM);
  mkdirSync(program, { recursive: true });
  const common = {
    outdir: program,
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Optional, and built on the machine that has it.
    external: ['kerberos'],
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: { js: "import { createRequire as __require } from 'node:module'; const require = __require(import.meta.url);" },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  const entryPoints = { main: join(root, PROGRAM, 'main.js'), index: join(root, 'build/src/index.js') };
  const whole = await build({ ...common, entryPoints, splitting: true, minify: true, keepNames: true });
  // Functions of this one are handed to the PAC script's machine as their text: nothing in it may be renamed.
  const thread = await build({ ...common, entryPoints: { worker: join(root, 'build/src/network/pac/worker.js') } });
  copyFileSync(join(root, PROGRAM, 'bin.cjs'), join(program, 'bin.cjs'));
  copyFileSync(join(root, 'build/src/network/dns/system/lookup-child.cjs'), join(program, 'lookup-child.cjs'));
  const wasm = createRequire(join(root, 'package.json')).resolve('quickjs-wasi');
  copyFileSync(join(dirname(wasm), '../quickjs.wasm'), join(program, 'quickjs.wasm'));
  for (const path of DATA) cpSync(join(root, path), join(folder, path), { recursive: true });
  return packagesIn(root, [...Object.keys(whole.metafile.inputs), ...Object.keys(thread.metafile.inputs)]);
}

/** The packages whose code is in the bundle: name, version, licence and folder, sorted. */
function packagesIn(root, inputs) {
  const folders = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...folders]
    .map((path) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
      return { name, version, license, folder: join(root, path) };
    })
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
