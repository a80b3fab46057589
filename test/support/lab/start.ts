import type { Test } from 'tap';
import { Domain } from './domain.ts';
import { missingForDomain, missingForLab } from './requirements.ts';
import { WindowsNode } from './windows-node.ts';
import { missingForWindows, wine10, withoutWine10 } from './wine.ts';
import { World } from './world.ts';

/** That nothing hangs; a busy machine takes three times as long as an idle one. */
const LIMIT_MS = 1_190_000;

/** A world for one test file, stopped at its end. Undefined, and the file skipped, where programs are missing; never in CI. */
export async function startLab(t: Test): Promise<World | undefined> {
  if (isMissing(t, await missingForLab())) return undefined;
  return started(t, await World.start());
}

/** The same with a directory. */
export async function startDomainLab(t: Test): Promise<{ readonly world: World; readonly domain: Domain } | undefined> {
  if (isMissing(t, await missingForDomain())) return undefined;
  const world = started(t, await World.start({ domain: true }));
  const domain = await Domain.start(world);
  t.teardown(() => domain.stop());
  return { world, domain };
}

/** The same with the Windows build of Node on its client. */
export async function startWindowsLab(t: Test): Promise<{ readonly world: World; readonly windows: WindowsNode } | undefined> {
  if (isMissing(t, [await missingForLab(), missingForWindows()].filter((words) => words !== '').join(', '))) return undefined;
  const world = started(t, await World.start());
  const windows = await WindowsNode.start(world);
  t.teardown(() => windows.stop());
  return { world, windows };
}

/** A world with a directory, and the Node of the release on its client, on Wine 10. Undefined, and the file skipped, where that Wine is not to be had. */
export async function startReleaseLab(
  t: Test,
): Promise<{ readonly world: World; readonly domain: Domain; readonly windows: WindowsNode } | undefined> {
  const without = withoutWine10();
  if (without !== false) {
    t.plan(0, without);
    return undefined;
  }
  const lab = await startDomainLab(t);
  if (lab === undefined) return undefined;
  const windows = await WindowsNode.start(lab.world, wine10());
  t.teardown(() => windows.stop());
  return { ...lab, windows };
}

function isMissing(t: Test, programs: string): boolean {
  if (programs === '' || process.env.CI !== undefined) return false;
  t.plan(0, `the lab needs ${programs}`);
  return true;
}

function started(t: Test, world: World): World {
  t.setTimeout(LIMIT_MS);
  t.teardown(() => world.stop());
  return world;
}
