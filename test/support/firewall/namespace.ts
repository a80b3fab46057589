import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const present = (program: string) => ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(join(folder, program)));

/** Debian 12 has it in its backports only: where those are out of reach its tests are skipped, even where `CI` is set. */
const OPTIONAL: ReadonlySet<string> = new Set(['suricata']);

/** Why a test cannot run here, by programs and their Debian packages; false: it can. On Linux, with `CI` set, only an optional program is an excuse. */
export function missing(programs: Readonly<Record<string, string>>): string | false {
  if (process.platform !== 'linux') return 'needs Linux';
  const absent = Object.keys(programs).filter((program) => !present(program) && (OPTIONAL.has(program) || !process.env.CI));
  if (absent.length > 0) return `missing: apt-get install ${absent.map((program) => programs[program]).join(' ')}`;
  return process.env.CI || process.getuid?.() === 0 ? false : 'needs root for network namespaces';
}

/**
 * Asks a script of `oracles/` in a network namespace of its own, with nothing but loopback, and in a process namespace of its own, so that nothing outlives it.
 * Throws what the script wrote to standard error when it fails.
 */
export function askInNamespace<Question, Answer>(script: string, question: Question, timeoutMs: number): Answer {
  const file = join(import.meta.dirname, 'oracles', `${script}.js`);
  const inside = 'ip link set lo up && ip route add local 198.51.100.0/24 dev lo && exec "$0" "$1"';
  const child = spawnSync('unshare', ['-n', '--pid', '--fork', '--kill-child', 'sh', '-c', inside, process.execPath, file], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`${script}: ${child.error?.message ?? ''} ${child.stderr}`);
  return JSON.parse(child.stdout) as Answer;
}
