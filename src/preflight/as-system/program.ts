import { win32 } from 'node:path';

/** How a task starts this program. */
export interface TaskProgram {
  /** Node.js, or the single-file executable. */
  readonly program: string;
  /** What Node.js runs; the executable is both. */
  readonly script?: string;
  /** The batch file that starts them, and the shell that reads it. */
  readonly batch?: string;
  readonly shell?: string;
}

interface Started {
  readonly execPath: string;
  readonly script: string;
  readonly isExecutable: boolean;
  readonly systemFolder: string;
}

/**
 * The executable by itself; from the zip by its batch file, which keeps what the machine sets for Node.js (`NODE_OPTIONS`) out of a process of System; installed by npm, by Node.js.
 */
export function taskProgram({ execPath, script, isExecutable, systemFolder }: Started, isThere: (path: string) => boolean): TaskProgram {
  if (isExecutable) return { program: execPath };
  const top = win32.dirname(execPath);
  const batch = win32.join(top, 'configmgr-preflight.cmd');
  const isOfZip =
    win32
      .normalize(script)
      .toLowerCase()
      .startsWith(`${win32.join(top, 'app').toLowerCase()}\\`) && isThere(batch);
  return { program: execPath, script, ...(isOfZip ? { batch, shell: win32.join(systemFolder, 'cmd.exe') } : {}) };
}

/** Every file that whoever could replace it would run as System by. The shell is Windows' own. */
export function filesOf({ program, script, batch }: TaskProgram): readonly string[] {
  return [program, script, batch].filter((path) => path !== undefined);
}

/** The command and its arguments. With `/s` cmd.exe takes away the first and the last quotation mark of all, and leaves the rest as it is. */
export function commandOf(
  { program, script, batch, shell }: TaskProgram,
  configFile: string,
): { readonly command: string; readonly line: string } {
  const line = [...[batch ?? script].flatMap((path) => (path === undefined ? [] : [`"${path}"`])), `--config "${configFile}"`].join(' ');
  return batch === undefined || shell === undefined ? { command: program, line } : { command: shell, line: `/d /v:off /s /c "${line}"` };
}
