import { stat } from 'node:fs/promises';
import { isAbsolute, join, win32 } from 'node:path';
import { whoElseMayChange } from '../../files/ownership.ts';
import { StepFailure } from '../trace.ts';

/** Where systems and their administrators put programs; never the current folder, nor what the variable PATH holds. */
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'] as const;

/** The variables that a helper program gets, if they are set: who runs it, language, Kerberos, and what Windows needs to start anything. */
const VARIABLES = [
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'KRB5CCNAME', 'KRB5_CONFIG', 'KRB5_CLIENT_KTNAME'],
  ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'USERNAME', 'USERDOMAIN', 'USERDNSDOMAIN', 'USERPROFILE'],
  ...[
    'COMPUTERNAME',
    'LOGONSERVER',
    'APPDATA',
    'LOCALAPPDATA',
    'ALLUSERSPROFILE',
    'ProgramData',
    'ProgramFiles',
    'ProgramFiles(x86)',
    'ProgramW6432',
  ],
  ...['CommonProgramFiles', 'CommonProgramFiles(x86)', 'CommonProgramW6432', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'OS'],
];

/** Windows' own programs. */
export function systemFolder(): string {
  return (process.platform === 'win32' ? win32.join : join)(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
}

/**
 * The whole path of a helper program: as it is given, else from the first folder that has it. Rejects with `ENOENT` when none has, and with `UNSAFE_PROGRAM` where somebody else than this
 * user or root could have put it there: it is about to get a password.
 */
export async function programPath(program: string): Promise<string> {
  if (process.platform === 'win32') return isAbsolute(program) ? program : win32.join(systemFolder(), program);
  for (const path of isAbsolute(program) ? [program] : FOLDERS.map((folder) => join(folder, program))) {
    const isThere = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) continue;
    const reason = await whoElseMayChange(path);
    if (reason !== undefined) throw new StepFailure('UNSAFE_PROGRAM', `${path} is not started: ${reason}`);
    return path;
  }
  throw new StepFailure('ENOENT', `there is no ${program} in ${FOLDERS.join(', ')}`);
}

/** Named variables only: passwords and proxies of ours, and what makes a program load other code, are not among them. */
export function programEnvironment(): Readonly<Record<string, string>> {
  const path = process.platform === 'win32' ? systemFolder() : '/usr/bin:/bin:/usr/sbin:/sbin';
  const given = VARIABLES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(given), PATH: path };
}
