import { spawn } from 'node:child_process';
import { plainNode } from './plain-node.ts';
import { BIN, COMPILED } from './tested-program.ts';

export { BIN };

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the signal to the end. */
  readonly endedMs: number;
}

/**
 * Why a test that is isolated and looks at who owns a file is skipped, false where it is not: in the namespace of an ordinary user what belongs to root
 * belongs to nobody.
 */
export const ROOT_IN_NAMESPACE: string | false =
  process.getuid?.() === 0 || process.env.CI !== undefined ? false : 'needs root: owners of files in a user namespace';

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; `open` leaves it open and empty. */
  readonly input?: string | 'open';
  /** In a network namespace that has nothing but loopback: nothing can get out. */
  readonly isolated?: boolean;
  /** Isolated, and every packet that leaves loopback vanishes: nothing answers, nothing refuses. 10.9.9.1 is the machine itself. */
  readonly silent?: boolean;
  /** As single modules, not bundled: for who looks at which are loaded. */
  readonly compiled?: boolean;
  readonly killAfterMs?: number;
  readonly signal?: 'SIGINT' | 'SIGTERM';
  /** Redirections and pipes: the program's command line stands for `"$@"`. */
  readonly shell?: string;
}

const LOOPBACK = 'ip link set lo up';
const SILENCE = [
  'ip link add v0 type veth peer name v1',
  'ip addr add 10.9.9.1/24 dev v0',
  'ip link set v0 up',
  'ip link set v1 up',
  'ip neigh add 10.9.9.2 lladdr 02:00:00:00:00:99 dev v0 nud permanent',
  'ip route add default via 10.9.9.2',
].join('; ');

/** The built program as a user runs it. */
export function program(
  args: readonly string[],
  { cwd, env = {}, input, isolated, silent, compiled, killAfterMs, signal = 'SIGINT', shell = 'exec "$@"' }: RunOptions = {},
): Promise<Ran> {
  const setUp = silent === true ? `${LOOPBACK}; ${SILENCE}` : LOOPBACK;
  const inside = isolated === true || silent === true ? ['unshare', '-rn', 'sh', '-c', `${setUp}; ${shell}`] : ['sh', '-c', shell];
  const command = [...plainNode(env.NODE_OPTIONS), ...inside, 'sh', process.execPath, compiled === true ? COMPILED : BIN, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command[0] as string, command.slice(1), { cwd, env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', reject);
    let signalledMs = performance.now();
    child.on('close', (code) => resolve({ code, stdout, stderr, endedMs: performance.now() - signalledMs }));
    // One that ends without reading its input closes the pipe; its exit code says what there is to say.
    child.stdin.on('error', () => undefined);
    if (input !== 'open') child.stdin.end(input ?? '');
    if (killAfterMs === undefined) return;
    setTimeout(() => {
      signalledMs = performance.now();
      child.kill(signal);
    }, killAfterMs);
  });
}
