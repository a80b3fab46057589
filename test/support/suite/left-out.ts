import { spawnSync } from 'node:child_process';

/** Programs that a machine with Node alone may lack, and by what the text of a test file shows that it starts one. */
const NEEDED: Readonly<Record<string, RegExp>> = {
  openssl: /'openssl'|support\/security\/authority/,
  git: /'git'/,
};

/** Which of them are not on this machine. */
export function programsNotHere(): readonly string[] {
  return Object.keys(NEEDED).filter((program) => spawnSync(program, ['--version']).error !== undefined);
}

/** The program for want of which a test file with this text is left out; undefined: none. */
export function leftOutFor(text: string, notHere: readonly string[]): string | undefined {
  return notHere.find((program) => NEEDED[program]?.test(text));
}
