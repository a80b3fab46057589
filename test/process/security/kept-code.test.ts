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

async function program(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, TMPDIR: temporary };
  const { stdout, stderr } = await run(process.execPath, [join(app, 'build/src/cli/bin.cjs'), ...args], { env, cwd: dir });
  t.equal(stderr, '');
  return stdout;
}

/** The files that are kept, with what changes when one is written anew. */
function files(): Readonly<Record<string, number>> {
  return Object.fromEntries(readdirSync(kept).map((name) => [name, lstatSync(join(kept, name)).ino]));
}

t.test('what V8 made of the program is kept for each command, in a folder of its user alone', async (t) => {
  await program('--version');
  await program('explain', '--help');
  t.same(existsSync(kept) ? files() : {}, {}, 'what loads next to nothing is not worth keeping');
  const said = await program('explain', 'tls.expired');
  const first = files();
  const names = Object.keys(first);
  t.equal(names.length, 1, 'one file, however many were loaded');
  for (const name of names) t.match(name, new RegExp(`^${process.version}-${process.arch}-[0-9a-f]+-explain$`));
  for (const [path, mode] of [[kept, 0o700], ...names.map((name) => [join(kept, name), 0o600] as const)] as const)
    t.equal(lstatSync(path).mode & 0o777, mode);
  t.equal(await program('explain', 'tls.expired'), said);
  t.same(files(), first, 'it is taken as it is');
  t.same(readdirSync(temporary), [], 'nothing is kept where others can write');
});

t.test('a damaged file is not taken, and written again', async (t) => {
  const said = await program('explain', 'tls.expired');
  const before = files();
  const name = Object.keys(before).find((one) => one.endsWith('-explain')) ?? '';
  const bytes = readFileSync(join(kept, name));
  bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
  writeFileSync(join(kept, name), bytes);
  t.equal(await program('explain', 'tls.expired'), said);
  const after = files();
  t.not(after[name], before[name]);
  t.same({ ...after, [name]: 0 }, { ...before, [name]: 0 });
});

t.test('what another run of the command loads besides is added', async (t) => {
  await program('explain', 'tls.expired');
  const before = files();
  const said = await program('explain', 'tls.expired', '--format', 'json');
  const after = files();
  t.same(Object.keys(after), Object.keys(before));
  t.equal(await program('explain', 'tls.expired', '--format', 'json'), said);
  await program('explain', 'tls.expired');
  t.same(files(), after, 'and what was there before is still taken');
});

t.test('nothing is kept where somebody else could have put code', async (t) => {
  rmSync(kept, { recursive: true });
  mkdirSync(kept);
  chmodSync(kept, 0o770);
  await program('endpoints');
  t.same(readdirSync(kept), [], 'a folder that its group may write to');
  rmSync(kept, { recursive: true });
  symlinkSync(temporary, kept);
  await program('endpoints');
  t.same(readdirSync(temporary), [], 'a link');
  rmSync(kept);
  chmodSync(app, 0o777);
  await program('endpoints');
  t.notOk(existsSync(kept), 'a program that others may add files to');
  chmodSync(app, 0o755);
});

t.test('nor is what belongs to another user', { skip: process.getuid?.() !== 0 && 'needs root' }, async (t) => {
  mkdirSync(kept, { mode: 0o700 });
  await run('chown', ['65534', kept]);
  await program('endpoints');
  t.same(readdirSync(kept), [], 'the folder belongs to another user');
  rmSync(kept, { recursive: true });
  await run('chown', ['65534', app]);
  await program('endpoints');
  t.notOk(existsSync(kept), 'so does the program');
});
