import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { plainNode } from '../plain-node.ts';

/** That nothing hangs: a directory is provisioned in 15 seconds by an idle machine, in more than a minute by a busy one. */
const LIMIT_MS = 240_000;

const exec = promisify(execFile);

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The lines of what a command printed, trimmed, without empty ones. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/**
 * Machines made of network namespaces of the kernel, on wires of their own: no route leads to the real network. Every process started in one
 * dies with the test's process. Names begin with the process id, so that labs run side by side.
 */
export class Machines {
  readonly dir: string;
  readonly #prefix = `pf${process.pid}`;
  readonly #processes = new Set<ChildProcess>();
  readonly #namespaces: string[] = [];
  #wires = 0;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<Machines> {
    const machines = new Machines(await mkdtemp(join(tmpdir(), 'preflight-lab-')));
    await exec('chmod', ['755', machines.dir]);
    await sweep();
    return machines;
  }

  namespace(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  async add(name: string): Promise<void> {
    const namespace = this.namespace(name);
    await exec('ip', ['netns', 'add', namespace]);
    this.#namespaces.push(namespace);
    await exec('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    // Addresses serve at once; duplicates cannot be.
    for (const scope of ['all', 'default'])
      await this.run(name, ['sysctl', '-qw', `net.ipv6.conf.${scope}.accept_dad=0`, `net.ipv6.conf.${scope}.disable_ipv6=0`]);
  }

  /** A wire between two machines, each end with its addresses (`10.0.0.1/24`). */
  async wire(left: string, leftAddresses: readonly string[], right: string, rightAddresses: readonly string[]): Promise<void> {
    this.#wires += 1;
    const [a, b] = [`w${this.#wires}a`, `w${this.#wires}b`];
    await exec('ip', ['link', 'add', a, 'netns', this.namespace(left), 'type', 'veth', 'peer', 'name', b, 'netns', this.namespace(right)]);
    for (const [machine, device, addresses] of [
      [left, a, leftAddresses],
      [right, b, rightAddresses],
    ] as const) {
      for (const address of addresses)
        await exec('ip', [
          '-n',
          this.namespace(machine),
          'addr',
          'add',
          address,
          'dev',
          device,
          ...(address.includes(':') ? ['nodad'] : []),
        ]);
      await exec('ip', ['-n', this.namespace(machine), 'link', 'set', device, 'up']);
    }
  }

  /** A file that processes on the machine see in /etc, such as `resolv.conf` or `hosts`. */
  async etc(name: string, file: string, text: string): Promise<void> {
    const folder = `/etc/netns/${this.namespace(name)}`;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, file), text);
  }

  /** Runs a command to its end; never rejects for its exit code. */
  run(
    name: string,
    argv: readonly string[],
    { env = {}, timeoutMs = LIMIT_MS, input = '' }: { env?: Readonly<Record<string, string>>; timeoutMs?: number; input?: string } = {},
  ): Promise<Ran> {
    return new Promise((resolve) => {
      const [command, ...words] = [...plainNode(env.NODE_OPTIONS), 'ip', 'netns', 'exec', this.namespace(name), ...argv] as [
        string,
        ...string[],
      ];
      const child = execFile(
        command,
        words,
        { env: { ...process.env, ...env }, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 256 * 1024 * 1024 },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
      );
      // A command that ends without reading its input closes the pipe; its exit code says what there is to say.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** Starts a server that stays; its output goes to a file of the lab. */
  async start(name: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<() => void> {
    const log = await open(join(this.dir, `${name}-${this.#processes.size}.log`), 'w');
    const child = spawn(
      'setpriv',
      [
        '--pdeathsig',
        'KILL',
        'unshare',
        '--fork',
        '--pid',
        '--kill-child=KILL',
        ...plainNode(),
        'ip',
        'netns',
        'exec',
        this.namespace(name),
        ...argv,
      ],
      {
        stdio: ['ignore', log.fd, log.fd],
        env: { ...process.env, ...env },
      },
    );
    this.#processes.add(child);
    child.once('exit', () => this.#processes.delete(child));
    await log.close();
    return () => end(child);
  }

  /** Waits until something listens there. */
  async listening(name: string, address: string, port: number): Promise<void> {
    const untilMs = performance.now() + LIMIT_MS;
    while (performance.now() < untilMs) {
      const { code } = await this.run(name, ['bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`]);
      if (code === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`nothing listens on ${name} ${address}:${port}; see ${this.dir}`);
  }

  async stop(): Promise<void> {
    for (const child of this.#processes) end(child);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const namespace of this.#namespaces) {
      await exec('ip', ['netns', 'del', namespace]);
      await rm(`/etc/netns/${namespace}`, { recursive: true, force: true });
    }
    await rm(this.dir, { recursive: true, force: true });
  }
}

/**
 * Ends a server with everything it started: the first process of its pid namespace takes the others along. The wish to die with its parent is not
 * enough for one that gave up being root (prctl(2), PR_SET_PDEATHSIG), such as squid.
 */
function end(child: ChildProcess): void {
  for (const pid of childrenOf(child.pid)) kill(pid);
  child.kill('SIGKILL');
}

/** None for a process that is gone. */
function childrenOf(pid: number | undefined): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

function kill(pid: number): void {
  if (isRunning(pid)) process.kill(pid, 'SIGKILL');
}

/** Takes away the namespaces of labs whose process was killed before it could. */
async function sweep(): Promise<void> {
  const { stdout } = await exec('ip', ['netns', 'list']);
  for (const namespace of stdout.split('\n').map((line) => line.split(' ')[0] ?? '')) {
    const owner = /^pf(\d+)-/.exec(namespace)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    // What gave up being root has outlived it.
    const { stdout: pids } = await exec('ip', ['netns', 'pids', namespace]).catch(() => ({ stdout: '' }));
    for (const pid of pids.split('\n').filter(Boolean)) kill(Number(pid));
    // Another lab may be sweeping too.
    await exec('ip', ['netns', 'del', namespace]).catch(() => undefined);
    await rm(`/etc/netns/${namespace}`, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
