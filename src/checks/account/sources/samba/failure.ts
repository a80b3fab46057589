import { UNANSWERED_LOGON } from '../../../../model/network/logon-refusal.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import type { ToolOutcome } from '../../../../network/program/run-tool.ts';
import { kerberosCodeIn } from '../../../../network/ticket/kerberos-words.ts';
import { cut } from '../../../../text/cut.ts';
import { ntStatus } from './samr-output.ts';

/** Which scheme a tool was told to use, and no other: left to itself it tries Kerberos and then NTLM, which is two log-ons. */
export type SambaScheme = 'required' | 'off';

/** Statuses of single questions that are answers: no rights, no database of its own. */
const ANSWERS: ReadonlySet<string> = new Set(['NT_STATUS_OBJECT_NAME_NOT_FOUND', 'NT_STATUS_NO_SUCH_DOMAIN']);

/** What the tools print of a connection, a log-on or an interface that could not be had. */
const SESSION_REFUSED =
  /(?:Cannot connect to server\.\s+Error was|session setup failed:|tree connect failed:|Could not initialise \S+\s+Error was) (NT_STATUS_\w+)/i;

/** A connection that ended or fell silent, and what the tools print where that was before a name and a password were sent. */
const ENDED: ReadonlySet<string> = new Set([
  'NT_STATUS_IO_TIMEOUT',
  'NT_STATUS_CONNECTION_DISCONNECTED',
  'NT_STATUS_CONNECTION_RESET',
  'NT_STATUS_END_OF_FILE',
  'NT_STATUS_UNEXPECTED_NETWORK_ERROR',
]);
const BEFORE_LOGON = /Connection to \S+ failed|protocol negotiation failed|negprot/i;

/** Whole sessions that failed, of a server whose port was open before; a single question without an answer is none (a SID without rights is "not found"). */
export function sambaFailure(program: string, outcome: ToolOutcome, scheme: SambaScheme): Failure | undefined {
  if (outcome.failure?.code === 'ENOENT')
    return { code: 'TOOL_MISSING', message: `${program} is not installed here (Debian: apt-get install smbclient)` };
  if (outcome.failure?.code === 'TIMEOUT')
    return { code: UNANSWERED_LOGON, message: `${outcome.failure.message}; the log-on may have counted` };
  if (outcome.failure !== undefined) return outcome.failure;
  const said = `${outcome.stdout}\n${outcome.stderr}`;
  const refused = SESSION_REFUSED.exec(said)?.[1];
  const code = refused ?? (outcome.code === 0 ? undefined : ntStatus(said));
  if (code !== undefined && ENDED.has(code) && !BEFORE_LOGON.test(said))
    return { code: UNANSWERED_LOGON, message: tellingLine(said, code) };
  if (code !== undefined && (refused !== undefined || !ANSWERS.has(code)))
    return { code: (scheme === 'required' ? kerberosCode(said, code) : undefined) ?? ntlmCode(code), message: tellingLine(said, code) };
  // A command that failed in an open session leaves its status and the exit code of the last command.
  return outcome.code !== 0 && code === undefined ? { code: `EXIT_${outcome.code}`, message: cut(said.trim(), 300) } : undefined;
}

/** Did the connection end or fall silent, wherever in the log-on that was? */
export function isEnded({ code }: Failure): boolean {
  return code === UNANSWERED_LOGON || ENDED.has(code);
}

/**
 * The status that Samba prints beside Kerberos' own words folds several of them into one. Once there is a ticket, the server can only fail to read it: its password was not asked
 * for again.
 */
function kerberosCode(said: string, status: string): string | undefined {
  const kinit = said.split('\n').find((line) => /^\s*kinit for /i.test(line));
  if (kinit !== undefined) return kerberosCodeIn(kinit);
  // The second one where Kerberos has no service of that name.
  return /^NT_STATUS_(?:LOGON_FAILURE|INVALID_PARAMETER)$/.test(status) ? 'KERBEROS_SERVICE_NAME' : undefined;
}

/** Of a principal name that NTLM did not take, Samba says that it was not found. */
function ntlmCode(status: string): string {
  return status === 'NT_STATUS_NOT_FOUND' ? 'NT_STATUS_LOGON_FAILURE' : status;
}

/** The line that tells why; the tools print others before it. */
function tellingLine(said: string, code: string): string {
  const lines = said.trim().split('\n');
  const line = lines.find((one) => /^\s*kinit for /i.test(one)) ?? lines.find((one) => one.includes(code)) ?? lines[0];
  return line === undefined ? code : cut(line.trim(), 300);
}
