import type { Io } from './io.ts';

type Terminal = Pick<Io, 'env' | 'terminal'>;

/**
 * Whether standard output gets colour. `--no-color` (`wanted` is false) and NO_COLOR come first (no-color.org), then FORCE_COLOR and CLICOLOR_FORCE, which also colour a
 * pipe (force-color.org, bixense.com/clicolors); otherwise colour is for terminals, and not for one that says it is dumb, or where CLICOLOR is 0.
 */
export function isColored(wanted: boolean, { env, terminal }: Terminal): boolean {
  if (!wanted || isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return !OFF.has((env.FORCE_COLOR ?? '').toLowerCase());
  if (isSet(env.CLICOLOR_FORCE) && env.CLICOLOR_FORCE !== '0') return true;
  return terminal.outIsTty && !isDumb({ env }) && env.CLICOLOR !== '0';
}

/** A terminal that only prints, such as the shell of an editor: it can neither colour nor write over a line. */
export function isDumb({ env }: Pick<Terminal, 'env'>): boolean {
  return env.TERM === 'dumb';
}

/** What libraries take for "no" in FORCE_COLOR. */
const OFF: ReadonlySet<string> = new Set(['0', 'false', 'no', 'never', 'off']);

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
