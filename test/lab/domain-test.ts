import type { Test } from 'tap';
import { Domain } from './domain.ts';
import { missingForDomain } from './requirements.ts';
import { World } from './world.ts';

/** A world with its directory for one test file, stopped at its end. Undefined, and the file skipped, where programs are missing; never in CI. */
export async function startDomainLab(t: Test, timeoutMs: number): Promise<{ readonly world: World; readonly domain: Domain } | undefined> {
  const missing = await missingForDomain();
  if (missing !== '' && process.env.CI === undefined) {
    t.plan(0, `the lab needs ${missing}`);
    return undefined;
  }
  t.setTimeout(timeoutMs);
  const world = await World.start({ domain: true });
  t.teardown(() => world.stop());
  const domain = await Domain.start(world);
  t.teardown(() => domain.stop());
  return { world, domain };
}
