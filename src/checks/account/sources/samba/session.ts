import type { Context } from '../../../../model/network/context.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import type { Slot } from '../../../../model/network/run-state.ts';
import { askingAs } from '../../../../network/account/asking-account.ts';
import { canUseKerberos } from '../../../../network/kerberos-realm.ts';
import { runTool, type ToolOutcome } from '../../../../network/program/run-tool.ts';
import { speaksOnlySmb1 } from '../../../../network/smb/dialect.ts';
import { tcpFailure } from '../../../../network/tcp-open.ts';
import { withFullDomain } from '../domain/full-name.ts';
import { isEnded, type SambaScheme, sambaFailure } from './failure.ts';

/** Connecting, several questions and their answers. */
const STEPS = 3;
/** Where it is shut, the tools would turn to 139, which says nothing of what the product uses. */
export const SMB_PORT = 445;
/** Samba reads the password from this descriptor (credentials(7), PASSWD_FD). */
export const PASSWORD_ON_3 = { PASSWD_FD: '3' };
/** Times are printed in the zone of the process. */
const IN_UTC = { TZ: 'UTC' };

/** What `rpcclient` printed of these commands, asked as the account that asks. */
export function rpc(target: string, commands: readonly string[], context: Context): Promise<ToolOutcome> {
  return asAsker({ program: 'rpcclient', place: [target], commands }, target, context);
}

/** What `smbclient` printed of these commands in a session to IPC$, asked as the account that asks. */
export function inPipes(target: string, commands: readonly string[], context: Context): Promise<ToolOutcome> {
  const place = [`//${target}/IPC$`, '--option=client min protocol=SMB2'];
  return asAsker({ program: 'smbclient', place, commands }, target, context);
}

interface Question {
  readonly program: 'rpcclient' | 'smbclient';
  readonly place: readonly string[];
  readonly commands: readonly string[];
}

async function asAsker(question: Question, target: string, context: Context): Promise<ToolOutcome> {
  const { user } = context;
  if (user === undefined) return runAsAsker(question, target, context, { scheme: 'required' });
  const closed = await tcpFailure(target, SMB_PORT, context);
  if (closed !== undefined) return { code: -1, stdout: '', stderr: '', failure: closed };
  const outcome = await offered(question, target, context, context.run.of(KERBEROS_NAME).name ?? user.username);
  if (outcome.failure?.code !== 'NT_STATUS_NTLM_BLOCKED') return outcome;
  return (await byKerberos(question, target, context, user.username)) ?? outcome;
}

/** Asked under this name of the account that asks, behind its gate. */
async function offered(question: Question, target: string, context: Context, username: string): Promise<ToolOutcome> {
  const scheme = await schemeFor(username, target, context);
  const attempt = (offering: () => void): Promise<ToolOutcome> => {
    offering();
    return runAsAsker(question, target, context, { scheme, username });
  };
  const outcome = await askingAs(context, attempt, ({ failure }) => failure);
  return 'stdout' in outcome ? outcome : { code: -1, stdout: '', stderr: '', failure: outcome };
}

/** The name of the account that asks with which Kerberos is possible, once NTLM was refused. */
const KERBEROS_NAME: Slot<{ name?: string }> = { create: () => ({}) };

/**
 * Where NTLM is not allowed it is refused before anybody looks at the password, so the log-on by Kerberos is the only one that counts. Undefined: there is no
 * Kerberos for this account and server.
 */
async function byKerberos(question: Question, target: string, context: Context, username: string): Promise<ToolOutcome | undefined> {
  // The gate is free again by now: the directory is asked as the same account.
  const full = await withFullDomain(username, target, context);
  if (full === undefined || !(await canUseKerberos(full, target, context))) return undefined;
  context.run.of(KERBEROS_NAME).name = full;
  return offered(question, target, context, full);
}

async function runAsAsker(
  { program, place, commands }: Question,
  target: string,
  context: Context,
  { scheme, username }: { readonly scheme: SambaScheme; readonly username?: string },
): Promise<ToolOutcome> {
  const { user } = context;
  const identity = username === undefined ? ['--no-pass'] : [`--user=${username}`];
  const argv = [...place, '--configfile=/dev/null', `--use-kerberos=${scheme}`, ...identity, '-c', commands.join(';')];
  const outcome = await runTool(program, argv, {
    ...limitsOf(context),
    env: IN_UTC,
    ...(user === undefined ? {} : { secret: user.password.reveal(), env: { ...PASSWORD_ON_3, ...IN_UTC } }),
  });
  const failure = await explained(sambaFailure(program, outcome, scheme), target, context);
  return failure === undefined ? outcome : { ...outcome, failure };
}

/** Kerberos where the name tells a realm that can be reached, else NTLM: decided before the password is offered, since both would be two log-ons. */
export async function schemeFor(username: string, target: string, context: Context): Promise<SambaScheme> {
  return (await canUseKerberos(username, target, context)) ? 'required' : 'off';
}

/** A connection that ended where the newer versions of SMB were offered: before any name was sent, if the server knows none of them. */
export async function explained(failure: Failure | undefined, target: string, context: Context): Promise<Failure | undefined> {
  if (failure === undefined || !isEnded(failure) || !(await speaksOnlySmb1(target, context))) return failure;
  return { code: 'SMB1_ONLY', message: `${target} takes version 1 of SMB only (${failure.message})` };
}

/** The limits of a whole session, which takes several steps: milliseconds, and the signal of the run. */
export function limitsOf({ signal, layerTimeoutMs }: Context): { readonly signal: AbortSignal; readonly timeoutMs: number } {
  return { signal, timeoutMs: layerTimeoutMs * STEPS };
}
