import type { Context } from '../../../../model/network/context.ts';
import type { Credentials } from '../../../../model/network/secret.ts';
import { runTool, type ToolOutcome } from '../../../../network/program/run-tool.ts';
import { tcpFailure } from '../../../../network/tcp-open.ts';
import { cut } from '../../../../text/cut.ts';
import type { DirectoryFacts, LocalAdministratorsFacts, LogonFacts, LogonRightsFacts, Principal } from '../../facts.ts';
import { isLocalName } from '../local-name.ts';
import { sambaFailure } from './failure.ts';
import { aliasesOf, aliasMembers, answersIn, firstRefusal, holdersOf, localUser, namesOfSids, ntStatus } from './samr-output.ts';
import { explained, limitsOf, PASSWORD_ON_3, rpc, SMB_PORT, schemeFor } from './session.ts';

const MAX_SIDS = 500;

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

/** Its own account database bears a server's NetBIOS name. */
function lookUpItself(target: string): string {
  return `lookupdomain ${(target.split('.')[0] ?? target).slice(0, 15)}`;
}

function named(sid: string, names: ReadonlyMap<string, string>): Principal {
  const name = names.get(sid);
  return name === undefined ? { sid } : { sid, name };
}
