import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import t from 'tap';
import { FAULTS } from '../faults/index.ts';
import { provoke } from '../faults/provoke.ts';
import { RECORDINGS, recordingOf } from '../faults/recording.ts';
import { COMPARED, referenceOf } from '../support/lab/reference.ts';
import { startLab } from '../support/lab/start.ts';

const { FAULTS: only, RECORD: record } = process.env;
if (record !== undefined) await mkdir(RECORDINGS, { recursive: true });

const world = await startLab(t);
if (world !== undefined) {
  for (const [layer, all] of Object.entries(FAULTS)) {
    if (only !== undefined && only !== layer) continue;
    const faults = record === 'missing' ? all.filter((fault) => !existsSync(recordingOf(fault))) : all;
    t.test(`${faults.length} faults of layer ${layer}`, async (t) => {
      for (const fault of faults)
        await t.test(fault.name, async (t) => {
          await provoke(t, world, fault, world.check.bind(world), { record: record !== undefined });
          const reference = await referenceOf(world, fault);
          if (reference === undefined) return;
          t.comment(`${fault.expect.status} ${fault.expect.cause ?? ''}; ${reference.row}`);
          const isSame = reference.curlFails === (fault.expect.status === 'fail');
          t.equal(isSame, COMPARED[fault.name] === 'the same', `curl says ${reference.row}`);
        });
    });
  }
}
