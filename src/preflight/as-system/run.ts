import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../../model/usage-error.ts';
import type { ToolOutcome } from '../../network/program/run-tool.ts';
import type { Settings } from '../../settings/settings.ts';
import { childSettings } from './child-settings.ts';
import { filesOf, type TaskProgram } from './program.ts';
import { taskState } from './task-state.ts';
import { taskXml } from './task-xml.ts';

/** What the run as System needs of the machine. */
export interface SystemMachine extends TaskProgram {
  /** A folder in which only System and administrators write. */
  readonly privateFolder: string;
  readonly schtasks: (argv: readonly string[]) => Promise<ToolOutcome>;
  /** Who else may change a file, or what replaces it; undefined: nobody. */
  readonly whoElse: (path: string) => Promise<string | undefined>;
  readonly interrupted: AbortSignal;
  readonly pollMs: number;
}

/** Beyond the limit of the run itself: to start, to write, to be noticed. Milliseconds. */
const ALLOWANCE_MS = 60_000;

/**
 * Runs the settings once as System by a scheduled task that is removed again, and hands what it wrote, the path of a JSON report, to `read` before its folder is removed.
 * Throws `UsageError` where the task cannot be made or ends without a report.
 */
export async function runAsSystem<T>(settings: Settings, machine: SystemMachine, read: (reportFile: string) => Promise<T>): Promise<T> {
  for (const path of filesOf(machine)) await refuseChangeable(path, machine);
  const name = `configmgr-preflight-${randomBytes(16).toString('hex')}`;
  const folder = join(machine.privateFolder, name);
  await made(folder);
  try {
    const [reportFile, configFile, xmlFile] = ['report.json', 'settings.json', 'task.xml'].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];
    const limitMs = settings.deadline + (settings.hold ?? 0) * 1000 + ALLOWANCE_MS;
    await writeFile(configFile, JSON.stringify(childSettings(settings, reportFile, (path) => resolve(path))), { flag: 'wx', mode: 0o600 });
    await refuseChangeable(configFile, machine);
    const task = taskXml({ ...machine, configFile, folder, limitSeconds: limitMs / 1000 });
    await writeFile(xmlFile, Buffer.from(`\ufeff${task}`, 'utf16le'), { flag: 'wx', mode: 0o600 });
    await runTask(name, xmlFile, reportFile, limitMs, machine);
    return await read(reportFile);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** What System is to run or read has to be out of everybody else's reach: whoever could replace it would become System. */
async function refuseChangeable(path: string, { whoElse }: SystemMachine): Promise<void> {
  const reason = await whoElse(path);
  if (reason === undefined) return;
  throw new UsageError(`this file is not run as System: ${reason}`, {
    file: path,
    field: '--as-system',
    hint: 'install the program where only administrators may write, as below C:\\Program Files',
  });
}

async function made(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'EACCES', 'ENOENT'].includes(code)) throw error;
    throw new UsageError(`the folder for the run as System cannot be made (${code})`, {
      field: '--as-system',
      hint: 'start the program as an administrator, elevated',
    });
  }
}

async function runTask(name: string, xmlFile: string, reportFile: string, limitMs: number, machine: SystemMachine): Promise<void> {
  const { schtasks } = machine;
  await done(schtasks(['/create', '/tn', name, '/xml', xmlFile]), 'made');
  try {
    await done(schtasks(['/run', '/tn', name]), 'started');
    await ended(name, reportFile, limitMs, machine);
  } finally {
    const { code } = await schtasks(['/delete', '/tn', name, '/f']);
    if (code !== 0) await schtasks(['/end', '/tn', name]).then(() => schtasks(['/delete', '/tn', name, '/f']));
  }
}

async function done(asked: Promise<ToolOutcome>, what: string): Promise<void> {
  const { code, stderr, failure } = await asked;
  if (code === 0 && failure === undefined) return;
  const said = (failure?.message ?? stderr).replace(/\s+/g, ' ').trim().slice(0, 300);
  throw new UsageError(`the scheduled task could not be ${what}: ${said === '' ? `schtasks ended with ${code}` : said}`, {
    field: '--as-system',
    hint: 'start the program as an administrator, elevated; the Task Scheduler service has to run',
  });
}

/** Waits for the report: it is written whole or not at all. */
async function ended(name: string, reportFile: string, limitMs: number, { schtasks, interrupted, pollMs }: SystemMachine): Promise<void> {
  const until = performance.now() + limitMs;
  let isOver = false;
  while (!(await isThere(reportFile))) {
    if (isOver || performance.now() > until) throw withoutReport(isOver);
    await pause(pollMs, undefined, { signal: interrupted }).catch(async (error: Error) => {
      await schtasks(['/end', '/tn', name]);
      throw error;
    });
    const { stdout } = await schtasks(['/query', '/tn', name, '/fo', 'csv', '/v', '/nh']);
    isOver = taskState(stdout).state === 'ended';
  }
}

function withoutReport(isOver: boolean): UsageError {
  return new UsageError(isOver ? 'the run as System ended without a report' : 'the run as System did not end within its limit', {
    field: '--as-system',
    hint: 'System sees no mapped drives and no files of your profile: name files on a local drive that System may read',
  });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
