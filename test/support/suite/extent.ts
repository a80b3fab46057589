/** The tests that need a moment: `npm run test:fast`. The whole suite tries more cases of the same. */
const IS_FAST = process.env.TEST_EXTENT === 'fast';

/** How many cases, or how large ones, are tried: all in the whole suite. */
export function extent(whole: number, fast: number): number {
  return IS_FAST ? fast : whole;
}
