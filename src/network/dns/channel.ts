import { randomInt } from 'node:crypto';
import { createSocket, type Socket, type SocketOptions } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import type { Server } from './exchange.ts';

/** Who waits for an answer. `ready`: the first query may be sent now. */
export interface Waiting {
  readonly ready: () => void;
  readonly packet: (packet: Buffer) => void;
  readonly fail: (error: Error) => void;
}

/** One question's place on the channel. */
export interface Place {
  /** Random, and unlike any other under way here. */
  readonly id: number;
  readonly send: (query: Buffer) => void;
  readonly leave: () => void;
}

/** A UDP socket that several DNS questions share. */
export interface Channel {
  readonly join: (waiting: Waiting) => Place;
}

/**
 * One UDP socket for the questions that are under way at the same time (both families of a name), closed when the last one leaves. It is
 * connected: it takes datagrams from the asked address and port only, and hears of ICMP errors; the kernel picks a random source port (RFC 5452).
 * An ICMP error of one query may be reported by the next one's sending, so it concerns all.
 */
export function channelTo(server: Server): Channel {
  const waiting = new Map<number, Waiting>();
  let current: { readonly socket: Socket; ready: boolean } | undefined;
  const failAll = (error: Error): void => {
    for (const one of [...waiting.values()]) one.fail(error);
  };
  const open = (): NonNullable<typeof current> => {
    const socket = createSocket({ type: isIPv6(server.address) ? 'udp6' : 'udp4', lookup: itself });
    const opened = { socket, ready: false };
    socket.on('error', failAll);
    socket.on('message', (packet) => deliver(packet, waiting));
    socket.connect(server.port, server.address, (error?: Error | null) => {
      if (current !== opened) return;
      if (error !== undefined && error !== null) return failAll(error);
      opened.ready = true;
      for (const one of [...waiting.values()]) one.ready();
    });
    return opened;
  };
  return {
    join: (one) => {
      const id = freeId(waiting);
      waiting.set(id, one);
      current ??= open();
      const { socket, ready } = current;
      if (ready) queueMicrotask(() => (waiting.has(id) ? one.ready() : undefined));
      const leave = (): void => {
        if (!waiting.delete(id) || waiting.size > 0) return;
        current = undefined;
        socket.close();
      };
      return { id, send: (query) => socket.send(query, (error) => (error ? failAll(error) : undefined)), leave };
    },
  };
}

/** A server is asked by its address: nothing has to be looked up, and nothing waits for that. */
const itself: NonNullable<SocketOptions['lookup']> = (address, _options, callback) => callback(null, address, isIP(address));

/** By query id; what belongs to nobody is shown to everybody, as a fact. */
function deliver(packet: Buffer, waiting: ReadonlyMap<number, Waiting>): void {
  const addressee = packet.length < 2 ? undefined : waiting.get(packet.readUInt16BE(0));
  for (const one of addressee === undefined ? [...waiting.values()] : [addressee]) one.packet(packet);
}

function freeId(taken: ReadonlyMap<number, unknown>): number {
  for (;;) {
    const id = randomInt(0x10000);
    if (!taken.has(id)) return id;
  }
}
