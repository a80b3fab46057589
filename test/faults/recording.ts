import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './index.ts';

/**
 * What the lab observed of its faults, as `--save-facts` wrote it. `RECORD=missing npx tap --disable-coverage build/test/lab/faults.test.js` records those that
 * have none, `RECORD=1` all of them anew.
 */
export const RECORDINGS = join(packageRoot(), 'test/recordings');

/** The recording of a fault: two layers may have faults of one name. */
export function recordingOf(fault: Fault): string {
  const layer = Object.entries(FAULTS).find(([, faults]) => faults.includes(fault))?.[0] ?? 'other';
  const words = `${layer} ${fault.name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return join(RECORDINGS, `${words.replace(/^-|-$/g, '').slice(0, 100)}.ndjson`);
}
