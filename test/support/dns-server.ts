import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode } from 'dns-packet';

/** What a server does with a question: packets to send back, none for silence. */
export type Behaviour = (query: DecodedPacket, transport: 'udp' | 'tcp', asked: number) => readonly Buffer[] | undefined;

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** A DNS server for UDP and TCP on one free port of 127.0.0.1. Without `tcp` nothing listens there. */
export async function serve(behaviour: Behaviour, { tcp = true, address = '127.0.0.1' } = {}): Promise<DnsServer> {
  let asked = 0;
  const answer = (query: DecodedPacket, transport: 'udp' | 'tcp'): ReturnType<Behaviour> => {
    asked += 1;
    return behaviour(query, transport, asked);
  };
  const { udp, stream } = await onePort(tcp ? () => streamServer((query) => answer(query, 'tcp')) : undefined, address);
  udp.on('message', (packet, from) => {
    for (const reply of answer(decode(packet), 'udp') ?? []) udp.send(reply, from.port, from.address);
  });
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => udp.close(() => resolve()));
    await stream?.close();
  };
  return { address, port: udp.address().port, asked: () => asked, close };
}

interface OnePort {
  readonly udp: UdpSocket;
  readonly stream: Listening | undefined;
}

/** UDP at the port that TCP got. Another program may have the one without the other: then both begin again. */
async function onePort(makeServer: (() => Server) | undefined, address: string): Promise<OnePort> {
  for (let attempt = 1; ; attempt += 1) {
    const stream = makeServer === undefined ? undefined : await listen(makeServer(), address);
    const udp = createSocket('udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject);
        udp.bind(stream?.port ?? 0, address, resolve);
      });
      return { udp, stream };
    } catch (error) {
      udp.close();
      await stream?.close();
      if (attempt === 20) throw error;
    }
  }
}

/** Two bytes of length before each message; no packets: the connection is closed. */
export function onStream(socket: Socket, answer: (query: DecodedPacket) => readonly Buffer[] | undefined): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
    const packets = answer(decode(received.subarray(2)));
    if (packets === undefined) socket.destroy();
    for (const packet of packets ?? []) socket.write(framed(packet));
  });
}

export function framed(packet: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(packet.length);
  return Buffer.concat([length, packet]);
}

function streamServer(answer: (query: DecodedPacket) => readonly Buffer[] | undefined): Server {
  return createServer((socket) => onStream(socket, answer));
}

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens on a free port; closing also ends open connections. */
export async function listen(server: Server, address = '127.0.0.1'): Promise<Listening> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const close = (): Promise<void> => {
    for (const socket of open) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as { port: number }).port, close };
}

export interface Response {
  readonly rcode?: number;
  readonly answers?: readonly Answer[];
  readonly soa?: boolean;
  readonly truncated?: boolean;
  readonly id?: number;
  readonly name?: string;
  readonly noQuestion?: boolean;
}

/** A response to a query; by default NOERROR with nothing in it. */
export function respond(query: DecodedPacket, response: Response = {}): Buffer {
  const soa = { type: 'SOA', name: 'test', ttl: 60, data: { mname: 'ns.test', rname: 'root.test', minimum: 60 } } as const;
  const questions = (query.questions ?? []).map((question) => ({ ...question, name: response.name ?? question.name }));
  return encode({
    type: 'response',
    id: response.id ?? query.id ?? 0,
    flags: (response.rcode ?? 0) | 0x0180 | (response.truncated === true ? 0x0200 : 0),
    questions: response.noQuestion === true ? [] : questions,
    answers: [...(response.answers ?? [])],
    authorities: response.soa === true ? [soa] : [],
  });
}

export const a = (name: string, data: string, ttl = 300): Answer => ({ type: 'A', name, data, ttl });
export const aaaa = (name: string, data: string, ttl = 300): Answer => ({ type: 'AAAA', name, data, ttl });
export const cname = (name: string, data: string, ttl = 300): Answer => ({ type: 'CNAME', name, data, ttl });
