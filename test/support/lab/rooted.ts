import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machines, Ran } from './machines.ts';

/**
 * A machine with a root directory of its own beside its network: an overlay of the real root on a tmpfs. What a service writes to /etc, /var or
 * /run is seen by this machine alone and is gone with it.
 */
export interface Rooted {
  readonly name: string;
  run(argv: readonly string[], options?: { readonly input?: string; readonly env?: Readonly<Record<string, string>> }): Promise<Ran>;
  /** A shell script, `set -e`; rejects with its output when it fails. */
  script(text: string): Promise<string>;
  /** A server that stays. */
  start(argv: readonly string[]): Promise<void>;
  stop(): void;
}

/** Process 1 of the machine: makes the root directory, then only waits. $1 is the folder that all machines share, $2 the name, $3 the address. */
const INIT = `set -e
mount --make-rprivate /
root=$(mktemp -d)
mount -t tmpfs -o mode=755 lab "$root"
mkdir "$root/up" "$root/work" "$root/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/up,workdir=$root/work" "$root/root"
cd "$root/root"
mount --rbind /dev dev
mount -t sysfs sysfs sys
mount -t proc proc proc
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mkdir -p ".$1" run/lock .old
mount --bind "$1" ".$1"
hostname "$2"
printf '127.0.0.1 localhost\\n%s %s.corp.test %s\\n' "$3" "$2" "$2" > etc/hosts
printf 'nameserver %s\\n' "$4" > etc/resolv.conf
pivot_root . .old
cd /
umount -l /.old
rm -rf /var/lib/samba /var/cache/samba /etc/samba/smb.conf
mkdir -p /var/lib/samba/private /var/cache/samba /var/log/samba /run/samba
echo ready
trap : CHLD TERM
while :; do sleep infinity & wait; done
`;

/** Gives a machine of the lab a root directory of its own. Its network must be there. */
export async function rooted(machines: Machines, name: string, address: string, resolver: string): Promise<Rooted> {
  const init = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'ip', 'netns', 'exec', machines.namespace(name)],
      ...['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child=KILL'],
      ...['bash', '-c', INIT, 'init', machines.dir, name, address, resolver],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await ready(init, name);
  const children = await readFile(`/proc/${init.pid}/task/${init.pid}/children`, 'utf8');
  const enter = ['nsenter', '--target', children.trim().split(' ')[0] ?? '', '--mount', '--uts', '--ipc', '--net', '--pid', '--'];
  const run: Rooted['run'] = (argv, options) => machines.run(name, [...enter, ...argv], options);
  let started = 0;
  return {
    name,
    run,
    script: async (text) => {
      const { code, stdout, stderr } = await run(['bash', '-s'], { input: `set -e\n${text}` });
      if (code !== 0) throw new Error(`${name}: ${(stdout + stderr).slice(-2000)}`);
      return stdout;
    },
    start: async (argv) => {
      started += 1;
      const log = await open(join(machines.dir, `${name}-${started}.log`), 'w');
      const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...enter, 'setsid', ...argv], { stdio: ['ignore', log.fd, log.fd] });
      child.unref();
      await log.close();
    },
    stop: () => init.kill('SIGKILL'),
  };
}

function ready(init: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    init.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    init.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    init.once('exit', () => reject(new Error(`${name} did not start: ${said}`)));
  });
}
