import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configTemplate } from '../../config/template.ts';
import { UsageError } from '../../usage-error.ts';
import { parseArguments } from '../arguments.ts';
import type { CommandRun } from '../io.ts';

/** Writes a commented preflight.yaml; never over an existing one unless told to. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(
    {
      name: 'configmgr-preflight init',
      usage: '[file] [options]',
      description: 'Writes a commented preflight.yaml.',
      groups: [],
      own: [
        ['--force', 'write over an existing file'],
        ['--stdout', 'print it instead'],
      ],
      examples: ['configmgr-preflight init', 'configmgr-preflight init site-a.yaml', 'configmgr-preflight init --stdout'],
    },
    argv,
    io,
  );
  if (flags.stdout === true) {
    await io.out(configTemplate());
    return 0;
  }
  const path = positional[0] ?? 'preflight.yaml';
  await writeFile(join(io.cwd, path), configTemplate(), { flag: flags.force === true ? 'w' : 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      const message = error.code === 'EEXIST' ? 'the file exists already' : `the file cannot be written (${error.code ?? 'unknown error'})`;
      throw new UsageError(message, { file: path, hint: error.code === 'EEXIST' ? 'use --force to write over it' : undefined });
    },
  );
  await io.out(`${path} written. Every key is switched off; remove the # of those that you need.\n`);
  return 0;
};
