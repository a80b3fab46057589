import { z } from 'zod';
import type { Context } from '../../../model/network/context.ts';
import { UNANSWERED_LOGON } from '../../../model/network/logon-refusal.ts';
import type { Failure } from '../../../model/network/observation.ts';
import type { Credentials, Secret } from '../../../model/network/secret.ts';
import { askFunction, askWindows, hasWindowsFunctions } from '../../../network/windows/functions/ask.ts';
import { runScript, type ScriptOutcome } from '../../../network/windows/powershell.ts';
import { type DirectoryFacts, LOGON_RIGHTS, type LocalAdministratorsFacts, type LogonFacts, type LogonRightsFacts } from '../facts.ts';
import { isLocalName } from './local-name.ts';

/** PowerShell and CIM take their time to start. */
const SCRIPT_LIMIT_MS = 30_000;

const principalSchema = z.object({ sid: z.string(), name: z.string().nullish() });
export const membersSchema = z.object({ members: z.array(principalSchema) });
export const localAccountSchema = z.discriminatedUnion('found', [
  z.object({ found: z.literal(false) }),
  z.object({
    found: z.literal(true),
    flags: z.int(),
    sid: z.string(),
    expires: z.string().nullish(),
    passwordExpired: z.boolean(),
    passwordAgeSeconds: z.int(),
    tokenFilter: z.int().nullish(),
  }),
]);
export const logonSchema = z.object({ code: z.number(), message: z.string() });
const holderSchema = principalSchema.extend({
  /** Of a local group. */
  members: z.array(z.string()).nullish(),
});
export const rightsSchema = z.object({ rights: z.record(z.string(), z.array(holderSchema)) });

/** The members of S-1-5-32-544 as the server itself lists them, this computer or another. */
export async function localAdministrators(target: string, { signal }: Pick<Context, 'signal'>): Promise<LocalAdministratorsFacts> {
  const answer = await askWindows('local-administrators', { computer: target }, membersSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS });
  const about = { question: 'local-administrators', source: target, sourceKind: answer.by } as const;
  return 'failure' in answer ? { ...about, members: [], failure: answer.failure } : { ...about, members: answer.value.members.map(named) };
}

const UAC_PASSWORD_EXPIRED = 0x800000;
const UAC_LOCKED = 0x10;

/** An account of the server itself. The name goes into an ADSI path, so it may hold no character that means something there. */
export async function localAccount(target: string, name: string, { signal }: Pick<Context, 'signal'>): Promise<DirectoryFacts> {
  const asked = { question: 'directory', source: target } as const;
  if (!isLocalName(name))
    return {
      ...asked,
      sourceKind: 'powershell',
      found: false,
      failure: { code: 'BAD_NAME', message: 'no local account can have this name' },
    };
  const answer = await askWindows('local-account', { computer: target, name }, localAccountSchema, {
    signal,
    timeoutMs: SCRIPT_LIMIT_MS,
  });
  const about = { ...asked, sourceKind: answer.by } as const;
  if ('failure' in answer) return { ...about, found: false, failure: answer.failure };
  if (!answer.value.found) return { ...about, found: false, domain: target };
  const { flags, sid, expires, passwordExpired, passwordAgeSeconds, tokenFilter } = answer.value;
  return {
    ...about,
    found: true,
    sid,
    userAccountControl: flags,
    computed: (flags & UAC_LOCKED) | (passwordExpired ? UAC_PASSWORD_EXPIRED : 0),
    groups: [],
    ...(expires === null || expires === undefined ? {} : { accountExpires: expires }),
    // An age of nothing with an expired password is one that has to be changed first.
    mustChangePassword: passwordExpired && passwordAgeSeconds === 0,
    ...(typeof tokenFilter === 'number' ? { isRemoteAdministrationAllowed: tokenFilter === 1 } : {}),
  };
}

/**
 * Which of these SIDs, and of the local groups that hold one of them, have the log-on rights in the policy of a computer, this one or another. It wants
 * an administrator there.
 */
export async function logonRights(target: string, sids: readonly string[], { signal }: Pick<Context, 'signal'>): Promise<LogonRightsFacts> {
  const answer = await askWindows('logon-rights', { computer: target, rights: LOGON_RIGHTS }, rightsSchema, {
    signal,
    timeoutMs: SCRIPT_LIMIT_MS,
  });
  const about = { question: 'logon-rights', source: target, sourceKind: answer.by } as const;
  if ('failure' in answer) return { ...about, holders: {}, failure: answer.failure };
  const { rights } = answer.value;
  const asked = new Set(sids);
  const counts = ({ sid, members }: z.infer<typeof holderSchema>): boolean =>
    asked.has(sid) || (members ?? []).some((member) => asked.has(member));
  const holders = LOGON_RIGHTS.map((right) => [right, (rights[right] ?? []).filter(counts).map(named)] as const);
  return { ...about, holders: Object.fromEntries(holders) };
}

/** System error codes of a log-on and the NT status that each stands for (MS-ERREF sections 2.2 and 2.3). */
const STATUS_OF: Readonly<Record<number, string>> = {
  86: 'NT_STATUS_WRONG_PASSWORD',
  384: 'SMB1_ONLY',
  1265: 'NT_STATUS_DOWNGRADE_DETECTED',
  1311: 'NT_STATUS_NO_LOGON_SERVERS',
  1317: 'NT_STATUS_NO_SUCH_USER',
  1326: 'NT_STATUS_LOGON_FAILURE',
  1327: 'NT_STATUS_ACCOUNT_RESTRICTION',
  1328: 'NT_STATUS_INVALID_LOGON_HOURS',
  1329: 'NT_STATUS_INVALID_WORKSTATION',
  1330: 'NT_STATUS_PASSWORD_EXPIRED',
  1331: 'NT_STATUS_ACCOUNT_DISABLED',
  1355: 'NT_STATUS_NO_SUCH_DOMAIN',
  1384: 'NT_STATUS_TOO_MANY_CONTEXT_IDS',
  1385: 'NT_STATUS_LOGON_TYPE_NOT_GRANTED',
  1396: 'KERBEROS_SERVICE_NAME',
  1398: 'NT_STATUS_TIME_DIFFERENCE_AT_DC',
  1787: 'NT_STATUS_NO_TRUST_SAM_ACCOUNT',
  1788: 'NT_STATUS_TRUSTED_DOMAIN_FAILURE',
  1789: 'NT_STATUS_TRUSTED_RELATIONSHIP_FAILURE',
  1790: 'NT_STATUS_TRUST_FAILURE',
  1793: 'NT_STATUS_ACCOUNT_EXPIRED',
  1907: 'NT_STATUS_PASSWORD_MUST_CHANGE',
  1908: 'NT_STATUS_DOMAIN_CONTROLLER_NOT_FOUND',
  1909: 'NT_STATUS_ACCOUNT_LOCKED_OUT',
  1935: 'NT_STATUS_AUTHENTICATION_FIREWALL_FAILED',
  1937: 'NT_STATUS_NTLM_BLOCKED',
};

/** The outcome of a log-on; a code that says nothing of the account, such as 1219 (another session is open), is `WIN32_1219`. */
export function logonFailure({ code, message }: z.infer<typeof logonSchema>): Failure | undefined {
  return code === 0 ? undefined : { code: STATUS_OF[code] ?? `WIN32_${code}`, message };
}

/** Codes of a share that did not open in a session that stood: the account had logged on. */
const SHARE_STATUS_OF: Readonly<Record<number, string>> = { 0: 'open', 5: 'NT_STATUS_ACCESS_DENIED', 67: 'NT_STATUS_BAD_NETWORK_NAME' };

/** What opening ADMIN$ came to. Undefined: there was no session. */
export function shareStatus({ code }: Pick<z.infer<typeof logonSchema>, 'code'>): string | undefined {
  return Object.hasOwn(SHARE_STATUS_OF, code) ? SHARE_STATUS_OF[code] : undefined;
}

/** One SMB session to ADMIN$ as this account, and never a second one: each wrong attempt counts towards a lock-out. */
export async function logon(
  target: string,
  { username, password }: Credentials,
  { signal }: Pick<Context, 'signal'>,
  offering: () => void,
): Promise<LogonFacts> {
  const sourceKind = hasWindowsFunctions() ? 'windows' : 'powershell';
  const about = { question: 'logon', source: target, sourceKind } as const;
  offering();
  const answer = await { windows: logonByFunction, powershell: logonByScript }[sourceKind](target, username, password, signal);
  const adminShare = 'failure' in answer ? undefined : shareStatus(answer.value);
  if (adminShare !== undefined) return { ...about, adminShare };
  const failure = 'failure' in answer ? answer.failure : logonFailure(answer.value);
  return failure === undefined ? about : { ...about, failure };
}

type Session = Promise<ScriptOutcome<z.infer<typeof logonSchema>>>;

/** Where the helper process ended over it nobody knows whether the password was offered, so no script offers it again. */
async function logonByFunction(computer: string, user: string, password: Secret, signal: AbortSignal): Session {
  const limits = { signal, timeoutMs: SCRIPT_LIMIT_MS };
  const answer = await askFunction('logon', { computer, user, password: password.reveal() }, logonSchema, limits);
  return answer ?? { failure: { code: UNANSWERED_LOGON, message: 'the process that asks Windows ended before it had an answer' } };
}

function logonByScript(computer: string, user: string, password: Secret, signal: AbortSignal): Session {
  return runScript('logon', { computer, user }, logonSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS, secret: password.reveal() });
}

function named({ sid, name }: z.infer<typeof principalSchema>): { readonly sid: string; readonly name?: string } {
  return name === null || name === undefined || name === '' ? { sid } : { sid, name };
}
