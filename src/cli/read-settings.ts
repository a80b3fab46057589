import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { whoElseMayChange } from '../files/ownership.ts';
import { UsageError } from '../model/usage-error.ts';
import { loadConfig } from '../settings/load.ts';
import { refuseNamedOnly } from '../settings/named-only.ts';
import { mergeSettings, type Settings } from '../settings/settings.ts';
import type { ParsedArguments } from './arguments/arguments.ts';
import type { Io } from './streams/io.ts';
import { errorLine } from './streams/process-io.ts';

const DEFAULT_FILE = 'preflight.yaml';
const ACCOUNT_PASSWORDS = ['PREFLIGHT_USER_PASSWORD', 'PREFLIGHT_INSTALLATION_PASSWORD'] as const;

/**
 * The settings of a command: flags, environment, and the configuration file that `--config` names or that is in the current folder. A file that was found counts
 * only when nobody else could have written it, and not for everything. Throws `UsageError`.
 */
export async function readSettings({ configFile, flags }: Pick<ParsedArguments, 'configFile' | 'flags'>, io: Io): Promise<Settings> {
  if (configFile !== undefined) return { ...mergeSettings((await loadConfig(configFile)).values, io.env, flags), configFile };
  const path = join(io.cwd, DEFAULT_FILE);
  if (!(await isThere(path))) return mergeSettings({}, io.env, flags);
  await refuseForeign(path, io);
  const file = await loadConfig(DEFAULT_FILE);
  const accountPassword = ACCOUNT_PASSWORDS.some((name) => (io.env[name] ?? '') !== '') || Object.keys(flags).some(isAccountPasswordFile);
  refuseNamedOnly(DEFAULT_FILE, file, accountPassword);
  // Not by the file's own word.
  const { quiet } = mergeSettings({}, io.env, flags);
  if (!quiet) io.err(errorLine(`Note: settings are read from ${path}`));
  return { ...mergeSettings(file.values, io.env, flags), configFile: path };
}

function isAccountPasswordFile(flag: string): boolean {
  return flag === 'userPasswordFile' || flag === 'installationPasswordFile';
}

/** Also a link that leads nowhere: that is told as it is. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw new UsageError(`the configuration file cannot be read (${error.code ?? 'unknown error'})`, { file: path });
    },
  );
}

async function refuseForeign(path: string, io: Io): Promise<void> {
  const reason = await whoElse(path, io).catch((error: NodeJS.ErrnoException) => `it cannot be read (${error.code ?? 'unknown error'})`);
  if (reason === undefined) return;
  throw new UsageError(`this configuration file was found, not named, and somebody else may have written it: ${reason}`, {
    file: DEFAULT_FILE,
    hint: `if it is yours, name it: --config ${DEFAULT_FILE}; if not, run the program in another folder`,
  });
}

async function whoElse(path: string, io: Io): Promise<string | undefined> {
  if (process.platform !== 'win32') return whoElseMayChange(path);
  const { whoElseMayChangeOnWindows } = await import('../preflight/machine/windows-acl.ts');
  return whoElseMayChangeOnWindows(path, io.interrupted);
}
