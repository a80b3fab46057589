import { execFile } from 'node:child_process';
import { join, win32 } from 'node:path';
import { systemFolder } from '../../network/program/program-path.ts';

/** What was found without a path: folders of logs, and a sentence about where each was named. */
export interface SiteLogs {
  readonly folders: readonly string[];
  readonly notes: readonly string[];
}

/** Reads one value of the registry; undefined where there is none. */
export type ReadRegistry = (key: string, value: string) => Promise<string | undefined>;

const SMS = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
const QUERY_TIMEOUT_MS = 5000;

/**
 * The folders of the logs of this server: where the role traces to (documentation page "About log files", key Tracing), where the site is installed, and
 * what the variable SMS_LOG_PATH names. None on a machine that is no site system.
 */
export async function siteLogs(
  environment: Readonly<Record<string, string | undefined>>,
  read: ReadRegistry = readRegistry,
): Promise<SiteLogs> {
  const traced = await read(`${SMS}\\Tracing\\SMS_DMP_DOWNLOADER`, 'TraceFilename');
  const installed = await read(`${SMS}\\Identification`, 'Installation Directory');
  const named = environment.SMS_LOG_PATH;
  const found: readonly (readonly [folder: string | undefined, why: string])[] = [
    [named, 'the variable SMS_LOG_PATH'],
    [traced === undefined ? undefined : win32.dirname(traced), 'the registry, as the folder to which the role traces'],
    [installed === undefined ? undefined : win32.join(installed, 'Logs'), 'the registry, as the folder of the site'],
  ];
  const known = new Map<string, readonly [folder: string, why: string]>();
  for (const [folder, why] of found)
    if (folder !== undefined && folder !== '' && !known.has(folder.toLowerCase())) known.set(folder.toLowerCase(), [folder, why]);
  return {
    folders: [...known.values()].map(([folder]) => folder),
    notes: [...known.values()].map(([folder, why]) => `No path was given: ${folder} is named by ${why}.`),
  };
}

/** By Windows' own reg.exe, which answers in any language with name, type and value. */
async function readRegistry(key: string, value: string): Promise<string | undefined> {
  if (process.platform !== 'win32') return undefined;
  const output = await new Promise<string>((resolve) => {
    execFile(
      join(systemFolder(), 'reg.exe'),
      ['query', key, '/v', value, '/reg:64'],
      { timeout: QUERY_TIMEOUT_MS, windowsHide: true, maxBuffer: 64 * 1024 },
      (error, stdout) => resolve(error === null ? stdout : ''),
    );
  });
  return valueIn(output);
}

/** The value of what reg.exe printed. */
export function valueIn(output: string): string | undefined {
  return /\sREG_(?:EXPAND_)?SZ\s+([^\r\n]{1,400})/.exec(output)?.[1]?.trim();
}
