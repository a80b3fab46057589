import { CAUSE_CODES } from '../../causes/index.ts';
import { DIALECT_NAMES } from '../../firewall/products/index.ts';
import type { CommandName } from '../arguments/command-names.ts';
import type { CommandShape } from '../arguments/command-shape.ts';
import { type CommandWords, commandWords } from './command-words.ts';
import { SHELLS } from './completion.ts';

const SHAPES: Readonly<Record<CommandName, () => Promise<{ readonly SHAPE: CommandShape }>>> = {
  check: () => import('../commands/check.ts'),
  endpoints: () => import('../commands/endpoints.ts'),
  firewall: () => import('../commands/firewall.ts'),
  report: () => import('../commands/report.ts'),
  compare: () => import('../commands/compare.ts'),
  merge: () => import('../commands/merge.ts'),
  accounts: () => import('../commands/accounts.ts'),
  logs: () => import('../commands/logs.ts'),
  explain: () => import('../commands/explain.ts'),
  init: () => import('../commands/init.ts'),
  completion: () => import('./completion-shape.ts'),
};

/** Every command with all that can be typed behind it. Loads all of them. */
export async function allCommands(): Promise<readonly CommandWords[]> {
  const shapes = await Promise.all(Object.entries(SHAPES).map(async ([name, load]) => [name, (await load()).SHAPE] as const));
  return commandWords(Object.fromEntries(shapes) as Record<CommandName, CommandShape>, {
    endpoints: { words: ['diff', 'changes', 'validate', 'import'] },
    firewall: { values: { '--dialect': DIALECT_NAMES } },
    accounts: { words: ['plan'] },
    explain: { words: CAUSE_CODES },
    completion: { words: SHELLS },
  });
}
