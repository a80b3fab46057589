import type { Context } from '../../../../model/network/context.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import type { Credentials } from '../../../../model/network/secret.ts';
import { askingAs } from '../../../../network/account/asking-account.ts';
import { canUseKerberos } from '../../../../network/kerberos-realm.ts';
import { runTool, type ToolOutcome } from '../../../../network/program/run-tool.ts';
import { speaksOnlySmb1 } from '../../../../network/smb-dialect.ts';
import { tcpFailure } from '../../../../network/tcp-open.ts';
import { cut } from '../../../../text/cut.ts';
import type { DirectoryFacts, LocalAdministratorsFacts, LogonFacts, LogonRightsFacts, Principal } from '../../facts.ts';
import { isLocalName } from '../local-name.ts';
import { isEnded, type SambaScheme, sambaFailure } from './failure.ts';
import { aliasesOf, aliasMembers, answersIn, firstRefusal, holdersOf, localUser, namesOfSids, ntStatus } from './samr-output.ts';

/** Connecting, several questions and their answers. */
const STEPS = 3;
const MAX_SIDS = 500;
/** Where it is shut, the tools would turn to 139, which says nothing of what the product uses. */
const SMB_PORT = 445;

/**
 * The members of the group Administrators (relative identifier 0x220 in BUILTIN) as the server itself lists them, by SAMR and LSA over SMB: Samba's
 * `rpcclient`. From Windows Server 2016 on only administrators may ask.
 */
export async function localAdministrators(target: string, context: Context): Promise<LocalAdministratorsFacts> {
  const about = { question: 'local-administrators', source: target, sourceKind: 'samr' } as const;
  const listed = await rpc(target, ['queryaliasmem builtin 0x220'], context);
  if (listed.failure !== undefined) return { ...about, members: [], failure: listed.failure };
  const sids = aliasMembers(listed.stdout).slice(0, MAX_SIDS);
  const names =
    sids.length === 0 ? new Map<string, string>() : namesOfSids((await rpc(target, [`lookupsids ${sids.join(' ')}`], context)).stdout);
  return { ...about, members: sids.map((sid) => named(sid, names)) };
}

/** An account of the server itself, as its account database tells it (SamrQueryInformationUser, MS-SAMR section 3.1.5.5.5). */
export async function localAccount(target: string, name: string, context: Context): Promise<DirectoryFacts> {
  const about = { question: 'directory', source: target, sourceKind: 'samr' } as const;
  if (!isLocalName(name)) return { ...about, found: false, failure: { code: 'BAD_NAME', message: 'no local account can have this name' } };
  const answered = await rpc(target, [`queryuser "${name}"`, lookUpItself(target)], context);
  const facts = localUser(answered.stdout);
  if (facts !== undefined) return { ...about, found: true, ...facts };
  const status = answered.failure?.code ?? ntStatus(answered.stdout);
  if (/NT_STATUS_(?:NONE_MAPPED|NO_SUCH_USER)/.test(answered.stdout)) return { ...about, found: false, domain: target };
  return {
    ...about,
    found: false,
    failure: answered.failure ?? { code: status ?? 'UNKNOWN_SHAPE', message: cut(answered.stdout.trim(), 300) },
  };
}

/**
 * Which of these SIDs, and of the server's local groups that hold one of them (SamrGetAliasMembership), have the logon rights there
 * (LsaEnumerateAccountRights). A SID without any right is unknown to the policy.
 */
export async function logonRights(target: string, sids: readonly string[], context: Context): Promise<LogonRightsFacts> {
  const about = { question: 'logon-rights', source: target, sourceKind: 'samr' } as const;
  const asked = sids.slice(0, MAX_SIDS);
  const list = asked.join(' ');
  const inGroups = await rpc(
    target,
    [`queryuseraliases builtin ${list}`, `queryuseraliases domain ${list}`, lookUpItself(target)],
    context,
  );
  // A controller has no accounts of its own beside those of its domain.
  const unknown = inGroups.failure ?? firstRefusal(inGroups.stdout, ['NT_STATUS_NO_SUCH_DOMAIN']);
  if (unknown !== undefined) return { ...about, holders: {}, failure: unknown };
  const some = [...new Set([...asked, ...aliasesOf(inGroups.stdout)])];
  const answered = await rpc(target, ['lsaquery', ...some.map((sid) => `lsaenumacctrights ${sid}`)], context);
  const failure = answered.failure ?? firstRefusal(answered.stdout, ['NT_STATUS_OBJECT_NAME_NOT_FOUND']);
  if (failure !== undefined) return { ...about, holders: {}, failure };
  // One question of many without an answer would make a right look as if nobody held it.
  if (answersIn(answered.stdout) < some.length)
    return { ...about, holders: {}, failure: { code: 'INCOMPLETE', message: 'not every question for log-on rights was answered' } };
  const names = namesOfSids((await rpc(target, [`lookupsids ${some.join(' ')}`], context)).stdout);
  return { ...about, holders: holdersOf(answered.stdout, names) };
}

/**
 * One SMB session as this account, with one scheme, and never a second one: each wrong attempt counts towards a lock-out. In it ADMIN$ is opened, which
 * lets only administrators in: one session proves the log-on, the rights of an administrator over the network, and the share.
 */
export async function logon(target: string, credentials: Credentials, context: Context, offering: () => void): Promise<LogonFacts> {
  const { username, password } = credentials;
  const about = { question: 'logon', source: target, sourceKind: 'samr' } as const;
  const closed = await tcpFailure(target, SMB_PORT, context);
  if (closed !== undefined) return { ...about, failure: closed };
  const scheme = await schemeFor(username, target, context);
  offering();
  const argv = [
    ...[`//${target}/ADMIN$`, '--configfile=/dev/null', '--option=client min protocol=SMB2'],
    ...[`--use-kerberos=${scheme}`, `--user=${username}`, '-c', 'exit'],
  ];
  const outcome = await runTool('smbclient', argv, { ...limitsOf(context), secret: password.reveal(), env: PASSWORD_ON_3 });
  const refused = shareRefusal(outcome);
  if (refused !== undefined) return { ...about, adminShare: refused };
  const failure = await explained(sambaFailure('smbclient', outcome, scheme), target, context);
  return failure === undefined ? { ...about, adminShare: 'open' } : { ...about, failure };
}

/** The status with which a share did not open in a session that stood. */
function shareRefusal({ stdout, stderr, failure }: ToolOutcome): string | undefined {
  return failure === undefined ? /tree connect failed: (NT_STATUS_\w+)/.exec(`${stdout}\n${stderr}`)?.[1] : undefined;
}

/** A connection that ended where the newer versions of SMB were offered: before any name was sent, if the server knows none of them. */
async function explained(failure: Failure | undefined, target: string, context: Context): Promise<Failure | undefined> {
  if (failure === undefined || !isEnded(failure) || !(await speaksOnlySmb1(target, context))) return failure;
  return { code: 'SMB1_ONLY', message: `${target} takes version 1 of SMB only (${failure.message})` };
}

/** Kerberos where the name tells a realm that can be reached, else NTLM: decided before the password is offered, since both would be two log-ons. */
async function schemeFor(username: string, target: string, context: Context): Promise<SambaScheme> {
  return (await canUseKerberos(username, target, context)) ? 'required' : 'off';
}

/** Its own account database bears a server's NetBIOS name. */
function lookUpItself(target: string): string {
  return `lookupdomain ${(target.split('.')[0] ?? target).slice(0, 15)}`;
}

/** Samba reads the password from this descriptor (credentials(7), PASSWD_FD). */
const PASSWORD_ON_3 = { PASSWD_FD: '3' };
/** Times are printed in the zone of the process. */
const IN_UTC = { TZ: 'UTC' };

async function rpc(target: string, commands: readonly string[], context: Context): Promise<ToolOutcome> {
  const { user } = context;
  if (user === undefined) return runRpc(target, commands, context, 'required');
  const closed = await tcpFailure(target, SMB_PORT, context);
  if (closed !== undefined) return { code: -1, stdout: '', stderr: '', failure: closed };
  const scheme = await schemeFor(user.username, target, context);
  const attempt = (offering: () => void): Promise<ToolOutcome> => {
    offering();
    return runRpc(target, commands, context, scheme);
  };
  const outcome = await askingAs(context, attempt, ({ failure }) => failure);
  return 'stdout' in outcome ? outcome : { code: -1, stdout: '', stderr: '', failure: outcome };
}

async function runRpc(target: string, commands: readonly string[], context: Context, scheme: SambaScheme): Promise<ToolOutcome> {
  const { user } = context;
  const identity = user === undefined ? ['--no-pass'] : [`--user=${user.username}`];
  const argv = [target, '--configfile=/dev/null', `--use-kerberos=${scheme}`, ...identity, '-c', commands.join(';')];
  const outcome = await runTool('rpcclient', argv, {
    ...limitsOf(context),
    env: IN_UTC,
    ...(user === undefined ? {} : { secret: user.password.reveal(), env: { ...PASSWORD_ON_3, ...IN_UTC } }),
  });
  const failure = await explained(sambaFailure('rpcclient', outcome, scheme), target, context);
  return failure === undefined ? outcome : { ...outcome, failure };
}

function limitsOf({ signal, layerTimeoutMs }: Context): { readonly signal: AbortSignal; readonly timeoutMs: number } {
  return { signal, timeoutMs: layerTimeoutMs * STEPS };
}

function named(sid: string, names: ReadonlyMap<string, string>): Principal {
  const name = names.get(sid);
  return name === undefined ? { sid } : { sid, name };
}
