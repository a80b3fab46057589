import { UsageError } from '../../model/usage-error.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { COMMAND_SUMMARIES } from '../arguments/command-names.ts';
import type { CommandShape } from '../arguments/command-shape.ts';
import type { CommandRun } from '../streams/io.ts';

/** What it takes. */
export const SHAPE: CommandShape = {
  name: 'configmgr-preflight',
  usage: '[COMMAND] [OPTIONS]',
  description: 'Does the service connection point reach all it needs, and who must change what?',
  groups: ['selection', 'probing', 'servers', 'output'],
  commands: Object.entries(COMMAND_SUMMARIES),
  examples: [
    'configmgr-preflight',
    'configmgr-preflight --route http://proxy:8080 --report html=report.html',
    'configmgr-preflight --feature updates --format junit > preflight.xml',
  ],
};

/** The main job: probe, verify, print, write reports. What it takes to do so is loaded when the command line is understood. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags, configFile } = await parseArguments(SHAPE, argv, io);
  const [extra] = positional;
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra.slice(0, 80)}"`, { hint: 'see --help' });
  const { readSettings } = await import('../read-settings.ts');
  const settings = await readSettings({ configFile, flags }, io);
  const { runCheck } = await import('../run-check.ts');
  return runCheck(settings, io);
};
