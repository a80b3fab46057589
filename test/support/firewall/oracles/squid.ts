import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { Flow } from '../../../../src/firewall/reader.ts';
import { LONE_SQUID } from './lone-squid.ts';
import { answer, until } from './programs.ts';

/** Squid decides; what it lets through ends at a closed port (503), what it refuses in 403. */
const CONFIGURATION = `
http_port 127.0.0.1:3128
hosts_file HOSTS
${LONE_SQUID}
shutdown_lifetime 0 seconds
visible_hostname oracle.test
include RULES
http_access deny all
`;

function status(flow: Flow): Promise<number> {
  const { host, port, scheme } = flow;
  const target = scheme === 'http' ? `GET http://${host}:${port}/` : `CONNECT ${host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = net.connect(3128, '127.0.0.1', () =>
      socket.write(`${target} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`),
    );
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer for ${target}`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed without an answer to ${target}`)));
    socket.once('data', (data) => {
      resolve(Number(String(data).split(' ')[1]));
      socket.destroy();
    });
  });
}

await answer(async ({ dir, flows }, start) => {
  writeFileSync(join(dir, 'hosts'), [...new Set(flows.map(({ host }) => `127.0.0.1 ${host}\n`))].join(''));
  const text = CONFIGURATION.replace('HOSTS', join(dir, 'hosts')).replace('RULES', join(dir, 'rules'));
  writeFileSync(join(dir, 'squid.conf'), text);
  start('squid', ['-N', '-f', join(dir, 'squid.conf')]);
  await until('squid', async () => (await status({ host: 'ready.test', port: 1, scheme: 'tcp' }).catch(() => 0)) === 403);
  const answers: boolean[] = [];
  for (const flow of flows) answers.push((await status(flow)) !== 403);
  return answers;
});
