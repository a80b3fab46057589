import type { Context } from '../../../../model/network/context.ts';
import { cut } from '../../../../text/cut.ts';
import type { InterfaceFacts } from '../../server-facts.ts';
import { inPipes } from './session.ts';

/** Remote Registry starts when it is asked for ("Automatic (Trigger Start)"): the first question may find no pipe yet. */
const AGAIN_AFTER_MS = 1500;
const NOT_YET = /NT_STATUS_(?:PIPE_NOT_AVAILABLE|OBJECT_NAME_NOT_FOUND|PIPE_DISCONNECTED)/;

/**
 * Does the service Remote Registry answer? Its pipe is opened over SMB (`\pipe\winreg`, MS-RRP section 2.1), which starts it where Windows starts it on
 * demand; nothing is read. Never rejects.
 */
export async function remoteRegistry(target: string, context: Context): Promise<InterfaceFacts> {
  const first = await openPipe(target, context);
  if (first.refusal === undefined || !NOT_YET.test(first.refusal) || context.signal.aborted) return first;
  await new Promise<void>((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  return openPipe(target, context);
}

async function openPipe(target: string, context: Context): Promise<InterfaceFacts> {
  const about = { question: 'interface', source: target, sourceKind: 'samr' } as const;
  const outcome = await inPipes(target, ['open \\winreg'], context);
  const said = `${outcome.stdout}\n${outcome.stderr}`;
  const refusal = /Failed to open file \\winreg\. (NT_STATUS_\w+)/.exec(said)?.[1];
  if (refusal !== undefined) return { ...about, refusal };
  if (outcome.failure !== undefined) return { ...about, failure: outcome.failure };
  return /open file \\winreg:/.test(said) ? about : { ...about, failure: { code: 'UNKNOWN_SHAPE', message: cut(said.trim(), 300) } };
}
