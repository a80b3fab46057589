import type { CommandRun } from '../io.ts';

interface Command {
  readonly summary: string;
  readonly load: () => Promise<CommandRun>;
}

/** Commands by name, loaded when asked for. One line each. */
export const COMMANDS = {
  check: { summary: 'probe, verify, print, write reports (the default)', load: async () => (await import('./check.ts')).run },
  endpoints: { summary: 'print the selected catalog; diff, import, validate', load: async () => (await import('./endpoints.ts')).run },
  firewall: { summary: 'the selected catalog as firewall or proxy configuration', load: async () => (await import('./firewall.ts')).run },
  report: { summary: 'render a saved JSON report in another format', load: async () => (await import('./report.ts')).run },
  explain: { summary: 'what a cause means, who fixes it, with which words to ask', load: async () => (await import('./explain.ts')).run },
  init: { summary: 'write a commented preflight.yaml', load: async () => (await import('./init.ts')).run },
} as const satisfies Readonly<Record<string, Command>>;

export function isCommandName(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}
