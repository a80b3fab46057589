/**
 * `npm run bench`: our program against `curl --parallel` on the same list of local TLS endpoints, start-up, and a list behind 40 ms of latency.
 * Runs in network and mount namespaces of its own (root, or user namespaces), so that nothing leaves this machine and curl's resolver is the lab's.
 * Environment: PREFLIGHT_BENCH_NODE (a second node to measure with), PREFLIGHT_BENCH_SIZES (default 100,1000,10000), PREFLIGHT_BENCH_WRITE=1 (write RESULTS.md).
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DNS_ADDRESS, type Lab, type List, RELAYED_DNS_ADDRESS, startLab } from './lab.ts';
import { alternate, type Cost, measure } from './measure.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = join(REPOSITORY, 'build/src/cli/bin.cjs');
const RELAY = fileURLToPath(new URL('relay.js', import.meta.url));
const SIZES = (process.env.PREFLIGHT_BENCH_SIZES ?? '100,1000,10000').split(',').map(Number);
const CONCURRENCY = 32;
const LARGE = 5000;
const ROUND_TRIP_MS = 40;
const LATENCY_SIZE = 100;

function enterNamespace(): number {
  const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const env = { ...process.env, PREFLIGHT_BENCH_INSIDE: '1' };
  const run = spawnSync('unshare', [...own, '--net', '--mount', process.execPath, fileURLToPath(import.meta.url)], {
    stdio: 'inherit',
    env,
  });
  return run.status ?? 1;
}

interface Node {
  readonly path: string;
  readonly version: string;
}

function nodes(): readonly Node[] {
  const paths = [process.execPath, ...(process.env.PREFLIGHT_BENCH_NODE === undefined ? [] : [process.env.PREFLIGHT_BENCH_NODE])];
  return paths.map((path) => ({ path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim() }));
}

function ours(lab: Lab, list: List, node: Node, resolver = DNS_ADDRESS): Cost {
  const catalogs = list.catalogs.flatMap((path) => ['--catalog', path]);
  const options = [
    '--resolver',
    `udp://${resolver}`,
    '--endpoint-ca-file',
    lab.smallCa,
    '--allow-private',
    '--format',
    'ndjson',
    '--no-progress',
  ];
  const out = join(lab.dir, 'ours.ndjson');
  const cost = measure(lab.dir, [node.path, PROGRAM, 'check', ...catalogs, ...options, '--concurrency', String(CONCURRENCY)], out);
  const passes = new Set(readFileSync(out, 'utf8').match(/"id":"endpoint:[^"]*"(?=[^\n]*"status":"pass")/g));
  if (passes.size !== list.size) throw new Error(`only ${passes.size} of ${list.size} endpoints passed: see ${out}`);
  return cost;
}

function curl(lab: Lab, config: string, ca: string): Cost {
  const options = ['--silent', '--show-error', '--fail', '--parallel', '--parallel-immediate', '--parallel-max', String(CONCURRENCY)];
  return measure(lab.dir, ['curl', ...options, '--cacert', ca, '--config', config], join(lab.dir, 'curl.out'));
}

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const head = (...cells: readonly string[]): readonly string[] => [
  row(...cells),
  row(...cells.map((_, index) => (index === 0 ? '---' : '---:'))),
];
const fixed = (value: number, digits: number): string => value.toFixed(digits);
const ratio = (value: number, base: number): string => `${fixed(value / base, 2)} ×`;

/** Our program on every node, curl with the lab's authority alone and with all public roots. Ratios are to the former. */
function throughput(lab: Lab, versions: readonly Node[]): readonly string[] {
  const lines = [...head('endpoints', 'program', 'wall s', 'CPU s', 'peak MB', 'CPU ms per endpoint', 'wall to curl', 'CPU to curl')];
  for (const size of SIZES) {
    process.stderr.write(`${size} endpoints\n`);
    const list = lab.list(size);
    const costs = alternate(size > LARGE ? 2 : 3, {
      ...Object.fromEntries(versions.map((node) => [`configmgr-preflight, Node ${node.version}`, () => ours(lab, list, node)])),
      'curl, one root': () => curl(lab, list.curl, lab.smallCa),
      // curl 7.88 reads all public roots for every transfer: twenty milliseconds each, not to be waited for ten thousand times.
      ...(size > LARGE ? {} : { 'curl, public roots': () => curl(lab, list.curl, lab.largeCa) }),
    });
    const base = costs['curl, one root'];
    if (base === undefined) throw new Error('curl was not measured');
    for (const [name, cost] of Object.entries(costs)) {
      const perEndpoint = fixed((cost.cpuSeconds * 1000) / size, 2);
      const to = [ratio(cost.wallSeconds, base.wallSeconds), ratio(cost.cpuSeconds, base.cpuSeconds)];
      lines.push(row(size, name, fixed(cost.wallSeconds, 2), fixed(cost.cpuSeconds, 2), fixed(cost.peakMegabytes, 0), perEndpoint, ...to));
    }
  }
  return lines;
}

function startUp(lab: Lab, versions: readonly Node[]): readonly string[] {
  const lines = [...head('node', '`node -e 0` ms', '`--version` ms', 'ratio')];
  for (const node of versions) {
    const out = join(lab.dir, 'version.out');
    const costs = alternate(25, {
      bare: () => measure(lab.dir, [node.path, '-e', '0'], out),
      version: () => measure(lab.dir, [node.path, PROGRAM, '--version'], out),
    });
    const [bare = 0, version = 0] = [costs.bare?.wallSeconds, costs.version?.wallSeconds];
    lines.push(row(node.version, fixed(bare * 1000, 0), fixed(version * 1000, 0), ratio(version, bare)));
  }
  return lines;
}

/**
 * The floor: every endpoint's round trips in a row (one for DNS, one for TCP, those that the relay counted for TLS and HTTP), as many waves as
 * the concurrency needs, start-up left out.
 */
async function latency(lab: Lab, versions: readonly Node[]): Promise<readonly string[]> {
  const lines = [...head('node', 'round trips an endpoint', 'floor s', 'wall s', 'to floor')];
  const list = lab.list(LATENCY_SIZE, true);
  for (const node of versions) {
    const walls: number[] = [];
    let trips = 0;
    for (let run = 0; run < 3; run += 1) {
      const relay = await startRelay();
      walls.push(ours(lab, list, node, RELAYED_DNS_ADDRESS).wallSeconds);
      const { connections, turns } = await stopRelay(relay);
      trips = 2 + turns / connections;
    }
    const wall = walls.toSorted((left, right) => left - right)[1] ?? 0;
    const floor = (Math.ceil(LATENCY_SIZE / CONCURRENCY) * trips * ROUND_TRIP_MS) / 1000;
    lines.push(row(node.version, fixed(trips, 1), fixed(floor, 2), fixed(wall, 2), ratio(wall, floor)));
  }
  return lines;
}

function startRelay(): Promise<ChildProcess> {
  const relay = spawn(process.execPath, [RELAY, String(ROUND_TRIP_MS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => relay.stdout?.once('data', () => resolve(relay)));
}

function stopRelay(relay: ChildProcess): Promise<{ readonly connections: number; readonly turns: number }> {
  return new Promise((resolve) => {
    relay.stdout?.once('data', (text: Buffer) => resolve(JSON.parse(text.toString())));
    relay.kill('SIGTERM');
  });
}

function machine(): string {
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { readonly version: string };
  const curlVersion = execFileSync('curl', ['--version'], { encoding: 'utf8' }).split(' (')[0] ?? '';
  return `configmgr-preflight ${version}, ${curlVersion}; ${os.cpus().length} ${os.arch()} cores of a shared server, ${gigabytes} GB, ${os.platform()}. Servers and clients share the cores.`;
}

async function bench(): Promise<void> {
  const dir = mkdtempSync(join(os.tmpdir(), 'preflight-bench-'));
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  writeFileSync(join(dir, 'resolv.conf'), `nameserver ${DNS_ADDRESS}\n`);
  execFileSync('mount', ['--bind', join(dir, 'resolv.conf'), '/etc/resolv.conf']);
  const lab = await startLab(dir, Math.max(LATENCY_SIZE, ...SIZES));
  try {
    const versions = nodes();
    const sections = [
      ['Start-up', startUp(lab, versions)],
      [`${LATENCY_SIZE} endpoints behind a relay of ${ROUND_TRIP_MS} ms`, await latency(lab, versions)],
      [`Throughput at concurrency ${CONCURRENCY}`, throughput(lab, versions)],
    ] as const;
    const text = `# Benchmark\n\n${machine()}\n${sections.map(([title, lines]) => `\n## ${title}\n\n${lines.join('\n')}\n`).join('')}`;
    process.stdout.write(text);
    if (process.env.PREFLIGHT_BENCH_WRITE === '1') writeFileSync(join(REPOSITORY, 'test/bench/RESULTS.md'), text);
  } finally {
    lab.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.env.PREFLIGHT_BENCH_INSIDE === undefined) process.exitCode = enterNamespace();
else await bench();
