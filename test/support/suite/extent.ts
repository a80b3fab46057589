import { spawnSync } from 'node:child_process';

/** The tests that need a moment: `npm run test:fast`. The whole suite tries more cases of the same. */
const IS_FAST = process.env.TEST_EXTENT === 'fast';

/** How many cases, or how large ones, are tried: all in the whole suite. */
export function extent(whole: number, fast: number): number {
  return IS_FAST ? fast : whole;
}

/** Why a test is skipped that starts somebody else's program for seconds: it is not here, or it is left to the whole suite. False: it runs. */
export function skipWithout(program: string): string | false {
  if (IS_FAST) return `${program}: in the whole suite`;
  return spawnSync(program, ['--version']).status === 0 ? false : `no ${program} here`;
}
