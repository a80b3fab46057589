import { Command, CommanderError } from 'commander';
import { packageVersion } from '../../files/package-root.ts';
import { UsageError } from '../../model/usage-error.ts';
import { OPTIONS } from '../../settings/options.ts';
import type { Io } from '../streams/io.ts';
import { CONFIG_FLAG, type CommandShape, isTaken } from './command-shape.ts';
import { helpText } from './help.ts';
import { HelpShown } from './help-shown.ts';

/** The command line after commander read it, before any value is looked at. */
export interface ParsedArguments {
  readonly positional: readonly string[];
  /** Values by option key; absent where the flag was not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly configFile: string | undefined;
}

/** Reads flags by the table of options. Throws `UsageError` with a hint; prints help and throws `HelpShown` for `--help`. */
export async function parseArguments(shape: CommandShape, argv: readonly string[], io: Io): Promise<ParsedArguments> {
  const command = commandOf(shape, helpWidth(io));
  let printed = '';
  command.configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined });
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
    await io.out(printed);
    throw new HelpShown();
  }
  const { config, ...flags } = command.opts<Record<string, unknown>>();
  return { positional: command.args, flags: given(command, flags), configFile: typeof config === 'string' ? config : undefined };
}

/** Columns for help: those of the terminal, within what reads well. */
export function helpWidth(io: Io): number {
  return Math.min(Math.max(io.terminal.columns, 60), 110);
}

function commandOf(shape: CommandShape, width: number): Command {
  const command = new Command(shape.name)
    .argument('[args...]')
    .allowExcessArguments()
    .exitOverride()
    .configureHelp({ formatHelp: () => helpText(shape, width) })
    .version(packageVersion(), '-V, --version');
  for (const option of OPTIONS) {
    if (!isTaken(option, shape)) continue;
    const { flags, repeatable } = option;
    if (repeatable === true)
      command.option(flags, '', (value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    else command.option(flags);
  }
  for (const [flags] of shape.own ?? []) command.option(flags);
  if (shape.groups.length > 0) command.option(CONFIG_FLAG[0]);
  return command;
}

/** Commander fills in `true` for `--no-x` options; only what was typed counts. */
function given(command: Command, flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(flags).filter(([key]) => command.getOptionValueSource(key) === 'cli'));
}

function usageError(error: CommanderError): UsageError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new UsageError(message.slice(0, 300), { hint: suggestion?.replace(/^\(|\)$/g, '') ?? 'see --help' });
}
