import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ran } from './machines.ts';

type Environment = Readonly<Record<string, string>>;

interface System {
  readonly enter: readonly string[];
  readonly start: (argv: readonly string[], env: Environment) => Promise<unknown>;
  readonly run: (argv: readonly string[], env: Environment) => Promise<Ran>;
}

/**
 * What Wine's NTLM goes by where no credentials are given: the user's name, and the password that Samba's winbindd keeps for him (ntlm_auth with
 * --use-cached-creds), as Windows keeps that of who logged on. No domain is asked: the winbindd is that of a computer whose own accounts are called CORP.
 */
export async function loggedOn(folder: string, user: string, password: string, { enter, start, run }: System): Promise<Environment> {
  await mkdir(join(folder, 'run'), { recursive: true });
  await mkdir(join(folder, 'private'));
  const folders = ['lock', 'state', 'cache', 'pid'].map((kind) => `${kind} directory = ${folder}`);
  const lines = ['[global]', 'netbios name = CORP', 'workgroup = CORP', 'server role = standalone', `private dir = ${folder}/private`];
  const file = join(folder, 'smb.conf');
  await writeFile(file, [...lines, ...folders, `log file = ${folder}/log`, ''].join('\n'));
  const accounts = await readFile('/etc/passwd', 'utf8');
  await writeFile(join(folder, 'passwd'), accounts.replace(/^root:/m, `${user}:`));
  const env = { LOGGED_ON: folder };
  await start([...enter, 'winbindd', '--foreground', '--no-process-group', `--configfile=${file}`], env);
  const saving = `for i in $(seq 200); do wbinfo -p >/dev/null 2>&1 && break; sleep 0.1; done; exec wbinfo --ccache-save="$1"`;
  const { code, stdout, stderr } = await run([...enter, 'bash', '-c', saving, 'bash', `CORP\\${user}%${password}`], env);
  if (code !== 0) throw new Error(`winbindd keeps no password: ${stdout}${stderr}`);
  return env;
}
