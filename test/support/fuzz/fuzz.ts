import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { TARGETS, type Target } from './targets.ts';

/**
 * `npm run fuzz`: made-up and broken inputs for everything that reads what strangers wrote, over the compiled program. FUZZ_SECONDS is the budget (default 60), FUZZ_SEED
 * where it begins, FUZZ_TARGET a part of a target's name. Ends with 1 at an exception that is no refusal, a call that takes too long, or too much memory.
 */
const seconds = Number(process.env.FUZZ_SECONDS ?? 60);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const only = process.env.FUZZ_TARGET ?? '';
const MAX_CALL_MS = 250;
const MAX_RSS_BYTES = 256 * 1024 * 1024;
const BATCH = 50;
const SLICE_MS = 500;

interface Tally {
  inputs: number;
  slowestMs: number;
  slowest: string;
  readonly faults: Map<string, { count: number; readonly input: string }>;
}

const shown = (value: unknown): string => fc.stringify(value).slice(0, 400);

/** CPU time, not the clock's: the machine may have other work. */
async function timed(work: () => void | Promise<void>): Promise<number> {
  const from = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

async function call({ run }: Target<unknown>, tally: Tally, input: unknown): Promise<void> {
  tally.inputs += 1;
  try {
    let tookMs = await timed(() => run(input));
    // Once more: the collector and the compiler take their time when they like.
    if (tookMs > MAX_CALL_MS) tookMs = Math.min(tookMs, await timed(() => run(input)));
    if (tookMs <= tally.slowestMs) return;
    tally.slowestMs = tookMs;
    tally.slowest = shown(input);
  } catch (error) {
    const said =
      error instanceof Error
        ? `${error.name}: ${error.message.slice(0, 160)} ${
            error.stack
              ?.split('\n')
              .find((line) => /build\/(?:src|test)/.test(line))
              ?.trim() ?? ''
          }`
        : String(error);
    const known = tally.faults.get(said);
    if (known === undefined) tally.faults.set(said, { count: 1, input: shown(input) });
    else known.count += 1;
  }
}

const targets = TARGETS.filter(({ name }) => name.includes(only));
const tallies = new Map(targets.map(({ name }) => [name, { inputs: 0, slowestMs: 0, slowest: '', faults: new Map() } as Tally]));
const endsAt = performance.now() + seconds * 1000;
let peakBytes = 0;
for (let round = 0; performance.now() < endsAt; round += 1) {
  for (const one of targets) {
    const tally = tallies.get(one.name) as Tally;
    const sliceEnd = Math.min(endsAt, performance.now() + SLICE_MS);
    for (let batch = 0; performance.now() < sliceEnd; batch += 1) {
      for (const input of fc.sample(one.input, { numRuns: BATCH, seed: seed + round * 1_000_003 + batch })) await call(one, tally, input);
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    }
    await sleep(0);
  }
}

let isGood = peakBytes <= MAX_RSS_BYTES;
let inputs = 0;
for (const [name, tally] of tallies) {
  inputs += tally.inputs;
  console.log(`${name}: ${tally.inputs} inputs, slowest ${Math.round(tally.slowestMs)} ms`);
  if (tally.slowestMs > MAX_CALL_MS) console.log(`  TOO SLOW: ${tally.slowest}`);
  for (const [said, { count, input }] of tally.faults) console.log(`  FAULT, ${count} times: ${said}\n    of ${input}`);
  isGood &&= tally.slowestMs <= MAX_CALL_MS && tally.faults.size === 0;
}
console.log(
  `${inputs} inputs, peak memory ${Math.round(peakBytes / 1024 / 1024)} MB (limit ${MAX_RSS_BYTES / 1024 / 1024}), seed ${seed}: ${isGood ? 'good' : 'NOT good'}`,
);
process.exit(isGood ? 0 : 1);
