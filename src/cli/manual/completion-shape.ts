import type { CommandShape } from '../arguments/command-shape.ts';
import { SHELLS } from './completion.ts';

/** What `completion` takes; here, since the command itself has to know the shapes of all. */
export const SHAPE = {
  name: 'configmgr-preflight completion',
  usage: SHELLS.join('|'),
  description: 'Prints a script that completes commands, options and their values. Its first lines say how it is switched on.',
  groups: [],
  examples: [
    'source <(configmgr-preflight completion bash)',
    'configmgr-preflight completion zsh > ~/.zfunc/_configmgr-preflight',
    'configmgr-preflight completion powershell | Out-String | iex',
  ],
} as const satisfies CommandShape;
