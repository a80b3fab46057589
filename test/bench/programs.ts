import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DNS_ADDRESS, type Lab, type List, PORT, reachable } from './lab.ts';
import { type Cost, measure } from './measure.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** What is shipped. */
export const PROGRAM = join(REPOSITORY, 'dist/app/build/src/cli/bin.cjs');
export const CONCURRENCY = 32;

export interface Node {
  readonly path: string;
  readonly version: string;
}

/** This Node, and that of PREFLIGHT_BENCH_NODE. */
export function nodes(): readonly Node[] {
  const paths = [process.execPath, ...(process.env.PREFLIGHT_BENCH_NODE === undefined ? [] : [process.env.PREFLIGHT_BENCH_NODE])];
  return paths.map((path) => ({ path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim() }));
}

export interface Run {
  readonly resolver?: string;
  /** How many endpoints pass; absent: all. */
  readonly passes?: number;
  readonly options?: readonly string[];
}

/** Our program over a list; throws when another number of endpoints passes. */
export function ours(lab: Lab, list: List, node: Node, { resolver = DNS_ADDRESS, passes = list.size, options = [] }: Run = {}): Cost {
  const catalogs = list.catalogs.flatMap((path) => ['--catalog', path]);
  const given = [
    `--resolver=udp://${resolver}`,
    '--endpoint-ca-file',
    lab.smallCa,
    '--allow-private',
    '--format',
    'ndjson',
    '--no-progress',
  ];
  const out = join(lab.dir, 'ours.ndjson');
  const command = [node.path, PROGRAM, 'check', ...catalogs, ...given, '--concurrency', String(CONCURRENCY), ...options];
  const cost = measure(lab.dir, command, out, { exitCodes: passes === list.size ? [0] : [1, 3] });
  const passed = new Set(readFileSync(out, 'utf8').match(/"id":"endpoint:[^"]*"(?=[^\n]*"status":"pass")/g));
  if (passed.size !== passes) throw new Error(`${passed.size} of ${list.size} endpoints passed instead of ${passes}: see ${out}`);
  return cost;
}

/** An earlier version of our program, whose `bin.cjs` PREFLIGHT_BENCH_BEFORE names, over the same list; what it finds is not counted. Undefined: none is named. */
export function before(lab: Lab, list: List, node: Node): (() => Cost) | undefined {
  const program = process.env.PREFLIGHT_BENCH_BEFORE;
  if (program === undefined) return undefined;
  const catalogs = list.catalogs.flatMap((path) => ['--catalog', path]);
  // Its own servers' roots were those of endpoints, too.
  const given = [`--resolver=udp://${DNS_ADDRESS}`, '--ca-file', lab.smallCa, '--allow-private', '--format', 'json', '--no-progress'];
  const command = [node.path, program, 'check', ...catalogs, ...given, '--concurrency', String(CONCURRENCY)];
  return () => measure(lab.dir, command, join(lab.dir, 'before.json'), { exitCodes: [0, 1, 3] });
}

/** curl over the same list, with that file of roots. */
export function curl(lab: Lab, { curl: config }: List, ca: string): Cost {
  const options = ['--silent', '--show-error', '--fail', '--parallel', '--parallel-immediate', '--parallel-max', String(CONCURRENCY)];
  return measure(lab.dir, ['curl', ...options, '--cacert', ca, '--config', config], join(lab.dir, 'curl.out'));
}

const HANDSHAKE_SECONDS = 2;

/** CPU seconds of one new TLS connection, by `openssl s_time`: no name, no request, no look at the chain beyond its verification. */
export function handshakeSeconds(lab: Lab): number {
  const { stdout } = spawnSync(
    'openssl',
    ['s_time', '-connect', `127.77.1.1:${PORT}`, '-new', '-time', String(HANDSHAKE_SECONDS), '-CAfile', lab.smallCa, '-verify', '2'],
    { encoding: 'utf8' },
  );
  const [, connections, seconds] = /(\d+) connections in ([\d.]+)s/.exec(stdout) ?? [];
  if (connections === undefined) throw new Error(`openssl s_time printed no result: ${stdout.slice(-300)}`);
  return Number(seconds) / Number(connections);
}

const EXPORTER = '/usr/bin/prometheus-blackbox-exporter';
const EXPORTER_HOST = '127.0.0.1';
const EXPORTER_PORT = 9115;
const EXPORTER_ADDRESS = `${EXPORTER_HOST}:${EXPORTER_PORT}`;

/** Prometheus' blackbox exporter, asked for every endpoint by curl; its own CPU time and memory, and the wall time of all answers. Undefined where it is not installed. */
export function exporter(lab: Lab): ((list: List) => Promise<Cost>) | undefined {
  if (!existsSync(EXPORTER)) return undefined;
  const config = join(lab.dir, 'exporter.yml');
  const http = `{ preferred_ip_protocol: ip4, fail_if_not_ssl: true, tls_config: { ca_file: ${lab.smallCa} } }`;
  writeFileSync(config, `modules: { https: { prober: http, timeout: 10s, http: ${http} } }\n`);
  return async (list) => {
    const child = spawn(EXPORTER, [`--config.file=${config}`, `--web.listen-address=${EXPORTER_ADDRESS}`, '--log.level=error'], {
      stdio: 'ignore',
    });
    try {
      await reachable(EXPORTER_HOST, EXPORTER_PORT, 'the exporter did not start');
      const questions = `${list.curl}.exporter`;
      const names = readFileSync(list.curl, 'utf8').matchAll(/url = "([^"]+)"/g);
      const urls = Array.from(
        names,
        ([, url = '']) => `url = "http://${EXPORTER_ADDRESS}/probe?module=https&target=${encodeURIComponent(url)}"`,
      );
      writeFileSync(questions, `${urls.join('\n')}\n`);
      const out = join(lab.dir, 'exporter.out');
      const options = ['--silent', '--fail', '--parallel', '--parallel-immediate', '--parallel-max', String(CONCURRENCY)];
      const { wallSeconds } = measure(lab.dir, ['curl', ...options, '--config', questions], out);
      const passed = readFileSync(out, 'utf8').match(/^probe_success 1$/gm)?.length ?? 0;
      if (passed !== list.size) throw new Error(`the exporter passed ${passed} of ${list.size}: see ${out}`);
      return { wallSeconds, ...costOf(child.pid ?? 0) };
    } finally {
      child.kill();
    }
  };
}

const TICKS_A_SECOND = 100;

/** Of a process that still runs (proc(5)). */
function costOf(pid: number): Omit<Cost, 'wallSeconds'> {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_A_SECOND, peakMegabytes: Number(peak) / 1024 };
}
