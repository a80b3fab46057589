import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import t from 'tap';
import { parseFacts } from '../../src/facts/parse.ts';
import { judgeSaved } from '../../src/preflight/judge-saved.ts';
import { FAULTS } from '../faults/index.ts';
import { expectFault } from '../faults/provoke.ts';
import { RECORDINGS, recordingOf } from '../faults/recording.ts';

const all = Object.values(FAULTS).flat();
const recorded = all.filter((fault) => existsSync(recordingOf(fault)));

t.test(`${recorded.length} recorded faults, judged again`, async (t) => {
  t.ok(recorded.length > 0, 'there are recordings');
  for (const fault of recorded) {
    await t.test(fault.name, async (t) => {
      const file = recordingOf(fault);
      expectFault(t, fault, await judgeSaved(parseFacts(await readFile(file, 'utf8'), basename(file))));
    });
  }
});

/** Faults without a recording, and why facts of theirs cannot be judged without the lab. One that gets a recording has to leave this list. */
const WITHOUT_RECORDING: Readonly<Record<string, string>> = {};

t.test('every fault has a recording, or it says why not', (t) => {
  t.strictSame(
    all.filter((fault) => !recorded.includes(fault)).map(({ name }) => name),
    Object.keys(WITHOUT_RECORDING),
    'RECORD=missing npx tap --disable-coverage build/test/lab/faults.test.js writes what is missing',
  );
  t.end();
});

t.test('every recording is of a fault that the lab causes, and no two faults share one', async (t) => {
  const wanted = all.map((fault) => basename(recordingOf(fault)));
  t.equal(new Set(wanted).size, wanted.length);
  const there = await readdir(RECORDINGS);
  t.same(
    there.filter((name) => !wanted.includes(name)),
    [],
    'the fault of each of these is gone or has another name: delete the recording',
  );
  const sizes = await Promise.all(there.map(async (name) => (await readFile(join(RECORDINGS, name))).length));
  t.ok(sizes.reduce((sum, size) => sum + size, 0) < 3 * 1024 * 1024, 'small enough for a repository');
});
