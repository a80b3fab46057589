import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICES, type DeviceName, exports } from './devices.ts';
import { answer } from './programs.ts';
import { type Checked, check, type WorldRedirect, world } from './world.ts';

/** A border that lets only a part through: which device, all names of the world, and what is open on the first day. */
export interface DayOneQuestion {
  readonly dir: string;
  readonly device: DeviceName;
  readonly names: readonly string[];
  /** Ids of the entries that are open, and the same as `host:port`. */
  readonly openIds: readonly string[];
  readonly open: readonly string[];
  /** What the packet filter does with the rest, in nft's words. */
  readonly rest: string;
  /** A redirect of the world: `host/path` and where it leads. */
  readonly redirect: WorldRedirect;
}

/** The run of the first day, its request, and the run after what was missing had been added. */
export interface DayOneAnswer {
  readonly before: Checked;
  readonly request: string;
  readonly after: Checked;
}

/** A busy machine is waited for; where nothing is dropped any more, longer. */
const LIMIT = ['--timeout', '4000'];
const PATIENT = ['--timeout', '10000'];

await answer<DayOneQuestion, DayOneAnswer>(async (question, start) => {
  const { dir, names, openIds, redirect } = question;
  await world(dir, names, start, redirect);
  const device = DEVICES[question.device](question, start);
  const saved = join(dir, 'before.json');
  // The packet filter has rules of its own for what is open, and an export that adds nothing to them; elsewhere that is an earlier export.
  const base = await exports(dir, 'base', device.dialects, device.adds ? openIds : openIds.slice(0, 1));
  await device.load(base);
  const reports = ['--report', `json=${saved}`, '--report', `request=${join(dir, 'request.json')}`];
  const before = await check(dir, ...device.route, ...reports, ...(question.device === 'squid' ? PATIENT : LIMIT));
  const missing = await exports(dir, 'missing', device.dialects, [], ['--only-missing', '--report', saved]);
  await device.load(device.adds ? [...base, ...missing] : missing);
  return { before, request: readFileSync(join(dir, 'request.json'), 'utf8'), after: await check(dir, ...device.route, ...PATIENT) };
});
