import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { JSException, type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { cut } from '../../text/cut.ts';
import { isInNetEx, sortIpAddressList } from './address-lists.ts';
import { expressionStatics, usesExpressionStatics } from './expression-statics.ts';
import { addressFunctions, textFunctions, timeFunctions } from './library.ts';
import { limitedQuickJs } from './limited-machine.ts';
import type { PacAnswer, PacJob, PacQuestion, PacReport, ThreadData } from './messages.ts';

/**
 * The thread a PAC script runs in: QuickJS inside, so that the script reaches nothing of Node. The script runs as it was written, from top to end: where it
 * asks for a name this thread sleeps until the main thread has answered. Says `ready` once it could take a script; one job at a time. What the main thread says is
 * believed: both are this program.
 */

/** For the script's whole world: code, variables, what it returns. */
const MEMORY_LIMIT_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_CHARACTERS = 1000;
const MAX_NAME_CHARACTERS = 1024;
/** Work between two looks at the clock takes less: what is longer is time in which this thread stood still, and not charged. */
const LONGEST_STRETCH_MS = 50;
/** The main thread answers sooner, if only to say that there is no answer. */
const ANSWER_LIMIT_MS = 120_000;

const { answers, wake, machine: module } = workerData as ThreadData;
const woken = new Int32Array(wake);

/** The script's own work on this job; waiting for answers is not work. */
const clock = { spentMs: 0, limitMs: Number.POSITIVE_INFINITY, lastMs: 0 };
/** Why this job ends without a result, whatever the script makes of it. */
let stopped: string | undefined;

function isOverLimit(): boolean {
  const nowMs = performance.now();
  clock.spentMs += Math.min(nowMs - clock.lastMs, LONGEST_STRETCH_MS);
  clock.lastMs = nowMs;
  return clock.spentMs > clock.limitMs || stopped !== undefined;
}

function report(message: PacReport): void {
  parentPort?.postMessage(message);
}

function ask(question: PacQuestion): readonly string[] {
  Atomics.store(woken, 0, 0);
  report({ question });
  Atomics.wait(woken, 0, 0, ANSWER_LIMIT_MS);
  clock.lastMs = performance.now();
  const received: { readonly message: PacAnswer } | undefined = receiveMessageOnPort(answers);
  if (received === undefined) return [];
  const { message } = received;
  if ('addresses' in message) return message.addresses;
  stopped = message.stop;
  throw new Error(stopped);
}

const machine = await QuickJS.create({ wasm: await limitedQuickJs(MEMORY_LIMIT_BYTES, module), interruptHandler: isOverLimit });

/** Of an argument that has to be a text; undefined: it is something else. */
function textOf(argument: JSValueHandle | undefined): string | undefined {
  return argument?.isString === true && argument.length <= MAX_NAME_CHARACTERS * 64 ? argument.toString() : undefined;
}

function addressesOf(argument: JSValueHandle | undefined, families: 'IPv4' | 'all'): readonly string[] {
  const name = textOf(argument)?.slice(0, MAX_NAME_CHARACTERS) ?? '';
  return name === '' ? [] : ask({ kind: 'addresses', name, families });
}

/** Functions that need the world outside, or numbers that are easier here. */
const HOST_FUNCTIONS: Readonly<Record<string, (...args: readonly (JSValueHandle | undefined)[]) => string | boolean | null>> = {
  dnsResolve: (name) => addressesOf(name, 'IPv4')[0] ?? null,
  dnsResolveEx: (name) => addressesOf(name, 'all').join(';'),
  isResolvableEx: (name) => addressesOf(name, 'all').length > 0,
  myIpAddress: () => ask({ kind: 'own-addresses' }).find((address) => !address.includes(':')) ?? '127.0.0.1',
  myIpAddressEx: () => ask({ kind: 'own-addresses' }).join(';'),
  isInNetEx: (address, prefix) => isInNetEx(textOf(address) ?? '', textOf(prefix) ?? ''),
  sortIpAddressList: (list) => sortIpAddressList(textOf(list) ?? ''),
};

for (const [name, work] of Object.entries(HOST_FUNCTIONS)) {
  machine
    .newFunction(name, (...args) => machine.hostToHandle(work(...args)))
    .consume((made) => machine.setProp(machine.global, name, made));
}
for (const made of [
  `(${textFunctions})()`,
  `(${addressFunctions})((name) => dnsResolve(name))`,
  `(${timeFunctions})(((Clock) => () => new Clock())(Date))`,
])
  machine.evalCode(`Object.assign(globalThis, ${made})`, 'library.js').dispose();

/** Runs the script's function inside the machine: what it returns or throws leaves as a short text, and none of its code runs on the way out. */
const find = machine.evalCode(
  `(${finder})(((own) => () => typeof own.FindProxyForURLEx === 'function' ? own.FindProxyForURLEx : own.FindProxyForURL)(globalThis))`,
  'find.js',
);

/** Handed over as source text, before the script can change what it leans on. The first character tells a result from an error. */
function finder(chosen: () => (url: string, host: string) => unknown) {
  // A list of proxies is a line or two; more is cut here, so that the main thread never handles a huge text.
  const MAX_CHARACTERS = 4096;
  const { apply } = Reflect;
  const { slice } = String.prototype;
  const cut = (text: string): string => apply(slice, text, [0, MAX_CHARACTERS]);
  const textAt = (thrown: object, key: string): string => {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === 'string' ? cut(value) : '';
  };
  const lineOf = (stack: string): string => {
    const line = /proxy\.pac:(\d+)/.exec(stack)?.[1];
    return line === undefined ? '' : ` (line ${line})`;
  };
  const wordsOf = (thrown: unknown): string => {
    if (typeof thrown === 'string') return cut(thrown);
    if (typeof thrown !== 'object' || thrown === null) return `it threw a value of type ${typeof thrown}`;
    return `${textAt(thrown, 'name') || 'object'}: ${textAt(thrown, 'message')}${lineOf(textAt(thrown, 'stack'))}`;
  };
  return (url: string, host: string): string => {
    try {
      const found = chosen()(url, host);
      // As Netscape specified it: no answer is a direct connection.
      if (found === undefined || found === null) return '=';
      return typeof found === 'string' ? `=${cut(found)}` : `!FindProxyForURL returned a value of type ${typeof found}, not a text`;
    } catch (thrown) {
      return `!${wordsOf(thrown)}`;
    }
  };
}

parentPort?.on('message', (job: PacJob) => {
  Object.assign(clock, { spentMs: 0, limitMs: job.limitMs, lastMs: performance.now() });
  stopped = undefined;
  try {
    const result = 'script' in job ? load(job.script) : call(job.url, job.host);
    report(stopped === undefined ? { result } : { error: stopped, isEndless: false, isBroken: false });
  } catch (error) {
    const isEndless = clock.spentMs > clock.limitMs;
    const isBroken = isTrap(error);
    const words = isBroken ? 'its functions call each other too deeply (stack overflow)' : wordsOf(error);
    report({ error: stopped ?? (isEndless ? `it did not finish within ${job.limitMs} ms` : words), isEndless, isBroken });
  }
});
report({ ready: true });

/** Browsers look for a property of the global object, which `const`, `let` and `class` do not make. */
const FOUND = `(() => {
  if (typeof globalThis.FindProxyForURLEx === 'function' || typeof globalThis.FindProxyForURL === 'function') return '';
  try { return typeof FindProxyForURL === 'function' ? 'hidden' : 'missing'; } catch { return 'missing'; }
})()`;

function load(script: string): string {
  if (usesExpressionStatics(script)) machine.evalCode(`(${expressionStatics})()`, 'statics.js').dispose();
  machine.evalCode(script, 'proxy.pac').dispose();
  const found = machine.evalCode(FOUND, 'found.js').consume((told) => told.toString());
  if (found === '') return '';
  const why = found === 'hidden' ? ': browsers do not find one that const, let or class declares' : '';
  throw new Error(`it defines no function FindProxyForURL${why}`);
}

function call(url: string, host: string): string {
  const args = [machine.newString(url), machine.newString(host)];
  try {
    const told = machine.callFunction(find, machine.undefined, ...args).consume((result) => result.toString());
    if (told.startsWith('!')) throw new Error(told.slice(1));
    return told.slice(1);
  } finally {
    for (const arg of args) arg.dispose();
  }
}

/** Out of stack, inside the machine or under it: WebAssembly code that was cut off leaves its memory as it was then. */
function isTrap(error: unknown): boolean {
  return !(error instanceof JSException) && (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError'));
}

/** What reading the script threw, with its line; the package has made texts of it, within the limits of the job. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return cut(String(error), MAX_ERROR_CHARACTERS);
  if (!(error instanceof JSException)) return cut(error.message, MAX_ERROR_CHARACTERS);
  const line = /proxy\.pac:(\d+)/.exec(error.stack?.slice(0, MAX_ERROR_CHARACTERS) ?? '')?.[1];
  const words = `${cut(error.name, 50)}: ${cut(error.message, MAX_ERROR_CHARACTERS)}`;
  error.dispose();
  return `${words}${line === undefined ? '' : ` (line ${line})`}`;
}
