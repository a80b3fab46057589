import type { Context } from '../../model/network/context.ts';
import type { Slot } from '../../model/network/run-state.ts';
import { cut } from '../../text/cut.ts';
import { abortCode } from '../timing/limit.ts';
import { StepFailure } from '../trace.ts';
import { fetchScript } from './fetch-script.ts';
import { type Names, scriptNames } from './names.ts';
import { EndlessScript, type ScriptThread, startThread } from './thread.ts';

/** Large scripts on slow machines take their time to be read; no script of the field needs as much. */
const LOAD_LIMIT_MS = 3000;
/** After so many calls that had no end, the others are not waited for. */
const MAX_ENDLESS = 2;

/** One script in one round: fetched once, run in one thread, call after call. */
interface PacScript {
  /** Each round reads the script anew, as somebody may have mended it. */
  readonly round: number;
  readonly text: Promise<string>;
  readonly names: Names;
  thread?: ScriptThread;
  /** Settles when the calls before have ended. */
  before: Promise<unknown>;
  endless: number;
  /** Why nothing more is asked of it. */
  failure?: StepFailure;
}

/** By address. A thread ends when the next round starts its own, and with the run. */
const SCRIPTS: Slot<Map<string, PacScript>> = {
  create: () => new Map(),
  end: (all) => {
    for (const { thread } of all.values()) thread?.end();
  },
};

function knownScript(pacUrl: string, context: Context): PacScript {
  const all = context.run.of(SCRIPTS);
  const { round } = context.run;
  const known = all.get(pacUrl);
  if (known?.round === round) return known;
  known?.thread?.end();
  const text = fetchScript(pacUrl, context.run, {
    signal: context.signal,
    timeoutMs: context.layerTimeoutMs,
    extraRootsPem: context.trust.extraRootsPem,
  });
  text.catch(() => undefined);
  const script: PacScript = { round, text, names: scriptNames(context), before: Promise.resolve(), endless: 0 };
  all.set(pacUrl, script);
  return script;
}

/**
 * What the script at `pacUrl` (`file:`, `http:`, `https:`, or `data:` for a script of our own) returns for a URL and its host. Waits for its turn, then as long as the script
 * works (the layer's limit) and for the names it asks for (the same limit each). Rejects with `PAC_FETCH`, `PAC_SCRIPT`, `PAC_THREAD` where its thread was not started, or
 * the code of the run's end.
 */
export async function findProxyFor(
  pacUrl: string,
  { url, host }: { readonly url: string; readonly host: string },
  context: Context,
): Promise<string> {
  const script = knownScript(pacUrl, context);
  const text = await script.text.catch((error: unknown) => {
    throw new StepFailure(
      'PAC_FETCH',
      `the PAC script could not be read from ${shown(pacUrl)}: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  script.names.expect(host, context.layerTimeoutMs);
  const turn = script.before.then(() => call(script, text, { url, host }, context));
  script.before = turn.catch(() => undefined);
  return turn;
}

async function call(
  script: PacScript,
  text: string,
  asked: { readonly url: string; readonly host: string },
  context: Context,
): Promise<string> {
  const { signal, layerTimeoutMs: limitMs } = context;
  if (signal.aborted) throw new StepFailure(abortCode(signal), 'the run ended first');
  if (script.failure !== undefined) throw script.failure;
  const thread = await loaded(script, text, context);
  try {
    return await thread.run({ ...asked, limitMs }, script.names.forCall(asked.host, limitMs), signal);
  } catch (error) {
    if (error instanceof EndlessScript) {
      script.endless += 1;
      if (script.endless >= MAX_ENDLESS)
        script.failure = new StepFailure('PAC_SCRIPT', `the PAC script did not finish for ${MAX_ENDLESS} addresses and was given up`);
    }
    throw error;
  }
}

/** The thread that has read the script: a new one where the one before had to be ended. What is wrong with the script itself stays wrong. */
async function loaded(script: PacScript, text: string, context: Context): Promise<ScriptThread> {
  if (script.thread !== undefined && !script.thread.hasEnded()) return script.thread;
  const thread = startThread(context);
  script.thread = thread;
  const limitMs = Math.max(LOAD_LIMIT_MS, context.layerTimeoutMs);
  try {
    await thread.run({ script: text, limitMs }, script.names.forCall('', context.layerTimeoutMs), context.signal);
    return thread;
  } catch (error) {
    thread.end();
    if (error instanceof StepFailure) script.failure = error;
    throw error;
  }
}

function shown(pacUrl: string): string {
  return cut(pacUrl, 300);
}
