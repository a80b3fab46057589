import { execFileSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { answer, until } from './programs.ts';
import { addressOf, DNSMASQ } from './world.ts';

/**
 * One dnsmasq knows the addresses, a second one forwards to it and fills the sets, the kernel decides: an accepted connection meets a closed port
 * (ECONNREFUSED), the rest is rejected as prohibited.
 */
const POLICY = `
add chain inet filter output { type filter hook output priority 0; policy accept; }
add rule inet filter output ip daddr != 198.51.100.0/24 accept
add rule inet filter output jump preflight
add rule inet filter output tcp dport 1-65535 tcp flags syn / fin,syn,rst,ack reject with icmpx type admin-prohibited
`;

function connect(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: address, port });
    socket.setTimeout(5000, () => socket.destroy(new Error(`silence from ${address}:${port}`)));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(true);
      else if (error.code === 'EHOSTUNREACH' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    socket.once('connect', () => reject(new Error(`${address}:${port} is open`)));
  });
}

await answer(async ({ dir, flows }, start) => {
  const names = [...new Set(flows.map(({ host }) => host))];
  const address = (host: string) => addressOf(names, host);
  writeFileSync(join(dir, 'policy.nft'), POLICY);
  execFileSync('nft', ['-f', join(dir, 'rules')]);
  execFileSync('nft', ['-f', join(dir, 'policy.nft')]);
  writeFileSync(join(dir, 'records'), names.map((name) => `host-record=${name},${address(name)}\n`).join(''));
  start('dnsmasq', [...DNSMASQ, `--conf-file=${join(dir, 'records')}`, '--listen-address=127.0.0.2']);
  start('dnsmasq', [...DNSMASQ, `--conf-file=${join(dir, 'names')}`, '--listen-address=127.0.0.3', '--server=127.0.0.2']);
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers(['127.0.0.3']);
  const resolved = async (name: string) => (await resolver.resolve4(name).catch(() => ['']))[0] === address(name);
  for (const name of names) await until(`the answer for ${name}`, () => resolved(name));
  const answers: boolean[] = [];
  for (const flow of flows) answers.push(await connect(address(flow.host), flow.port));
  return answers;
});
