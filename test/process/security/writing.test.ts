import { execFileSync } from 'node:child_process';
import { chmod, chown, lchown, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { writeFileSafely } from '../../../src/cli/streams/write-file.ts';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOBODY = 65534;
const notRoot = process.geteuid?.() !== 0 && 'not root';
const dir = await temporaryFolder('writing');
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

t.test('a new file is for its owner alone, at no moment for others; one of ours keeps its permissions', async (t) => {
  const file = join(dir, 'new.json');
  await writeFileSafely(file, 'one');
  t.equal(await modeOf(file), 0o600);
  await chmod(file, 0o640);
  await writeFileSafely(file, 'two');
  t.same([await modeOf(file), await readFile(file, 'utf8')], [0o640, 'two']);
  t.notMatch((await readdir(dir)).join(), /\.part/);
  const trace = join(dir, 'trace');
  execFileSync('strace', ['-f', '-o', trace, '-e', 'trace=openat,chmod,fchmod,fchmodat', process.execPath, '-e', script(join(dir, 'x'))], {
    env: {},
  });
  const lines = (await readFile(trace, 'utf8')).split('\n').filter((line) => line.includes('.part'));
  t.equal(lines.length, 1);
  t.match(lines[0], /O_CREAT\|O_EXCL\|O_NOFOLLOW.*0600\)/);
});

function script(path: string): string {
  return `import(${JSON.stringify(new URL('../../../src/cli/streams/write-file.js', import.meta.url).href)}).then((m) => m.writeFileSafely(${JSON.stringify(path)}, 'x'))`;
}

t.test("nobody else's link is followed", { skip: notRoot }, async (t) => {
  const victim = join(dir, 'victim');
  await writeFile(victim, 'untouched', { mode: 0o644 });
  const share = join(dir, 'share');
  await mkdir(share);
  const link = join(share, 'report.json');
  await symlink(victim, link);
  await lchown(link, NOBODY, NOBODY);
  await chown(share, NOBODY, NOBODY);
  await t.rejects(writeFileSafely(link, 'x'), { message: /the link .*report\.json belongs to another user \(uid 65534\)/ });
  const { code, stderr } = await program(['endpoints', '-o', link]);
  t.match([code, stderr], [4, /^error: .*report\.json: it could not be written: the link/]);
  // A folder on the way that is theirs.
  await mkdir(join(dir, 'inner'));
  await symlink(join(dir, 'inner'), join(share, 'sub'));
  await lchown(join(share, 'sub'), NOBODY, NOBODY);
  await t.rejects(writeFileSafely(join(share, 'sub/deep/x'), 'x'), { message: /the link .*sub belongs to another user/ });
  t.same(await readdir(join(dir, 'inner')), []);
  // Ours, into a folder where others may put another link in its place.
  await writeFile(join(share, 'theirs'), '');
  await symlink(join(share, 'theirs'), join(dir, 'ours'));
  await t.rejects(writeFileSafely(join(dir, 'ours'), 'x'), { message: /a link into a folder that is not safe/ });
  t.equal(await readFile(victim, 'utf8'), 'untouched');
  // Into their folder itself, by name: a file of our own, which they cannot read.
  await writeFileSafely(join(share, 'plain.json'), 'ours');
  t.equal(await modeOf(join(share, 'plain.json')), 0o600);
  await chown(join(share, 'theirs'), NOBODY, NOBODY);
  await chmod(join(share, 'theirs'), 0o666);
  await writeFileSafely(join(share, 'theirs'), 'ours');
  t.same([await modeOf(join(share, 'theirs')), (await stat(join(share, 'theirs'))).uid], [0o600, 0], 'nothing of their file is kept');
});

t.test('a link of ours stays one; pipes', { timeout: 30_000 }, async (t) => {
  const real = join(dir, 'real');
  await writeFile(real, '');
  await symlink('real', join(dir, 'link'));
  await writeFileSafely(join(dir, 'link'), 'through');
  t.same([(await lstat(join(dir, 'link'))).isSymbolicLink(), await readFile(real, 'utf8')], [true, 'through']);
  const fifo = join(dir, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const { code, stderr } = await program(['endpoints', '-o', fifo], { killAfterMs: 20_000 });
  t.match([code, stderr], [4, /nobody reads from this pipe/]);
  const read = await program(['endpoints', '-o', fifo, '--all', '--format', 'json'], { shell: `wc -c < ${fifo} & "$@"; wait` });
  t.ok(Number(read.stdout) > 100_000, `${read.stdout} more than a pipe holds`);
  if (notRoot === false) {
    await chown(fifo, NOBODY, NOBODY);
    const theirs = await program(['endpoints', '-o', fifo], { shell: `wc -c < ${fifo} & "$@"; code=$?; kill $!; exit $code` });
    t.match([theirs.code, theirs.stderr], [4, /it belongs to another user/]);
  }
  await rm(fifo);
});
