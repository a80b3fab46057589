import { UsageError } from '../../model/usage-error.ts';
import { xml } from '../../text/escape.ts';
import { commandOf, filesOf, type TaskProgram } from './program.ts';

/** What the task runs, and for how long at most. */
export interface SystemTask extends TaskProgram {
  readonly configFile: string;
  readonly folder: string;
  readonly limitSeconds: number;
}

const AS_SYSTEM = [
  '  <Triggers />',
  '  <Principals>',
  '    <Principal id="Author">',
  '      <UserId>S-1-5-18</UserId>',
  '      <RunLevel>HighestAvailable</RunLevel>',
  '    </Principal>',
  '  </Principals>',
] as const;

/**
 * A task that runs once, on demand, as Local System: the Task Scheduler schema of MS-TSCH section 2.5, version 1.2. Only System and administrators may read, start or
 * change it. The command line holds paths and nothing else. Throws `UsageError` for a path that the scheduler would not take as it is.
 */
export function taskXml({ configFile, folder, limitSeconds, ...program }: SystemTask): string {
  for (const path of [...filesOf(program), configFile, folder]) refusePath(path);
  const { command, line } = commandOf(program, configFile);
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    '    <SecurityDescriptor>D:P(A;;FA;;;SY)(A;;FA;;;BA)</SecurityDescriptor>',
    '    <Author>configmgr-preflight</Author>',
    '    <Description>One run of configmgr-preflight as System; it removes itself from the scheduler when it has ended.</Description>',
    '  </RegistrationInfo>',
    ...AS_SYSTEM,
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <AllowStartOnDemand>true</AllowStartOnDemand>',
    '    <Enabled>true</Enabled>',
    `    <ExecutionTimeLimit>PT${Math.ceil(limitSeconds)}S</ExecutionTimeLimit>`,
    '    <Priority>5</Priority>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${xml(command)}</Command>`,
    `      <Arguments>${xml(line)}</Arguments>`,
    `      <WorkingDirectory>${xml(folder)}</WorkingDirectory>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
    '',
  ].join('\r\n');
}

/** The scheduler puts variables (`%NAME%`) and arguments (`$(Arg0)`) in place of themselves, and a quotation mark would end the argument. */
function refusePath(path: string): void {
  if (!/["%\p{Cc}]|\$\(/u.test(path)) return;
  throw new UsageError('a task cannot be made for this path: it holds a quotation mark, a percent sign or $(', {
    file: path,
    field: '--as-system',
    hint: 'install the program in a folder with a plain name',
  });
}
