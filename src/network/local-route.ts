import { createSocket } from 'node:dgram';
import net from 'node:net';

/**
 * Does this machine's routing table know a way to the address? A connected UDP socket answers that without sending anything: connect(2) looks the
 * route up. "Network is unreachable" on a TCP connection may as well be a router's ICMP message.
 */
export function hasRouteTo(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(net.isIPv6(address) ? 'udp6' : 'udp4');
    const done = (known: boolean): void => {
      socket.close();
      resolve(known);
    };
    // Any other failure says nothing about routes: then the network is believed.
    socket.once('error', () => done(true));
    const connected = (error?: NodeJS.ErrnoException): void => done(error?.code !== 'ENETUNREACH' && error?.code !== 'ENETDOWN');
    socket.connect(DISCARD_PORT, address, connected as () => void);
  });
}

/** RFC 863; nothing is sent, so any port would do. */
const DISCARD_PORT = 9;
