import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** How a stand-in ends a log-on. */
export type Ending = 'refuses' | 'accepts' | 'closes' | 'resets' | 'silent' | number;

export interface CountingProxy {
  readonly port: number;
  /** What was offered, in order: `Basic`, `Digest`, `NTLM` (its third message; the first holds no credentials), or `SOCKS5`. */
  readonly logOns: readonly string[];
  /** Addresses on which they were offered. */
  readonly places: ReadonlySet<string>;
  readonly close: () => void;
}

interface HttpStandIn {
  /** Values of `Proxy-Authenticate`. */
  readonly challenges: readonly string[];
  readonly ending: Ending;
  /** Further header lines of the answer to credentials. */
  readonly header?: string;
}

/** An HTTP proxy that counts the credentials it is offered, on all addresses of loopback. Never forwards anything. */
export function countingProxy({ challenges, ending, header = '' }: HttpStandIn): Promise<CountingProxy> {
  const logOns: string[] = [];
  const places = new Set<string>();
  const server = createServer((socket) => {
    quiet(socket);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        const offered = offeredIn(/^proxy-authorization: (.*)$/im.exec(head)?.[1]);
        if (offered === undefined) socket.write(refusal(challenges, isFirstOfNtlm(head)));
        else {
          logOns.push(offered);
          places.add(socket.localAddress ?? '');
          endWith(socket, ending, refusal(challenges, false), header);
        }
      }
    });
  });
  return listening(server, logOns, places);
}

/** A SOCKS5 proxy that asks for user and password (RFC 1929) and counts them. */
export function countingSocks(ending: Ending): Promise<CountingProxy> {
  const logOns: string[] = [];
  const places = new Set<string>();
  const server = createServer((socket) => {
    quiet(socket);
    let isAsked = false;
    socket.on('data', () => {
      if (!isAsked) {
        isAsked = true;
        socket.write(Buffer.from([5, 2]));
        return;
      }
      logOns.push('SOCKS5');
      places.add(socket.localAddress ?? '');
      if (ending === 'refuses') socket.end(Buffer.from([1, 1]));
      else endWith(socket, ending, '', '');
    });
  });
  return listening(server, logOns, places);
}

function quiet(socket: Socket): void {
  socket.on('error', () => undefined);
}

function endWith(socket: Socket, ending: Ending, refused: string, header: string): void {
  if (ending === 'refuses') socket.write(refused);
  if (ending === 'closes') socket.end();
  if (ending === 'resets') socket.resetAndDestroy();
  // A tunnel that leads nowhere.
  if (ending === 'accepts') socket.end('HTTP/1.1 200 OK\r\n\r\n');
  if (typeof ending === 'number') socket.end(`HTTP/1.1 ${ending} No\r\n${header}Content-Length: 0\r\n\r\n`);
}

/** CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2) with an empty target information. */
function ntlmChallenge(): string {
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(0x00808205, 20);
  message.fill(7, 24, 32);
  message.writeUInt32LE(48, 44);
  return `NTLM ${message.toString('base64')}`;
}

function refusal(challenges: readonly string[], isNtlmBegun: boolean): string {
  const values = isNtlmBegun && challenges.includes('NTLM') ? [ntlmChallenge()] : challenges;
  return `HTTP/1.1 407 Log on\r\n${values.map((value) => `Proxy-Authenticate: ${value}\r\n`).join('')}Content-Length: 0\r\n\r\n`;
}

function isFirstOfNtlm(head: string): boolean {
  return /^proxy-authorization: NTLM /im.test(head);
}

function offeredIn(authorization: string | undefined): string | undefined {
  const scheme = authorization?.split(' ')[0];
  if (scheme !== 'NTLM') return scheme;
  return Buffer.from(authorization?.slice(5) ?? '', 'base64').readUInt32LE(8) === 3 ? 'NTLM' : undefined;
}

function listening(server: Server, logOns: readonly string[], places: ReadonlySet<string>): Promise<CountingProxy> {
  return new Promise((resolve) => {
    server.listen(0, '0.0.0.0', () =>
      resolve({ port: (server.address() as AddressInfo).port, logOns, places, close: () => void server.close() }),
    );
  });
}
