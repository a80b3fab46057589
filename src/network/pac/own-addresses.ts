import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

/** RFC 5737 and RFC 3849: nobody's addresses, so the way to them is the way out of this machine. */
const FAR_AWAY = { udp4: '192.0.2.1', udp6: '2001:db8::1' } as const;
/** RFC 863; nothing is sent, so any port would do. */
const DISCARD_PORT = 9;
const LIMIT_MS = 1000;

/**
 * This machine's own addresses: first those with which connections leave, then the others of its interfaces; loopback and link-local ones only where there is
 * nothing else. Nothing is sent: a connected UDP socket knows its own address from the routing table.
 */
export async function ownAddresses(): Promise<readonly string[]> {
  const leaving = await Promise.all([sourceAddress('udp4'), sourceAddress('udp6')]);
  const interfaces = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
    .map(({ address }) => address);
  return [...new Set([...leaving.filter((address) => address !== undefined), ...interfaces])];
}

function sourceAddress(type: 'udp4' | 'udp6'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    const done = (address: string | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(address);
    };
    const timer = setTimeout(() => done(undefined), LIMIT_MS);
    socket.once('error', () => done(undefined));
    socket.once('connect', () => done(socket.address().address));
    socket.connect(DISCARD_PORT, FAR_AWAY[type]);
  });
}
