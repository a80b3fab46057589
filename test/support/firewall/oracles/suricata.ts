import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import tls from 'node:tls';
import type { Flow } from '../../../../src/firewall/reader.ts';
import { answer, startSuricata } from './programs.ts';

/** Suricata sits in the path (NFQUEUE) and drops what no rule passes; what passes is answered by servers here. */
const DROP_REST = ['tls', 'http']
  .map((protocol, i) => `drop ${protocol} any any -> any any (msg:"rest"; flow:to_server; sid:${i + 1}; rev:1;)\n`)
  .join('');

function ask({ host, port, scheme }: Flow): Promise<boolean> {
  const request = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  return new Promise((resolve) => {
    const socket =
      scheme === 'http'
        ? http.get({ host: '127.0.0.1', port, headers: { Host: host }, agent: false }, (response) => resolve(response.statusCode === 200))
        : tls.connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false }, function (this: tls.TLSSocket) {
            this.write(request);
          });
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(1500, () => socket.destroy());
  });
}

await answer(async ({ dir, flows }, start) => {
  const key = join(dir, 'key.pem');
  const cert = join(dir, 'cert.pem');
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=oracle.test',
    ],
    { stdio: 'ignore' },
  );
  const ports = new Map(flows.map(({ port, scheme }) => [port, scheme]));
  for (const [port, scheme] of ports) {
    execFileSync('iptables-legacy', ['-A', 'OUTPUT', '-p', 'tcp', '--dport', String(port), '-j', 'NFQUEUE', '--queue-num', '0']);
    execFileSync('iptables-legacy', ['-A', 'OUTPUT', '-p', 'tcp', '--sport', String(port), '-j', 'NFQUEUE', '--queue-num', '0']);
    const options = { key: readFileSync(key), cert: readFileSync(cert) };
    const plain = http.createServer((_, response) => response.end('ok'));
    const server =
      scheme === 'http'
        ? plain
        : tls.createServer(options, (socket) => {
            socket.on('error', () => socket.destroy());
            socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
          });
    server.listen(port, '127.0.0.1');
    server.unref();
  }
  appendFileSync(join(dir, 'rules'), DROP_REST);
  await startSuricata(start, dir, join(dir, 'rules'));
  return Promise.all(flows.map(ask));
});
