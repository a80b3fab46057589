import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OutputError, UsageError } from '../../model/usage-error.ts';
import { configTemplate } from '../../settings/template.ts';
import { parseArguments } from '../arguments/arguments.ts';
import type { CommandShape } from '../arguments/command-shape.ts';
import type { CommandRun } from '../streams/io.ts';
import { whyNot, writeWhole } from '../streams/output.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight init',
  usage: '[file] [options]',
  description: 'Writes a commented preflight.yaml.',
  groups: [],
  own: [
    ['--force', 'write over an existing file'],
    ['--stdout', 'print it instead'],
  ],
  examples: ['configmgr-preflight init', 'configmgr-preflight init site-a.yaml', 'configmgr-preflight init --stdout'],
} as const satisfies CommandShape;

/** Writes a commented preflight.yaml; never over an existing one unless told to. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(SHAPE, argv, io);
  if (flags.stdout === true) {
    await io.out(configTemplate());
    return 0;
  }
  const path = positional[0] ?? 'preflight.yaml';
  const place = resolve(io.cwd, path);
  if (flags.force === true) await writeWhole(place, configTemplate());
  else await writeNew(place, path);
  await io.out(`${path} written. Every key is switched off; remove the # of those that you need.\n`);
  return 0;
};

/** Writable by its owner alone, whatever the umask: another one would not be read without being named. */
async function writeNew(place: string, shown: string): Promise<void> {
  await writeFile(place, configTemplate(), { flag: 'wx', mode: 0o644 }).catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'EEXIST') throw new UsageError('the file exists already', { file: shown, hint: 'use --force to write over it' });
    throw new OutputError(`it could not be written: ${whyNot(code)}`, { file: shown });
  });
}
