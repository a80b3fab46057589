import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../src/files/package-root.ts';

const FOLDER = join(packageRoot(), '.lab/powershell');
/** PowerShell 7, the module Pester, Bicep's compiler: as `powershell.sh` puts them there. */
export const PWSH = join(FOLDER, 'tools/pwsh');
export const PESTER = join(FOLDER, 'pester/Pester.psd1');
export const BICEP = join(FOLDER, 'bicep/bicep');
const DOTNET = ['/usr/bin/dotnet', '/usr/share/dotnet/dotnet', '/usr/lib/dotnet/dotnet', '/usr/local/bin/dotnet'];

/** Why tests that want PowerShell are skipped; false: they run. Where CI is set and .NET is there, they run and fail without it. */
export function withoutPowerShell(): string | false {
  if ([PWSH, PESTER, BICEP].every((path) => existsSync(path))) return false;
  const hasDotnet = DOTNET.some((path) => existsSync(path));
  if (hasDotnet && process.env.CI !== undefined) return false;
  return hasDotnet ? 'no PowerShell 7 here (npm run lab:install)' : 'no .NET here, so no PowerShell 7';
}

/** What a command in PowerShell 7 printed to standard output. Rejects when it fails. */
export async function pwsh(command: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const argv = ['-NoProfile', '-NonInteractive', '-Command', command, ...args];
  const { stdout } = await promisify(execFile)(PWSH, argv, { env: { ...process.env, ...PWSH_ENV, ...env }, maxBuffer: 64 << 20 });
  return stdout;
}

/** No greeting, no telemetry, no look for updates. */
export const PWSH_ENV = {
  POWERSHELL_TELEMETRY_OPTOUT: '1',
  POWERSHELL_UPDATECHECK: 'Off',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  NODE_OPTIONS: '',
};
