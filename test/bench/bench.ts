/**
 * `npm run bench`: our program against `curl --parallel` and Prometheus' blackbox exporter on the same list of local TLS endpoints, start-up, a list behind 40 ms
 * of latency, and networks that say nothing. Runs in network and mount namespaces of its own (root, or user namespaces), so that nothing leaves this machine and
 * curl's resolver is the lab's. Environment: PREFLIGHT_BENCH_NODE (a second node to measure with), PREFLIGHT_BENCH_SIZES (default 47,300,1000,10000),
 * PREFLIGHT_BENCH_BEFORE (the bin.cjs of an earlier version, to compare with), PREFLIGHT_BENCH_WRITE=1 (write RESULTS.md and the plots of docs/),
 * PREFLIGHT_BENCH_ONLY=large (large inputs alone, without endpoints).
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DNS_ADDRESS, type Lab, RELAYED_DNS_ADDRESS, startLab } from './lab.ts';
import { largeInputs } from './large.ts';
import { alternate, measure } from './measure.ts';
import { plot } from './plot.ts';
import { CONCURRENCY, type Node, nodes, ours, PROGRAM } from './programs.ts';
import { fixed, head, ratio, row } from './table.ts';
import { throughput } from './throughput.ts';
import { waiting } from './waiting.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const RELAY = fileURLToPath(new URL('relay.js', import.meta.url));
const SIZES = (process.env.PREFLIGHT_BENCH_SIZES ?? '47,300,1000,10000').split(',').map(Number);
const ROUND_TRIP_MS = 40;
const LATENCY_SIZE = 100;
const MOST_SILENT = 1000;

function enterNamespace(): number {
  const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const env: NodeJS.ProcessEnv = { ...process.env, PREFLIGHT_BENCH_INSIDE: '1' };
  // With roots of this machine's own every program reads more than it would elsewhere.
  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR']) delete env[name];
  const run = spawnSync('unshare', [...own, '--net', '--mount', process.execPath, fileURLToPath(import.meta.url)], {
    stdio: 'inherit',
    env,
  });
  return run.status ?? 1;
}

async function startUp(lab: Lab, versions: readonly Node[]): Promise<readonly string[]> {
  const lines = [...head('node', '`node -e 0` ms', '`--version` ms', '`check` of one endpoint ms')];
  const one = lab.list(1);
  for (const node of versions) {
    const out = join(lab.dir, 'version.out');
    const costs = await alternate(15, {
      bare: () => measure(lab.dir, [node.path, '-e', '0'], out),
      version: () => measure(lab.dir, [node.path, PROGRAM, '--version'], out),
      check: () => ours(lab, one, node),
    });
    lines.push(row(node.version, ...['bare', 'version', 'check'].map((name) => fixed((costs[name]?.wallSeconds ?? 0) * 1000, 0))));
  }
  return lines;
}

/**
 * The floor: every endpoint's round trips in a row (one for DNS, one for TCP, those that the relay counted for TLS and HTTP), as many waves as
 * the concurrency needs, start-up left out.
 */
async function latency(lab: Lab, versions: readonly Node[]): Promise<readonly string[]> {
  const lines = [...head('node', 'round trips an endpoint', 'floor s', 'wall s', 'to floor')];
  const list = lab.list(LATENCY_SIZE, { relayed: true });
  for (const node of versions) {
    const walls: number[] = [];
    let trips = 0;
    for (let run = 0; run < 3; run += 1) {
      const relay = await startRelay();
      walls.push(ours(lab, list, node, { resolver: RELAYED_DNS_ADDRESS }).wallSeconds);
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

/** Peak memory with a JSON report beside the lines of NDJSON, one run of the longest list. */
function withJson(lab: Lab, versions: readonly Node[]): readonly string[] {
  const size = Math.max(...SIZES);
  const lines = [...head('node', 'endpoints', 'wall s', 'CPU s', 'peak MB')];
  for (const node of versions) {
    const cost = ours(lab, lab.list(size), node, { options: ['--report', `json=${join(lab.dir, 'report.json')}`] });
    lines.push(row(node.version, size, fixed(cost.wallSeconds, 1), fixed(cost.cpuSeconds, 1), fixed(cost.peakMegabytes, 0)));
  }
  return lines;
}

async function measured(lab: Lab): Promise<void> {
  const versions = nodes();
  const costs = await throughput(lab, versions, SIZES);
  const sections = [
    ['Start-up', await startUp(lab, versions)],
    [`${LATENCY_SIZE} endpoints behind a relay of ${ROUND_TRIP_MS} ms`, await latency(lab, versions)],
    [`Throughput at concurrency ${CONCURRENCY}`, costs.lines],
    ['With a JSON report', withJson(lab, versions)],
    ['Silence, with limits of 5 s', await waiting(lab, versions)],
    ['Large inputs', await largeInputs(lab.dir, versions)],
  ] as const;
  const text = `# Benchmark\n\n${machine()}\n${sections.map(([title, lines]) => `\n## ${title}\n\n${lines.join('\n')}\n`).join('')}`;
  process.stdout.write(text);
  if (process.env.PREFLIGHT_BENCH_WRITE !== '1') return;
  writeFileSync(join(REPOSITORY, 'test/bench/RESULTS.md'), text);
  writeFileSync(join(REPOSITORY, 'docs/performance-wall.svg'), plot('Wall time against the number of endpoints', costs.wall));
  writeFileSync(join(REPOSITORY, 'docs/performance-cpu.svg'), plot('CPU time against the number of endpoints', costs.cpu));
}

async function bench(): Promise<void> {
  const dir = mkdtempSync(join(os.tmpdir(), 'preflight-bench-'));
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  writeFileSync(join(dir, 'resolv.conf'), `nameserver ${DNS_ADDRESS}\n`);
  execFileSync('mount', ['--bind', join(dir, 'resolv.conf'), '/etc/resolv.conf']);
  if (process.env.PREFLIGHT_BENCH_ONLY === 'large') {
    process.stdout.write(`${(await largeInputs(dir, nodes())).join('\n')}\n`);
    rmSync(dir, { recursive: true, force: true });
    return;
  }
  const lab = await startLab(dir, Math.max(LATENCY_SIZE, MOST_SILENT, ...SIZES));
  try {
    await measured(lab);
  } finally {
    lab.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.env.PREFLIGHT_BENCH_INSIDE === undefined) process.exitCode = enterNamespace();
else await bench();
