// What is installed, by the registry: .NET Framework and the programs that the prerequisites name.
import { registryKeys, registryNumber, registryTexts } from './registry.ts';

const DOTNET = 'SOFTWARE\\Microsoft\\NET Framework Setup\\NDP';

/** .NET Framework 4 by its release number, and whether the feature 3.5 is on. */
export function dotnet(): object {
  return {
    release: registryNumber('HKLM', `${DOTNET}\\v4\\Full`, 'Release') ?? null,
    feature35: registryNumber('HKLM', `${DOTNET}\\v3.5`, 'Install') === 1,
  };
}

const PROGRAMS = ['SOFTWARE', 'SOFTWARE\\WOW6432Node'].map((view) => `${view}\\Microsoft\\Windows\\CurrentVersion\\Uninstall`);
const NAMED = /Visual C\+\+ (?:20(?:13|15)|v14)|ODBC Driver 1[78] for SQL Server/i;

/** Names and versions of the installed programs that the prerequisites name. */
export function software(): object {
  return { installed: PROGRAMS.flatMap((folder) => registryKeys('HKLM', folder).flatMap((name) => program(`${folder}\\${name}`))) };
}

/** As in `scripts/software.ps1`, in two steps: one expression of both words would look for the second behind each of the first. */
function isNamed(name: string): boolean {
  const server = name.search(/SQL Server /i);
  return NAMED.test(name) || (server !== -1 && /Native Client/i.test(name.slice(server)));
}

/** One damaged or guarded entry of a foreign program does not end the question. */
function program(key: string): readonly object[] {
  try {
    const name = registryTexts('HKLM', key, 'DisplayName')[0] ?? '';
    return isNamed(name) ? [{ name, version: registryTexts('HKLM', key, 'DisplayVersion')[0] ?? '' }] : [];
  } catch {
    return [];
  }
}
