import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { DNS_ADDRESS, PORT, RELAYED_DNS_ADDRESS, relayPairs } from './lab.ts';

/**
 * Passes bytes on with half a round trip of delay each way, for TCP and for DNS. Loopback accepts at once, so the round trip of a TCP
 * handshake is added to the first bytes of the client. On SIGTERM prints what it saw: connections, and how often the client had to wait for the other side.
 */
const oneWayMs = Number(process.argv[2]) / 2;
const DNS_PORT = 53;
let connections = 0;
let turns = 0;

for (const [from, to] of relayPairs()) createServer((client) => relay(client, to)).listen(PORT, from);

function relay(client: Socket, to: string): void {
  connections += 1;
  let waiting = false;
  let first = true;
  const server = connect(PORT, to);
  const later = (act: () => void, ms: number): void => {
    setTimeout(act, ms);
  };
  for (const socket of [client, server]) socket.on('error', () => undefined).setNoDelay(true);
  client.on('data', (chunk) => {
    if (!waiting) turns += 1;
    waiting = true;
    later(() => server.write(chunk), first ? 3 * oneWayMs : oneWayMs);
    first = false;
  });
  server.on('data', (chunk) => {
    waiting = false;
    later(() => client.write(chunk), oneWayMs);
  });
  client.on('close', () => later(() => server.destroy(), 3 * oneWayMs));
  server.on('close', () => later(() => client.destroy(), 3 * oneWayMs));
}

const dns = createSocket('udp4');
dns.on('message', (query, from) => {
  const upstream = createSocket('udp4');
  upstream.on('message', (answer) => {
    setTimeout(() => dns.send(answer, from.port, from.address), oneWayMs);
    upstream.close();
  });
  setTimeout(() => upstream.send(query, DNS_PORT, DNS_ADDRESS), oneWayMs);
});
dns.bind(DNS_PORT, RELAYED_DNS_ADDRESS, () => process.stdout.write('ready\n'));

process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ connections, turns })}\n`, () => process.exit(0));
});
