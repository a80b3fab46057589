import { existsSync } from 'node:fs';
import { win32 } from 'node:path';
import { isSea } from 'node:sea';
import { loadCatalogs } from '../catalog/load.ts';
import type { PlacementEvidence } from '../model/evidence.ts';
import type { Report } from '../model/report.ts';
import { UsageError } from '../model/usage-error.ts';
import { systemFolder } from '../network/program/program-path.ts';
import { runTool } from '../network/program/run-tool.ts';
import { passwordFilesOf, refuseSecrets, refuseUnsupported } from '../preflight/as-system/child-settings.ts';
import { taskProgram } from '../preflight/as-system/program.ts';
import { runAsSystem, type SystemMachine } from '../preflight/as-system/run.ts';
import { type ReadProxy, type SystemWays, wayNotes, wayRows, wayTable } from '../preflight/as-system/windows-ways.ts';
import { whoElseMayChangeOnWindows, whoElseMayReadOnWindows } from '../preflight/machine/windows-acl.ts';
import { readWindowsProxy } from '../preflight/machine/windows-routes.ts';
import type { Settings } from '../settings/settings.ts';
import { loadReport } from './saved-report.ts';
import type { Io } from './streams/io.ts';

const TOOL_LIMIT_MS = 30_000;

/** `--as-system`: the report of one run by System, with the ways out of System in its notes and on standard error. Throws `UsageError` where it cannot be made. */
export async function checkAsSystem(settings: Settings, io: Io): Promise<Report> {
  if (process.platform !== 'win32')
    throw new UsageError('System is an account of Windows, and this is none', {
      field: '--as-system',
      hint: 'run it on the Windows server that is to carry the role; here, start the program as the account whose way out is meant',
    });
  refuseUnsupported(settings);
  refuseSecrets(settings, io.env);
  for (const file of passwordFilesOf(settings)) await refuseReadable(file, io);
  const report = await runAsSystem(settings, machineOf(io), (file) => loadReport(file, { regularOnly: true }));
  const rows = wayRows(await waysOf(settings, report, io.interrupted));
  if (!settings.quiet) io.err(wayTable(rows));
  return {
    ...report,
    run: { ...report.run, notes: ['This run was made as System, by a scheduled task.', ...report.run.notes, ...wayNotes(rows)] },
  };
}

function machineOf({ interrupted }: Io): SystemMachine {
  return {
    ...taskProgram(
      { execPath: process.execPath, script: process.argv[1] ?? '', isExecutable: isSea(), systemFolder: systemFolder() },
      existsSync,
    ),
    privateFolder: win32.join(systemFolder(), 'config', 'systemprofile'),
    // Removing the task has to work after an interrupt as well.
    schtasks: (argv) => runTool('schtasks.exe', argv, { signal: new AbortController().signal, timeoutMs: TOOL_LIMIT_MS }),
    whoElse: (path) => whoElseMayChangeOnWindows(path, interrupted),
    interrupted,
    pollMs: 1000,
  };
}

async function refuseReadable(file: string, { interrupted }: Io): Promise<void> {
  const reason = await whoElseMayReadOnWindows(file, interrupted);
  if (reason === undefined) return;
  throw new UsageError(`a file with a password is handed to the run as System only where nobody else reads it: ${reason}`, {
    file,
    field: '--as-system',
    hint: `icacls "${file}" /inheritance:r /grant:r "*S-1-5-18:R" "*S-1-5-32-544:F"`,
  });
}

async function waysOf(settings: Settings, report: Report, signal: AbortSignal): Promise<SystemWays> {
  const catalogs = await loadCatalogs(settings.catalog);
  const { siteServer, smsProvider, sqlServer, dc, scp } = settings;
  const asSystem = catalogs.flatMap(({ endpoints }) =>
    endpoints.filter(({ sentBy, connectors }) => sentBy === 'system' && connectors.includes('scp')),
  );
  return {
    winHttp: await proxyRead('winhttp', signal),
    system: await proxyRead('system-settings', signal),
    siteSystem: siteSystemOf(report),
    asSystem: [...new Set(asSystem.map(({ host }) => host))],
    internal: [...new Set([scp, ...siteServer, smsProvider, sqlServer?.replace(/:\d{1,5}$/, ''), ...dc].flatMap((host) => host ?? []))],
  };
}

async function proxyRead(spec: 'winhttp' | 'system-settings', signal: AbortSignal): Promise<ReadProxy> {
  try {
    return await readWindowsProxy(spec, signal);
  } catch (error) {
    if (error instanceof UsageError) return { failure: error.message };
    throw error;
  }
}

/** What the placement check of the run learnt. */
function siteSystemOf({ findings }: Report): SystemWays['siteSystem'] {
  const finding = findings.find(({ id }) => id === 'placement:proxy');
  const { siteProxy }: PlacementEvidence = finding?.evidence ?? {};
  if (siteProxy !== undefined) return siteProxy;
  return finding?.status === 'pass' ? 'none' : 'unknown';
}
