/** Commands and what they do, for help and for whoever mistypes one. */
export const COMMAND_SUMMARIES = {
  check: 'probe, verify, print, write reports (the default)',
  endpoints: 'print the selected catalog; diff, import, validate',
  firewall: 'the selected catalog as configuration for a firewall or proxy',
  report: 'render a saved JSON report in another format',
  compare: 'what got fixed, what broke, what is new',
  merge: 'one matrix report from many machines',
  accounts: 'plan: what to create and grant before the role is installed',
  logs: 'network errors in logs of the role, by endpoint and cause',
  explain: 'what a cause means, who fixes it, with which words to ask',
  init: 'write a commented preflight.yaml',
  completion: 'completion for bash, zsh, fish or PowerShell',
} as const;

/** The first word behind the program's name; without one it is `check`. */
export type CommandName = keyof typeof COMMAND_SUMMARIES;

/** Is the first word of an argument list one of ours, not an option or a misspelling? */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_SUMMARIES, name);
}
