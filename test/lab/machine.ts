import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What a finished command left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** The command is killed, with everything it started, when it takes longer. */
  readonly timeoutMs?: number;
}

/** A program that stays until it is stopped or its machine ends. */
export interface Daemon {
  stop(): Promise<void>;
}

/**
 * Process 1 of a machine, in fresh namespaces. Its root directory is an overlay of the real one on a tmpfs: whatever is written there is gone with it.
 * It ends at the end of its standard input, so with the test process, however that dies; the kernel then ends every process of the machine.
 */
const FIRST_PROCESS = String.raw`
set -e
read -r pid rest </proc/self/stat
name=$1; shift
mount --make-rprivate /
mount -t tmpfs -o mode=755 lab /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
cd /mnt/root
mount --rbind /dev dev
mount -t sysfs sysfs sys
mount -t proc proc proc
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mkdir -p run/lock var/tmp
for shared; do mkdir -p ".$shared"; mount --bind "$shared" ".$shared"; done
hostname "$name"
echo "$name" >etc/hostname
printf '127.0.0.1 localhost\n::1 localhost\n' >etc/hosts
: >etc/resolv.conf
mkdir .old
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
# No waiting for duplicates of our own addresses.
for kind in all default; do echo 0 >/proc/sys/net/ipv6/conf/$kind/accept_dad; echo 0 >/proc/sys/net/ipv6/conf/$kind/dad_transmits; done
ip link set lo up
echo "ready $pid"
trap : CHLD TERM
while read -r _; do :; done
`;

/** A host with its own network, file system, host name and process ids. */
export class Machine {
  readonly name: string;
  /** Of its first process, as the test process sees it. */
  readonly pid: number;
  readonly #first: ChildProcessWithoutNullStreams;
  readonly #logs: string;
  #daemons = 0;

  private constructor(name: string, pid: number, first: ChildProcessWithoutNullStreams, logs: string) {
    this.name = name;
    this.pid = pid;
    this.#first = first;
    this.#logs = logs;
  }

  /** `folders` exist on the machine as they do outside, and are writable; log files of its programs go to `logs`. */
  static async start(name: string, folders: readonly string[], logs: string): Promise<Machine> {
    const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child=KILL'];
    const first = spawn('unshare', [...namespaces, 'bash', '-c', FIRST_PROCESS, 'machine', name, ...folders]);
    let said = '';
    first.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const pid = await new Promise<number>((resolve, reject) => {
      first.on('error', reject);
      first.on('exit', (code) => reject(new Error(`machine ${name} did not start (${code}): ${said}`)));
      first.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const ready = /^ready (\d+)$/m.exec(said);
        if (ready !== null) resolve(Number(ready[1]));
      });
    });
    first.stdin.on('error', () => undefined);
    return new Machine(name, pid, first, logs);
  }

  /** Runs a command on the machine to its end; never rejects because of what the command does. */
  run(argv: readonly string[], { env, input = '', cwd = '/', timeoutMs = 60_000 }: RunOptions = {}): Promise<Ran> {
    const limited = ['timeout', '-k', '1', String(timeoutMs / 1000), ...argv];
    return collect(this.#enter(limited, cwd), env, input);
  }

  /** As `run`, and its standard output; rejects unless the command ends well. */
  async must(argv: readonly string[], options?: RunOptions): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, options);
    if (code !== 0) throw new Error(`${this.name}: ${argv.join(' ')} ended with ${code}: ${stderr || stdout}`);
    return stdout;
  }

  async write(path: string, text: string): Promise<void> {
    await this.must(['sh', '-c', 'cat >"$0"', path], { input: text });
  }

  /** Starts a program that stays in the foreground. */
  async spawn(argv: readonly string[]): Promise<Daemon> {
    this.#daemons += 1;
    const id = `${this.name}-${this.#daemons}-${argv[0]?.replace(/.*\//, '')}`;
    const pidFile = `/run/${id}.pid`;
    const command = this.#enter(['sh', '-c', 'echo $$ >"$0"; exec "$@"', pidFile, ...argv], '/');
    const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.#logs, `${id}.log`));
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => log.end(resolve));
      child.once('error', () => log.end(resolve));
    });
    return {
      stop: async () => {
        if (child.exitCode === null) await this.run(['sh', '-c', 'kill -KILL $(cat "$0")', pidFile]);
        await ended;
      },
    };
  }

  /** Resolves when all of these ports are listened on: `80`, or `10.77.0.53:53/udp`. Looks, and sends nothing. */
  async listening(...ports: readonly string[]): Promise<void> {
    for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 20) {
      const open = await this.#openPorts();
      if (ports.every((port) => open.has(port))) return;
      await delay(20);
    }
    throw new Error(`${this.name}: nobody listens on ${ports.join(', ')}\n${await this.#lastWords()}`);
  }

  async #lastWords(): Promise<string> {
    const logs = (await readdir(this.#logs)).filter((file) => file.startsWith(`${this.name}-`));
    const ends = logs.map(async (file) => `${file}: ${(await readFile(join(this.#logs, file), 'utf8')).slice(-1000)}`);
    return (await Promise.all(ends)).join('\n');
  }

  /** Ends every process of the machine; its namespaces and files go with them. */
  async stop(): Promise<void> {
    if (this.#first.exitCode !== null || this.#first.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#first.once('exit', resolve));
    this.#first.stdin.end();
    const timer = setTimeout(() => this.#first.kill('SIGKILL'), 2000);
    await gone;
    clearTimeout(timer);
  }

  #enter(argv: readonly string[], cwd: string): readonly string[] {
    const all = ['--mount', '--uts', '--ipc', '--net', '--pid'];
    return ['nsenter', `--target=${this.pid}`, ...all, '--', 'env', '-C', cwd, ...argv];
  }

  async #openPorts(): Promise<ReadonlySet<string>> {
    const LISTEN = '0A';
    const open = new Set<string>();
    for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
      const lines = (await readFile(`/proc/${this.pid}/net/${table}`, 'latin1')).split('\n').slice(1, -1);
      for (const [, local = '', , state] of lines.map((line) => line.trim().split(/\s+/))) {
        const [address = '', port = ''] = local.split(':');
        const suffix = table.startsWith('udp') ? '/udp' : '';
        if (suffix === '' && state !== LISTEN) continue;
        open.add(`${Number.parseInt(port, 16)}${suffix}`);
        if (address.length === 8) open.add(`${dotted(address)}:${Number.parseInt(port, 16)}${suffix}`);
      }
    }
    return open;
  }
}

/** Addresses in /proc/net are hexadecimal, in the byte order of the machine. */
function dotted(hexadecimal: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hexadecimal.slice(at, at + 2), 16)).join('.');
}

/** A command of the test process itself, to its end. */
export function collect(argv: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0] as string, argv.slice(1), {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', LANG: 'C.UTF-8', ...env },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
