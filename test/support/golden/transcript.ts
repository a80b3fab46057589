import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.ts';
import { World } from '../lab/world.ts';

/** Prints what a run shows in a network that lets only some names through, for the README. Root on Linux: `node build/test/support/golden/transcript.js`. */
const world = await World.start();
try {
  await world.filterNames(['.microsoft.com', '.windows.net', '.azureedge.net', 'aka.ms'], 'reject');
  const program = [process.execPath, join(packageRoot(), 'build/src/cli/bin.cjs'), ...world.trusting, '--quiet', '--timeout', '1500'];
  const named = ['unshare', '--uts', 'sh', '-c', 'hostname SCP01 && exec "$@"', 'sh', ...program];
  const { stdout, stderr } = await world.machines.run('client', named, {});
  process.stdout.write(stdout + stderr);
} finally {
  await world.stop();
}
