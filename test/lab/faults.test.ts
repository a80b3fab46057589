import t from 'tap';
import { FAULTS } from '../faults/index.ts';
import { provoke } from '../faults/provoke.ts';
import { startLab } from '../support/lab/start.ts';

const world = await startLab(t);
if (world !== undefined) {
  for (const [layer, faults] of Object.entries(FAULTS)) {
    if (process.env.FAULTS !== undefined && process.env.FAULTS !== layer) continue;
    t.test(`${faults.length} faults of layer ${layer}`, async (t) => {
      for (const fault of faults) await t.test(fault.name, (t) => provoke(t, world, fault, world.check.bind(world)));
    });
  }
}
