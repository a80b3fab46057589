import type { AnyEvidence } from '../../model/evidence.ts';
import { type LogonRefusal, refusalIn } from '../logon-refusals.ts';

const NAME_USER = 'name the account that asks with --user and its password';
const WANTS_MORE = `the controller wants signing or channel binding, which a log-on by ticket from here does not have: ${NAME_USER}`;

/** What the asked server held against the account that asks. Undefined: it says nothing of the kind. */
export function refusalOf({ code, rawMessage }: Pick<AnyEvidence, 'code' | 'rawMessage'>): LogonRefusal | undefined {
  return refusalIn(said(code), said(rawMessage));
}

/** SEC_E_BAD_BINDINGS (MS-ERREF section 2.1.1): the controller wants channel binding. */
const BAD_BINDINGS = /80090346/;

/** First steps of whoever runs the check, by code. */
const STEPS: Readonly<Record<string, string>> = {
  NO_CREDENTIALS: 'name the account that asks with --user and its password, or get a Kerberos ticket first (kinit)',
  NO_DOMAIN: 'name the domain with --domain, or the servers by their full names',
  NO_SUCH_DOMAIN: 'write the domain of the account by its full DNS name',
  SUFFIX_NOT_DOMAIN:
    'write the account with the name of its domain (DOMAIN\\user, domain.fqdn\\user), or as the principal name user@suffix that it has, here and in the console',
  UNKNOWN_DOMAIN:
    'correct the name of the domain (before the backslash, or after the @), here and in the console: no domain of that name is known',
  ENOTFOUND: 'name the right domain with --domain, or a controller with --dc, or let this machine ask the DNS servers of the domain',
  NO_CONTROLLER: 'name the right domain with --domain, or a controller with --dc, or let this machine ask the DNS servers of the domain',
  EAI_AGAIN: 'name the right domain with --domain, or a controller with --dc, or let this machine ask the DNS servers of the domain',
  NO_CERTIFICATE:
    'the domain controllers have no certificate: install one (AD CS, template Domain Controller Authentication), run this on Windows without --user, which asks on port 389 signed and sealed, or name a controller that has one with --dc',
  NOT_VISIBLE: 'let an account ask that may read it (--user)',
  ASKER_UNKNOWN:
    'name an account of that domain with --user, or ask by a Kerberos ticket (kinit) instead: its password is right elsewhere in this run',
  OUTSIDE_DOMAIN: 'name this controller with --dc if it is one of the domain; if it is not, find out who answers for the DNS of the domain',
  NOT_TRUSTED: 'name a controller of that domain with --dc, or ask by a Kerberos ticket (kinit) instead of --user',
  NO_COMPILER:
    "run it from the zip or the executable, which ask Windows without a compiler, or let .NET Framework's csc.exe run for the account that runs this check: a policy or endpoint protection keeps PowerShell from compiling, and nothing was sent",
  TOOL_MISSING: 'install the tools that it asks by (Debian: apt-get install smbclient)',
  LDAP_8: WANTS_MORE,
  GSSAPI: `Kerberos gave no ticket for this server: register its service principal name (ldap/HOST), or ${NAME_USER}`,
  GSSAPI_REFUSED: `the controller refused the Kerberos ticket: get a new one (kinit), compare the clocks, or ${NAME_USER}`,
  TOO_LARGE: 'name another controller with --dc: this one sent more than a directory has to say',
  LOGON_UNANSWERED:
    'make sure that the name and the password of the account that asks are right and that it is not locked, then run it again: they are not offered twice in one run',
};

/** What only whoever runs the check can give or install: nobody else is asked for it. */
const ASKERS_OWN: ReadonlySet<string> = new Set([
  'NO_DOMAIN',
  'NO_SUCH_DOMAIN',
  'SUFFIX_NOT_DOMAIN',
  'UNKNOWN_DOMAIN',
  'TOOL_MISSING',
  'ASKER_UNKNOWN',
]);

/** Is something missing from the command line or from the machine that asks? */
export function isAskersOwn({ code }: Pick<AnyEvidence, 'code'>): boolean {
  return ASKERS_OWN.has(said(code));
}

/** Codes of Node and NT statuses of a connection that never came to a log-on (MS-ERREF section 2.3). */
const SHUT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ETIMEDOUT',
  'TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'NT_STATUS_CONNECTION_REFUSED',
  'NT_STATUS_HOST_UNREACHABLE',
  'NT_STATUS_NETWORK_UNREACHABLE',
  'NT_STATUS_PORT_UNREACHABLE',
]);
/** Was the server's SMB port shut, before any log-on? */
export function isShutPort({ code, sourceKind }: Pick<AnyEvidence, 'code' | 'sourceKind'>): boolean {
  return sourceKind === 'samr' && SHUT.has(said(code));
}

/** Does the name of the server that was asked not resolve? */
export function isUnnamed({ code, sourceKind }: Pick<AnyEvidence, 'code' | 'sourceKind'>): boolean {
  return sourceKind === 'samr' && /^(?:ENOTFOUND|EAI_AGAIN)$/.test(said(code));
}

/** The same, where only the first label of its name was given: whoever runs the check can complete it. */
export function isShortName(evidence: Pick<AnyEvidence, 'code' | 'sourceKind' | 'source'>): boolean {
  return isUnnamed(evidence) && typeof evidence.source === 'string' && !evidence.source.includes('.');
}

/** The record to add, unless the name is misspelt. */
export function addRecord(server: string): string {
  return `check the spelling of ${server} first; if it is right, add its A record to the internal zone.`;
}

/** The rule to add, or the service to start, where the SMB port is shut. */
export function openPort(server: string): string {
  return `allow TCP 445 from this server to ${server}; if the way is open, start what has to listen there: the service Server (LanmanServer).`;
}

/** What whoever runs the check can do about a question that was not let in. Undefined: nothing that is known. */
export function wayIn(evidence: Pick<AnyEvidence, 'code' | 'rawMessage'>, server: string): string | undefined {
  const code = said(evidence.code);
  if (Object.hasOwn(STEPS, code)) return STEPS[code];
  if (BAD_BINDINGS.test(said(evidence.rawMessage))) return WANTS_MORE;
  const refusal = refusalOf(evidence);
  if (refusal !== undefined) return stepOf(refusal, 'the account that asks (--user)', server);
  return code === 'LDAP_49' ? 'correct the name or the password of the account that asks (--user)' : undefined;
}

/** The first step after a refusal, about this account and this server. */
export function stepOf({ firstStep }: LogonRefusal, account: string, server: string): string {
  return firstStep.replaceAll(/\bNAME\b|\bSERVER\b/g, (word) => (word === 'NAME' ? account : server));
}

/** What whoever runs the check can do about a certificate that was not taken (codes of OpenSSL and Node). Undefined: it is none of these. */
export function certificateRemedy({ code }: Pick<AnyEvidence, 'code' | 'rawMessage'>, server: string): string | undefined {
  const text = said(code);
  if (/ALTNAME/.test(text)) return `name ${server} as its certificate does`;
  if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(text))
    return `let the certificate of ${server} be renewed, or correct the clock of this machine`;
  if (/SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|CERT_UNTRUSTED|INVALID_CA/.test(text))
    return `hand over the root that issued the certificate of ${server} with --ca-file, which this machine does not trust`;
  return undefined;
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
