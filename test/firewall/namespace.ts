import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const present = (program: string) => ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(join(folder, program)));

/** Why a test cannot run here, by programs and their Debian packages; false: it can. On Linux never an excuse where CI is set. */
export function missing(programs: Readonly<Record<string, string>>): string | false {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.env.CI) return false;
  if (process.getuid?.() !== 0) return 'needs root for network namespaces';
  const packages = Object.entries(programs).flatMap(([program, name]) => (present(program) ? [] : [name]));
  return packages.length === 0 ? false : `missing: apt-get install ${packages.join(' ')}`;
}

/**
 * Asks a script of `oracles/` in a network namespace of its own, with nothing but loopback, and in a process namespace of its own, so that nothing outlives it.
 * Throws what the script wrote to standard error when it fails.
 */
export function askInNamespace<Question, Answer>(script: string, question: Question, timeoutMs: number): Answer {
  const file = join(import.meta.dirname, 'oracles', `${script}.js`);
  const inside = 'ip link set lo up && exec "$0" "$1"';
  const child = spawnSync('unshare', ['-n', '--pid', '--fork', '--kill-child', 'sh', '-c', inside, process.execPath, file], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`${script}: ${child.error?.message ?? ''} ${child.stderr}`);
  return JSON.parse(child.stdout) as Answer;
}
