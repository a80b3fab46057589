import net from 'node:net';
import os from 'node:os';
import type { ConnectAttempt } from '../model/network/observation.ts';
import { hasRouteTo } from './local-route.ts';
import { limitTimer } from './timing/limit-timer.ts';
import { onAbort } from './timing/on-abort.ts';
import { failureOf, StepFailure } from './trace.ts';

/** How long the first address may stay silent before the next one is tried beside it (RFC 8305 section 5 advises 250 ms to 2 s). */
const STAGGER_MS = 1000;
/** Names with hundreds of addresses exist; more connections than this prove nothing more. */
const MAX_ADDRESSES = 64;
/** A connection that is silent for so long gets a second one beside it: a lost SYN is sent again after one and three seconds only (RFC 6298). */
const BESIDE_MS = 1500;
/** The last of the step's time is kept for telling what the addresses came to. */
const MARGIN_MS = 100;
const UNROUTABLE = new Set(['ENETUNREACH', 'ENETDOWN']);

/** An established connection and the address at its other end. */
export interface Connected {
  readonly socket: net.Socket;
  readonly address: string;
}

/** After the tick in which Node begins to connect the system has given the socket its port; when the attempt has failed, nobody knows it any more. */
function tellLocalPort(socket: net.Socket, bound: (localPort: number) => void): void {
  process.nextTick(() => {
    const localPort = localPortOf(socket);
    if (localPort !== undefined) bound(localPort);
  });
}

/** Node keeps what it read first, and on Windows a socket that is not connected yet has a port but no address: what was kept is let go of. */
function localPortOf(socket: net.Socket): number | undefined {
  if (socket.destroyed) return undefined;
  const { localPort } = socket;
  Reflect.deleteProperty(socket, '_sockname');
  return localPort === undefined || localPort === 0 ? undefined : localPort;
}

interface AnyOptions {
  /** Try every address and wait for each. */
  readonly all: boolean;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly limitMs: number;
}

/**
 * Connects to the first address that answers; each further one is tried when the one before has failed or stayed silent for a second.
 * `report` is called with the attempts made so far, so that they are known when time runs out. Rejects with the first address's failure when none answers.
 */
export async function connectToAny(
  addresses: readonly string[],
  port: number,
  options: AnyOptions,
  report: (attempts: readonly ConnectAttempt[]) => void,
): Promise<Connected> {
  const limited = addresses.slice(0, MAX_ADDRESSES);
  const race = new Race(limited, port, options, report);
  if (!options.all) return race.staggered();
  const results = await race.every();
  if (race.won !== undefined) return race.won;
  throw (results[0] as PromiseRejectedResult).reason;
}

/** The state of one race: who was asked when, who answered what, who won. */
class Race {
  won: Connected | undefined;
  readonly #addresses: readonly string[];
  readonly #port: number;
  readonly #options: AnyOptions;
  readonly #report: (attempts: readonly ConnectAttempt[]) => void;
  readonly #attempts = new Map<string, ConnectAttempt>();
  readonly #startedMs = new Map<string, number>();
  readonly #localPorts = new Map<string, number>();
  readonly #losers = new AbortController();

  constructor(addresses: readonly string[], port: number, options: AnyOptions, report: (attempts: readonly ConnectAttempt[]) => void) {
    this.#addresses = addresses;
    this.#port = port;
    this.#options = options;
    this.#report = report;
  }

  async attempt(address: string): Promise<Connected> {
    const { now, limitMs } = this.#options;
    const began = now();
    this.#startedMs.set(address, began);
    // Recorded at once: when the layer's limit ends the step, silent addresses are facts too.
    this.#record(address, limitMs, 'TIMEOUT', `no answer within ${limitMs} ms`);
    // With one address there is no race to lose, and a combined signal is not cheap.
    const alone = this.#addresses.length === 1;
    const signal = alone ? this.#options.signal : AbortSignal.any([this.#options.signal, this.#losers.signal]);
    try {
      const socket = await connectTwice(address, this.#port, signal, (localPort) => {
        this.#localPorts.set(address, localPort);
        this.#publish();
      });
      this.#record(address, now() - began);
      if (this.won === undefined) this.won = { socket, address };
      else socket.destroy();
      return this.won;
    } catch (error) {
      const { code, message } = failureOf(error);
      const durationMs = now() - began;
      const noRoute = UNROUTABLE.has(code) && !(await hasRouteTo(address));
      if (!signal.aborted) this.#record(address, durationMs, code, message, noRoute);
      throw error;
    }
  }

  /** All side by side; ends a little before the step does, so that one silent address does not hide those that answered. */
  async every(): Promise<readonly PromiseSettledResult<Connected>[]> {
    const { limitMs } = this.#options;
    const stop = limitTimer(limitMs - Math.min(MARGIN_MS, limitMs / 10), () => this.#losers.abort('TIMEOUT'));
    try {
      return await Promise.allSettled(this.#addresses.map((address) => this.attempt(address)));
    } finally {
      stop();
    }
  }

  async staggered(): Promise<Connected> {
    const running: Promise<Connected>[] = [];
    try {
      for (const [index, address] of this.#addresses.entries()) {
        running.push(this.attempt(address));
        if (index === this.#addresses.length - 1) break;
        const connected = await firstWithin(running, STAGGER_MS);
        if (connected !== undefined) return connected;
      }
      return await Promise.any(running).catch(() => running[0] as Promise<Connected>);
    } finally {
      if (this.won !== undefined) this.#settleLosers(this.won.address);
      this.#losers.abort('NOT_NEEDED');
    }
  }

  /** An address that was asked before the winner and still says nothing is a fact; one asked after it was merely not needed. */
  #settleLosers(winner: string): void {
    const winnerStartedMs = this.#startedMs.get(winner) ?? 0;
    for (const [address, attempt] of [...this.#attempts]) {
      if (attempt.failure?.code !== 'TIMEOUT') continue;
      const began = this.#startedMs.get(address) ?? 0;
      if (began < winnerStartedMs) {
        const waitedMs = Math.round(this.#options.now() - began);
        this.#record(address, waitedMs, 'UNANSWERED', `no answer within ${waitedMs} ms, when another address had answered`);
      } else this.#attempts.delete(address);
    }
    this.#publish();
  }

  #record(address: string, durationMs: number, code?: string, message = '', noRoute = false): void {
    const family = net.isIPv6(address) ? 6 : 4;
    const failure = code === undefined ? {} : { failure: { code, message, address }, ...(noRoute ? { noRoute: true as const } : {}) };
    this.#attempts.set(address, { address, family, durationMs: Math.round(durationMs * 10) / 10, ...failure });
    this.#publish();
  }

  #publish(): void {
    this.#report([...this.#attempts.values()].map((attempt) => this.#withPort(attempt)));
  }

  /** A literal with the keys in order, not a spread: thousands of attempts share one hidden class. */
  #withPort(attempt: ConnectAttempt): ConnectAttempt {
    const localPort = this.#localPorts.get(attempt.address);
    if (localPort === undefined) return attempt;
    const { address, family, durationMs, failure, noRoute } = attempt;
    if (failure === undefined) return { address, family, durationMs, localPort };
    return { address, family, durationMs, failure, ...(noRoute === undefined ? {} : { noRoute }), localPort };
  }
}

/**
 * One address, and the same again where the first connection stays silent; whichever ends first decides. Rejects with the system's error; what is not needed, or not any
 * more when the signal is aborted, is destroyed.
 */
function connectTwice(address: string, port: number, signal: AbortSignal, bound: (localPort: number) => void): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const givenUp = (): StepFailure => new StepFailure(String(signal.reason), 'the connection was given up', address);
    if (signal.aborted) return reject(givenUp());
    const sockets: net.Socket[] = [];
    const end = (winner?: net.Socket): void => {
      clearTimeout(beside);
      stopListening();
      for (const socket of sockets) if (socket !== winner) socket.destroy();
    };
    const start = (): void => {
      const up = (): void => {
        end(socket);
        resolve(socket);
      };
      const socket = connecting(address, port, up, (error) => {
        end();
        reject(error);
      });
      tellLocalPort(socket, bound);
      sockets.push(socket);
    };
    const beside = setTimeout(start, BESIDE_MS);
    const stopListening = onAbort(signal, () => {
      end();
      reject(givenUp());
    });
    start();
  });
}

/** One TCP connection to one address. */
function connecting(address: string, port: number, up: () => void, failed: (error: Error) => void): net.Socket {
  const socket = net.connect({ host: address, port, autoSelectFamily: false });
  socket.once('error', failed);
  socket.once('connect', () => {
    socket.off('error', failed);
    socket.setNoDelay(true);
    up();
  });
  // Errors after this belong to whoever reads the stream; without a listener Node would end the process.
  socket.on('error', () => undefined);
  return socket;
}

/** The connection, if one came up before the latest attempt failed or the time was over; else undefined: go on to the next address. */
async function firstWithin(running: readonly Promise<Connected>[], ms: number): Promise<Connected | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const latest = (running.at(-1) as Promise<Connected>).catch(() => undefined);
  const anyOf = Promise.any(running).catch(() => new Promise<undefined>(() => undefined));
  try {
    return await Promise.race([anyOf, latest, pause]);
  } finally {
    clearTimeout(timer);
  }
}

/** Does this machine have an address of the family beyond loopback and link-local? Without one the family is not judged. */
export function hasFamily(family: 4 | 6): boolean {
  for (const list of Object.values(os.networkInterfaces())) {
    for (const entry of list ?? []) {
      if (entry.internal || entry.family !== `IPv${family}`) continue;
      if (family === 6 && isNoWayOut(entry.address.toLowerCase())) continue;
      return true;
    }
  }
  return false;
}

/** Link-local; 6to4 (RFC 3056) and Teredo (RFC 4380), which Windows makes up by itself and which lead nowhere on most networks. */
export function isNoWayOut(address: string): boolean {
  return /^(?:fe80:|2002:|2001:0{0,4}:)/.test(address);
}
