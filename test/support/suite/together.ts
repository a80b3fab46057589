import { pathToFileURL } from 'node:url';
import t from 'tap';
import { TOGETHER } from './plan.ts';

/** What tests put something else in place of. */
const REAL = { RegExp, Date, setTimeout };

/** What a test could leave behind that the next one in this process would notice. */
function surroundings(): object {
  const now = { RegExp, Date, setTimeout };
  const replaced = (Object.keys(REAL) as (keyof typeof REAL)[]).filter((name) => now[name] !== REAL[name]);
  return { env: { ...process.env }, cwd: process.cwd(), replaced };
}

// A test that tidies up would have tap end all tests of the process as soon as nothing is queued, which is so while the next file is loaded.
t.teardown = t.after.bind(t);

const files = (process.env[TOGETHER] ?? '').split('\n');
delete process.env[TOGETHER];

/** Runs test files in one process, one after the other: loading what all of them load takes longer than most of them do. */
for (const file of files) {
  t.comment(file);
  // What the ones before have left would be collected in the time of the next, where times are measured.
  globalThis.gc?.();
  const before = surroundings();
  await import(pathToFileURL(file).href);
  await t.test(`${file}: ended, and nothing is left behind`, async (t) => {
    t.strictSame(surroundings(), before);
  });
}
