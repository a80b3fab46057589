import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import t from 'tap';
import { packageRoot } from '../src/files/package-root.ts';
import { leftOutFor, programsNotHere } from './support/suite/left-out.ts';
import { planOf, TOGETHER } from './support/suite/plan.ts';

/** That nothing hangs: the longest file takes six minutes on an idle machine. */
const FILE_LIMIT_MS = 1_200_000;
/** Files of the lab mostly wait: one more than there are processors keeps these busy. */
const JOBS = Math.max(3, availableParallelism() + 1);

const root = packageRoot();
const folder = join(root, 'build/test');
const isFast = process.argv[2] === 'fast';
const part = isFast ? 'unit' : '.';
const files = readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => relative(root, join(folder, part, file)).replaceAll('\\', '/'))
  // What was compiled of a test that has moved since stays in the folder.
  .filter((file) => existsSync(join(root, file.replace(/^build\//, '').replace(/\.js$/, '.ts'))))
  .sort();

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
// Some tests of the fast ones make certificates or a repository: where Node is alone they are skipped, with the program named.
const notHere = isFast ? programsNotHere() : [];
const leftOut = files.filter((file) => leftOutFor(textOf(file), notHere) !== undefined);
for (const file of leftOut) void t.test(file, { skip: `no ${leftOutFor(textOf(file), notHere)} here` }, async () => undefined);

const jobs = planOf(
  files.filter((file) => !leftOut.includes(file)),
  textOf,
);
t.same([...jobs.flatMap((job) => job.files), ...leftOut].sort(), files, 'each file once');

// What tap has every Node load is for counting what ran, and takes longer than most files.
const env = { ...process.env };
if (env.COVERAGE === undefined) delete env.NODE_OPTIONS;
if (isFast) env.TEST_EXTENT = 'fast';
env.TAP_TIMEOUT = String(FILE_LIMIT_MS / 1000);

t.setTimeout(10 * FILE_LIMIT_MS);
t.jobs = JOBS;
for (const { name, files: together, kind } of jobs) {
  const options = { name, cwd: root, buffered: true, timeout: FILE_LIMIT_MS };
  // The folders that a test makes are named after its arguments: the files go by the environment, since a name that long cannot be made.
  const argv = kind === undefined ? together : [join(folder, 'support/suite/together.js'), name];
  const flags = ['--enable-source-maps', ...(kind === 'measuring' ? ['--expose-gc'] : [])];
  void t.spawn(process.execPath, [...flags, ...argv], {
    ...options,
    env: kind === undefined ? env : { ...env, [TOGETHER]: together.join('\n') },
  });
}
