import { UsageError } from '../model/usage-error.ts';
import { terminal } from '../text/escape.ts';

/** The exit code of a plug-in that could not do its work. */
export const UNKNOWN = 3;

/** Does whoever starts the program read its exit codes as those of a plug-in? Asked before settings are read, for what is wrong with them. */
export function isPlugin(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean {
  const isAsked = argv.some((word, at) => word === '--exit-codes=nagios' || (word === '--exit-codes' && argv[at + 1] === 'nagios'));
  return isAsked || env.PREFLIGHT_EXIT_CODES === 'nagios';
}

/** What a monitor shows of an error, which it reads on standard output. */
export function failureLine(error: unknown): string {
  const text = error instanceof UsageError ? error.located : 'the run did not come to its end';
  return `PREFLIGHT UNKNOWN - ${terminal(text).replaceAll('|', '/')}\n`;
}
