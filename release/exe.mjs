import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { bundle } from './bundle.mjs';
import { filesIn } from './zip.mjs';

const [ENGLISH, UNICODE] = [0x409, 1200];

/**
 * The program with `node.exe` as one executable at `out`: Node's own (`builder --build-sea`, which must be of the same version) makes it. It is nobody's who signed
 * node.exe any more: the signature is removed and the version resource is ours. The same inputs make the same bytes.
 */
export async function executable({ root, node, builder, out, version }) {
  const folder = mkdtempSync(join(tmpdir(), 'configmgr-preflight-exe-'));
  try {
    writeFileSync(join(folder, 'node.exe'), withVersion(readFileSync(node), version));
    copyFileSync(join(root, 'release/files/exe-main.cjs'), join(folder, 'main.cjs'));
    const app = join(folder, 'app');
    await bundle(root, app, { isSingle: true });
    const bin = join(app, 'build/src/cli/bin.cjs');
    writeFileSync(bin, readFileSync(bin, 'utf8').replace("import('./main.js')", "Promise.resolve().then(() => require('./main.js'))"));
    const config = {
      // By its bare name, as it stands in the executable.
      main: 'main.cjs',
      output: resolve(out),
      executable: 'node.exe',
      useVfs: true,
      disableExperimentalSEAWarning: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // What NODE_OPTIONS of the machine could load stays out.
      execArgvExtension: 'none',
      assets: Object.fromEntries(filesIn(app).map((path) => [path, join(app, path)])),
    };
    writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
    execFileSync(resolve(builder), ['--build-sea', 'sea.json'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: {} });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Explorer and endpoint protection show of a file: it is not Node.js. */
function withVersion(bytes, version) {
  const file = NtExecutable.from(bytes, { ignoreCert: true });
  const resources = NtExecutableResource.from(file);
  const [info] = Resource.VersionInfo.fromEntries(resources.entries);
  const [major, minor, patch] = version.split('.').map(Number);
  info.setFileVersion(major, minor, patch, 0, ENGLISH);
  info.setProductVersion(major, minor, patch, 0, ENGLISH);
  info.setStringValues(
    { lang: ENGLISH, codepage: UNICODE },
    {
      CompanyName: 'configmgr-preflight',
      FileDescription: 'Preflight of the Configuration Manager service connection point',
      InternalName: 'configmgr-preflight',
      LegalCopyright: 'MIT; Node.js: see its licence',
      OriginalFilename: 'configmgr-preflight.exe',
      ProductName: 'configmgr-preflight',
      FileVersion: version,
      ProductVersion: version,
    },
  );
  info.outputToResourceEntries(resources.entries);
  resources.outputResource(file);
  return Buffer.from(file.generate());
}
