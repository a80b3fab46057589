import { UsageError } from '../../model/usage-error.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { oneOf } from '../arguments/one-of.ts';
import { completionScript, SHELLS } from '../manual/completion.ts';
import { SHAPE } from '../manual/completion-shape.ts';
import type { CommandRun } from '../streams/io.ts';

/** `completion SHELL`: a script for that shell. */
export const run: CommandRun = async (argv, io) => {
  const { positional } = await parseArguments(SHAPE, argv, io);
  const [name, extra] = positional;
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra.slice(0, 80)}"`, { hint: 'give one shell' });
  const shell = oneOf(name, SHELLS, 'completion', 'shell');
  const { allCommands } = await import('../manual/all-commands.ts');
  await io.out(completionScript(shell, await allCommands()));
  return 0;
};
