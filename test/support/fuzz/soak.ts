import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../../src/files/package-root.ts';

/**
 * `npm run soak`, as root on Linux: `check --watch 1` over direct, proxy and PAC routes against loopback servers in a network namespace of its own, for SOAK_SECONDS
 * (default 120). Memory, threads and descriptors are sampled each second. Ends with 1 when they do not level off.
 */
const seconds = Number(process.env.SOAK_SECONDS ?? 120);
const [WEB, PROXY, SCRIPT] = [7080, 7128, 7099] as const;

interface Sample {
  readonly rssMb: number;
  readonly threads: number;
  readonly descriptors: number;
}

/** What each may grow by from the second quarter of the time to the last: warming up is over by then. */
const GROWTH: Sample = { rssMb: 24, threads: 2, descriptors: 8 };

async function soak(): Promise<number> {
  const servers = await Promise.all([listen(web(), WEB), listen(proxy(), PROXY), listen(script(), SCRIPT)]);
  const folder = mkdtempSync(join(tmpdir(), 'preflight-soak-'));
  writeFileSync(join(folder, 'soak.yaml'), catalog());
  const routes = ['direct', `http://127.0.0.1:${PROXY}`, `pac+http://127.0.0.1:${SCRIPT}/proxy.pac`].flatMap((route) => ['--route', route]);
  const child = spawn(
    process.execPath,
    [
      join(packageRoot(), 'build/src/cli/bin.cjs'),
      ...routes,
      '--catalog',
      './soak.yaml',
      '--allow-private',
      '--watch',
      '1',
      '--retries',
      '0',
      '--timeout',
      '1000',
      '--format',
      'ndjson',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const samples: Sample[] = [];
  try {
    for (const endsAt = Date.now() + seconds * 1000; Date.now() < endsAt && child.exitCode === null; await sleep(1000))
      samples.push(sampleOf(child.pid ?? 0));
    if (child.exitCode !== null) {
      console.error(`the program ended by itself with ${child.exitCode}:\n${said}`);
      return 1;
    }
    return judged(samples);
  } finally {
    child.kill('SIGTERM');
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sampleOf(pid: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return { rssMb: Math.round(field('VmRSS') / 1024), threads: field('Threads'), descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** The highest of the second quarter and of the last one. */
function judged(samples: readonly Sample[]): number {
  const quarter = Math.floor(samples.length / 4);
  let code = 0;
  for (const key of ['rssMb', 'threads', 'descriptors'] as const) {
    const most = (part: readonly Sample[]): number => Math.max(...part.map((sample) => sample[key]));
    const [before, after] = [most(samples.slice(quarter, 2 * quarter)), most(samples.slice(-quarter))];
    const isLevel = after - before <= GROWTH[key];
    if (!isLevel) code = 1;
    console.log(
      `${key}: ${samples[0]?.[key]} at first, ${before} in the second quarter, ${after} in the last: ${isLevel ? 'level' : 'GROWS'}`,
    );
  }
  return code;
}

/** Some that answer, some that refuse, one that is a name of nobody: never all green, so that watching goes on. */
function catalog(): string {
  const hosts = Array.from({ length: 24 }, (_, index) => ({ host: '127.0.0.1', port: index % 3 === 0 ? 7001 : WEB, path: `/${index}` }));
  const entries = hosts.map(
    ({ host, port, path }, index) =>
      `  - { id: soak/e${index}, host: ${host}, scheme: http, ports: [${port}], path: ${path}, feature: soak }`,
  );
  return ['id: soak', 'title: Soak', 'revision: "1"', 'endpoints:', ...entries, ''].join('\n');
}

function web(): http.Server {
  return http.createServer((_request, response) => response.end('x'));
}

function proxy(): http.Server {
  const server = http.createServer((_request, response) => response.writeHead(403).end('blocked'));
  return server.on('connect', (request: http.IncomingMessage, socket: Socket) => {
    const [host = '', port = '0'] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const [one, other] of [
      [target, socket],
      [socket, target],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
}

function script(): http.Server {
  const text = `function FindProxyForURL(url, host) { return url.length % 2 ? 'PROXY 127.0.0.1:${PROXY}' : 'DIRECT'; }`;
  return http.createServer((_request, response) => response.setHeader('content-type', 'application/x-ns-proxy-autoconfig').end(text));
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server)));
}

/** Once more, where nothing but loopback can be reached. */
function inNamespace(): number {
  const again = `ip link set lo up && exec "$0" "$@"`;
  const { status } = spawnSync('unshare', ['--net', 'sh', '-c', again, process.execPath, fileURLToPath(import.meta.url)], {
    env: { ...process.env, SOAK_INSIDE: '1' },
    stdio: 'inherit',
  });
  return status ?? 1;
}

process.exit(process.env.SOAK_INSIDE === '1' ? await soak() : inNamespace());
