import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICES, type DeviceName, exports } from './devices.ts';
import { answer } from './programs.ts';
import { type Checked, check, preflight, world } from './world.ts';

/** What the parent asks: which device, all names of the world, and the id of the entry that is taken away. */
export interface LoopQuestion {
  readonly dir: string;
  readonly device: DeviceName;
  readonly names: readonly string[];
  /** Ids that make up the export without the entry, and the entry's own. */
  readonly others: readonly string[];
  readonly removed: string;
  /** A catalog of one host that no export holds. */
  readonly strangers: string;
}

/** What `check` said with the whole export loaded, about the stranger, with the entry taken away, with its rule added back. */
export interface LoopAnswer {
  readonly whole: Checked;
  readonly stranger: Checked;
  readonly without: Checked;
  readonly again: Checked;
  /** The work orders made from `without`, and what `compare` says of `without` and `again`. */
  readonly request: string;
  readonly compared: string;
}

await answer<LoopQuestion, LoopAnswer>(async (question, start) => {
  const { dir, names, others, removed, strangers } = question;
  await world(dir, names, start);
  const device = DEVICES[question.device](question, start);
  const exported = (name: string, only: readonly string[]) => exports(dir, name, device.dialects, only);
  const whole = await exported('whole', []);
  const without = await exported('without', others);
  const added = await exported('added', [removed]);
  const pass = async (files: readonly string[], ...args: readonly string[]) => {
    await device.load(files);
    return check(dir, ...device.route, ...args);
  };
  const saved = (name: string) => join(dir, `${name}.json`);
  const report = (name: string, extension = 'json', format = 'json') => ['--report', `${format}=${join(dir, `${name}.${extension}`)}`];
  const answers = {
    whole: await pass(whole),
    stranger: await pass(whole, '--catalog', strangers),
    without: await pass(without, ...report('without'), ...report('request', 'md', 'request')),
    again: await pass(device.adds ? [...without, ...added] : whole, ...report('again')),
  };
  const { out: compared } = await preflight('compare', saved('without'), saved('again'), '--format', 'json');
  return { ...answers, request: readFileSync(join(dir, 'request.md'), 'utf8'), compared };
});
