import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';

const run = promisify(execFile);
const dir = t.testdir({});
const temporary = join(dir, 'tmp');
const app = join(dir, 'app');
const kept = join(app, 'compiled');
cpSync(join(packageRoot(), 'dist/app'), app, { recursive: true });
rmSync(kept, { recursive: true, force: true });
mkdirSync(temporary);
// Node 20 has no such function; what it is asked for is the same on every Node.
const spy = join(dir, 'spy.cjs');
const said = join(dir, 'said');
writeFileSync(
  spy,
  `require('node:module').enableCompileCache = (folder) => require('node:fs').writeFileSync(${JSON.stringify(said)}, String(folder));\n`,
);

/** In which folder a run asks Node to keep compiled code; undefined: it does not. */
async function asked(...args: readonly string[]): Promise<string | undefined> {
  rmSync(said, { force: true });
  const env = { PATH: process.env.PATH, TMPDIR: temporary, NODE_OPTIONS: `--require ${spy}` };
  await run(process.execPath, [join(app, 'build/src/cli/bin.cjs'), ...args], { env, cwd: dir });
  return existsSync(said) ? readFileSync(said, 'utf8') : undefined;
}

t.test('compiled code is kept in a folder of the program that is of its user alone', async (t) => {
  for (const args of [['explain', 'tls.expired'], ['endpoints']]) t.equal(await asked(...args), kept);
  t.equal(lstatSync(kept).mode & 0o777, 0o700);
  t.equal(await asked('--version'), undefined, 'which loads nothing');
  t.same(readdirSync(temporary), [], 'none is kept where others can write');
});

t.test('none is where somebody else could have put code', async (t) => {
  chmodSync(kept, 0o770);
  t.equal(await asked('endpoints'), undefined, 'a folder that its group may write to');
  rmSync(kept, { recursive: true });
  symlinkSync(temporary, kept);
  t.equal(await asked('endpoints'), undefined, 'a link');
  rmSync(kept);
  chmodSync(app, 0o777);
  t.equal(await asked('endpoints'), undefined, 'a program that others may add files to');
  t.notOk(existsSync(kept));
  chmodSync(app, 0o755);
});

t.test('none is of another user', { skip: process.getuid?.() !== 0 && 'needs root' }, async (t) => {
  mkdirSync(kept, { mode: 0o700 });
  await run('chown', ['65534', kept]);
  t.equal(await asked('endpoints'), undefined, 'the folder belongs to another user');
  rmSync(kept, { recursive: true });
  await run('chown', ['65534', app]);
  t.equal(await asked('endpoints'), undefined, 'so does the program');
  t.notOk(existsSync(kept));
});
