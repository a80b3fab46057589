import { spawnSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one run of a program cost. */
export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** Runs a command under GNU time, standard output into `outFile`. Throws when it ends with another exit code than one of these. */
export function measure(
  dir: string,
  command: readonly string[],
  outFile: string,
  { exitCodes = [0] }: { readonly exitCodes?: readonly number[] } = {},
): Cost {
  const times = join(dir, 'times');
  const began = performance.now();
  const run = spawnSync('/usr/bin/time', ['-o', times, '-f', '%U %S %M', ...command], {
    cwd: dir,
    stdio: ['ignore', openSync(outFile, 'w'), 'pipe'],
    encoding: 'utf8',
  });
  const wallSeconds = (performance.now() - began) / 1000;
  if (run.status === null || !exitCodes.includes(run.status))
    throw new Error(`${command.slice(0, 4).join(' ')} ended with ${run.status}: ${run.stderr.slice(-2000)}`);
  const [user = 0, system = 0, kilobytes = 0] = (readFileSync(times, 'utf8').trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { wallSeconds, cpuSeconds: user + system, peakMegabytes: kilobytes / 1024 };
}

/** The middle of several runs, number by number: one disturbed run does not count. */
export function median(costs: readonly Cost[]): Cost {
  const middle = (pick: (cost: Cost) => number): number =>
    costs.map(pick).toSorted((left, right) => left - right)[Math.floor((costs.length - 1) / 2)] ?? 0;
  return {
    wallSeconds: middle((cost) => cost.wallSeconds),
    cpuSeconds: middle((cost) => cost.cpuSeconds),
    peakMegabytes: middle((cost) => cost.peakMegabytes),
  };
}

/** Runs several programs in turns, so that a slow minute of the machine hits all of them; returns each one's median. */
export async function alternate(
  runs: number,
  programs: Readonly<Record<string, () => Cost | Promise<Cost>>>,
): Promise<Readonly<Record<string, Cost>>> {
  const costs = new Map<string, Cost[]>(Object.keys(programs).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, program] of Object.entries(programs)) costs.get(name)?.push(await program());
  }
  return Object.fromEntries([...costs].map(([name, list]) => [name, median(list)]));
}
