import { createServer } from 'node:net';
import { BEHAVIOURS, type BehaviourName } from './behaviours.ts';

/** Run on a machine of the lab: `bad-server.js BEHAVIOUR@ADDRESS:PORT...` listens until it is stopped. */
for (const argument of process.argv.slice(2)) {
  const [, behaviour = '', address, port] = /^([a-z-]+)@(.+):(\d+)$/.exec(argument) ?? [];
  const behave = BEHAVIOURS[behaviour as BehaviourName];
  createServer((socket) => {
    // Peers end as they like; that is nobody's news.
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    behave(socket);
    socket.resume();
  }).listen({ host: address, port: Number(port) });
}
