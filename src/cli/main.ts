import { OutputError, UsageError } from '../model/usage-error.ts';
import { didYouMean } from '../text/suggest.ts';
import { COMMAND_SUMMARIES, type CommandName, isCommandName } from './arguments/command-names.ts';
import { HelpShown } from './arguments/help-shown.ts';
import { COMMANDS } from './commands/index.ts';
import { refuseWeakened, shortageOf } from './environment.ts';
import { failureLine, isPlugin, UNKNOWN } from './plugin.ts';
import type { Io } from './streams/io.ts';
import { whyNot } from './streams/output.ts';
import { errorLine, processIo } from './streams/process-io.ts';

/** Exit codes for results that could not be written, and for a bug of ours (EX_SOFTWARE of sysexits.h). */
const UNWRITTEN = 4;
const BUG = 70;

/** Runs the command line of this process and ends it. The only place that sets an exit code. */
export async function main(): Promise<void> {
  const io = processIo();
  const argv = process.argv.slice(2);
  const onBug = (error: unknown): never => process.exit(isPlugin(argv, io.env) ? UNKNOWN : reportError(error, io));
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
  let code = await runCommand(argv, io);
  await io.drained();
  const failure = io.outFailure();
  if (failure !== undefined) {
    io.err(errorLine(`error: the result could not be written to standard output: ${whyNot(failure)}`));
    code = isPlugin(argv, io.env) ? UNKNOWN : UNWRITTEN;
  }
  // Not by itself: sockets of an interrupted run, or names that the system is still looking up, would hold the process for seconds.
  process.exit(code);
}

/** Runs a command line to its end; its exit code. What it has to say goes through `io`. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  try {
    refuseWeakened(io.env, process.execArgv);
    const [first = '', ...rest] = argv;
    if (first === 'help' && rest[0] === 'options') {
      const [{ optionsHelp }, { helpWidth }] = await Promise.all([import('./arguments/help.ts'), import('./arguments/arguments.ts')]);
      await io.out(optionsHelp(helpWidth(io)));
      return 0;
    }
    if (first === 'help') return await (await COMMANDS[commandName(rest[0] ?? 'check')]())(['--help'], io);
    if (first !== '' && !first.startsWith('-')) return await (await COMMANDS[commandName(first)]())(rest, io);
    return await (await COMMANDS.check())(argv, io);
  } catch (error) {
    if (error instanceof HelpShown) return 0;
    // Interrupted before there was anything to report.
    const code = io.interrupted.aborted && (error as Error).name === 'AbortError' ? 130 : reportError(error, io);
    if (!isPlugin(argv, io.env)) return code;
    await io.out(failureLine(error));
    return UNKNOWN;
  }
}

function commandName(word: string): CommandName {
  if (isCommandName(word)) return word;
  const names = Object.keys(COMMAND_SUMMARIES);
  throw new UsageError(`there is no command "${word.slice(0, 80)}"`, { hint: didYouMean(word, names) ?? `commands: ${names.join(', ')}` });
}

function reportError(error: unknown, io: Io): number {
  if (error instanceof UsageError) {
    for (const one of [error, ...error.others]) {
      io.err(errorLine(`error: ${one.located}`));
      if (one.hint !== undefined) io.err(errorLine(`hint: ${one.hint}`));
    }
    return error instanceof OutputError ? UNWRITTEN : 2;
  }
  const shortage = shortageOf(error);
  if (shortage !== undefined) {
    io.err(errorLine(`error: ${shortage}`));
    return 2;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  io.err(errorLine(`internal error: ${text}`));
  io.err('This is a bug. Please report it with the command line (without secrets); PREFLIGHT_DEBUG=1 shows where it happened.\n');
  if (io.env.PREFLIGHT_DEBUG === '1' && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return BUG;
}
