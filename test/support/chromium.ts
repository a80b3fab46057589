import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** The browser that tests run in: `CHROMIUM` or where Debian puts it; undefined when there is none. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));

type Params = Readonly<Record<string, unknown>>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

/** One tab, driven by the DevTools protocol over a pipe: nothing listens on a port. */
export interface Tab {
  readonly send: (method: string, params?: Params) => Promise<Params>;
  /** Value of an expression in the page, promises awaited; throws what the page throws. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Opens a page and waits for its load event; returns the addresses of all requests but the page's own. */
  readonly open: (url: string) => Promise<readonly string[]>;
  /** Console errors and uncaught exceptions since the last `open`. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

const FLAGS = [
  ...['--headless=new', '--no-sandbox', '--remote-debugging-pipe', '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--no-proxy-server'],
  ...['--hide-scrollbars', '--host-resolver-rules=MAP * ~NOTFOUND'],
];

/** Starts the browser, without any network where the system lets us take it away. */
export async function openTab(): Promise<Tab> {
  const profile = await mkdtemp(join(tmpdir(), 'preflight-chromium-'));
  const isolated = spawnSync('unshare', ['-n', 'true']).status === 0;
  const command = [...(isolated ? ['unshare', '-n'] : []), CHROMIUM ?? 'chromium', ...FLAGS, `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const { call, on } = channel(child);
  const { targetInfos } = (await call('Target.getTargets')) as { targetInfos: readonly { targetId: string; type: string }[] };
  const page = targetInfos.find((target) => target.type === 'page');
  const { sessionId } = (await call('Target.attachToTarget', { targetId: page?.targetId, flatten: true })) as { sessionId: string };
  const send = (method: string, params: Params = {}): Promise<Params> => call(method, params, sessionId);
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`);
  const complaints: string[] = [];
  on('Runtime.exceptionThrown', (params) => complaints.push(JSON.stringify(params)));
  on('Log.entryAdded', (params) => complaints.push(JSON.stringify(params)));
  return {
    send,
    complaints,
    evaluate: (expression) => evaluate(send, expression),
    open: (url) => open(send, on, complaints, url),
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await call('Browser.close').catch(() => child.kill('SIGKILL'));
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Listen = (method: string, listener: (params: Params) => void) => () => void;

async function evaluate(send: Tab['send'], expression: string): Promise<unknown> {
  const { result, exceptionDetails } = (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as {
    result: { value?: unknown };
    exceptionDetails?: unknown;
  };
  if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
  return result.value;
}

async function open(send: Tab['send'], on: Listen, complaints: string[], url: string): Promise<readonly string[]> {
  const requests: string[] = [];
  complaints.length = 0;
  const stop = on('Network.requestWillBeSent', (params) => requests.push((params.request as { url: string }).url));
  const loaded = new Promise<void>((resolve) => {
    const off = on('Page.loadEventFired', () => {
      off();
      resolve();
    });
  });
  await send('Page.navigate', { url });
  await loaded;
  stop();
  return requests.filter((request) => request !== url);
}

function channel(child: ChildProcess): { call: (method: string, params?: Params, sessionId?: string) => Promise<Params>; on: Listen } {
  const toBrowser = child.stdio[3] as Writable;
  const fromBrowser = child.stdio[4] as Readable;
  const waiting = new Map<number, { resolve: (result: Params) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(params: Params) => void>>();
  let pieces: Buffer[] = [];
  const take = (message: Message): void => {
    if (message.method !== undefined) for (const listener of listeners.get(message.method) ?? []) listener(message.params ?? {});
    const call = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.error === undefined) call?.resolve(message.result ?? {});
    else call?.reject(new Error(message.error.message));
  };
  fromBrowser.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...pieces, rest.subarray(0, end)]).toString();
      pieces = [];
      rest = rest.subarray(end + 1);
      take(JSON.parse(text) as Message);
    }
    pieces.push(rest);
  });
  toBrowser.on('error', () => undefined);
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser ended'));
  });
  let lastId = 0;
  return {
    call: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        toBrowser.write(`${JSON.stringify({ id: lastId, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
      }),
    on: (method, listener) => {
      const known = listeners.get(method) ?? new Set();
      listeners.set(method, known);
      known.add(listener);
      return () => known.delete(listener);
    },
  };
}
