import type { CommandName } from '../arguments/command-names.ts';
import type { CommandRun } from '../streams/io.ts';

/** Commands by name, loaded when asked for. One line each. */
export const COMMANDS: Readonly<Record<CommandName, () => Promise<CommandRun>>> = {
  check: async () => (await import('./check.ts')).run,
  endpoints: async () => (await import('./endpoints.ts')).run,
  firewall: async () => (await import('./firewall.ts')).run,
  report: async () => (await import('./report.ts')).run,
  compare: async () => (await import('./compare.ts')).run,
  merge: async () => (await import('./merge.ts')).run,
  accounts: async () => (await import('./accounts.ts')).run,
  logs: async () => (await import('./logs.ts')).run,
  explain: async () => (await import('./explain.ts')).run,
  init: async () => (await import('./init.ts')).run,
  completion: async () => (await import('./completion.ts')).run,
};
