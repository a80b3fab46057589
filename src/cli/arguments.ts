import { Command, CommanderError } from 'commander';
import { OPTIONS, type OptionGroup } from '../config/options.ts';
import { packageVersion } from '../package-root.ts';
import { UsageError } from '../usage-error.ts';
import { HelpShown } from './help-shown.ts';
import type { Io } from './io.ts';

export interface ParsedArguments {
  readonly positional: readonly string[];
  /** Values by option key; absent where the flag was not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly configFile: string | undefined;
}

interface CommandShape {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  readonly groups: readonly OptionGroup[];
  /** Further flags of this command alone: commander's declaration and help. */
  readonly own?: readonly (readonly [flags: string, help: string])[];
  readonly commands?: readonly (readonly [name: string, summary: string])[];
  readonly examples: readonly [string, string, string];
}

/** Reads flags by the table of options. Throws `UsageError` with a hint; prints help and throws `HelpShown` for `--help`. */
export async function parseArguments(shape: CommandShape, argv: readonly string[], io: Io): Promise<ParsedArguments> {
  let help = '';
  const command = new Command(shape.name);
  command
    .usage(shape.usage)
    .description(shape.description)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined })
    .configureHelp({ helpWidth: Math.min(Math.max(io.terminal.columns, 80), 110), showGlobalOptions: false });
  command.argument('[args...]');
  for (const option of OPTIONS.filter(({ group }) => shape.groups.includes(group))) {
    if (option.repeatable === true)
      command.option(option.flags, option.help, (value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    else command.option(option.flags, option.help);
  }
  for (const [flags, text] of shape.own ?? []) command.option(flags, text);
  if (shape.groups.includes('command-line'))
    command.option('-c, --config <file>', 'configuration file (default preflight.yaml when present)');
  command.version(packageVersion(), '-V, --version');
  command.addHelpText('after', `${commandList(shape)}\nExamples:\n${shape.examples.map((example) => `  ${example}`).join('\n')}`);
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    await onCommanderError(error, help, io);
  }
  const { config, ...flags } = command.opts<Record<string, unknown>>();
  return { positional: command.args, flags: given(command, flags), configFile: typeof config === 'string' ? config : undefined };
}

/** Commander fills in `true` for `--no-x` options; only what was typed counts. */
function given(command: Command, flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(flags).filter(([key]) => command.getOptionValueSource(key) === 'cli'));
}

async function onCommanderError(error: unknown, help: string, io: Io): Promise<never> {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) {
    await io.out(help === '' ? `${error.message}\n` : help);
    throw new HelpShown();
  }
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  throw new UsageError(message, { hint: suggestion?.replace(/^\(|\)$/g, '') ?? 'see --help' });
}

function commandList({ commands = [] }: CommandShape): string {
  if (commands.length === 0) return '';
  return `\nCommands:\n${commands.map(([name, summary]) => `  ${name.padEnd(12)} ${summary}`).join('\n')}\n`;
}
