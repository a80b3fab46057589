/** Why Windows refuses a log-on. */
export type LogonRefusalKind =
  | 'wrong'
  | 'no-account'
  | 'hours'
  | 'workstation'
  | 'policy'
  | 'password-expired'
  | 'disabled'
  | 'expired'
  | 'must-change'
  | 'locked'
  | 'restricted'
  | 'type-not-granted'
  | 'too-many-groups'
  | 'revoked'
  | 'ntlm'
  | 'selective'
  | 'trust'
  | 'no-controller'
  | 'clock'
  | 'smart-card'
  | 'service-name'
  | 'bindings'
  | 'encryption'
  | 'computer'
  | 'smb1';

/** What a refused log-on says of the password that was offered. */
export type PasswordVerdict =
  /** The name or the password is wrong, or the account is locked: it is not offered again. */
  | 'refused'
  /** The password was right, yet nobody can log on with the account now: it is not offered again either. */
  | 'unusable'
  /** It was refused for another reason; another way may take the same password. */
  | 'not-judged';

const VERDICTS: Readonly<Record<LogonRefusalKind, PasswordVerdict>> = {
  wrong: 'refused',
  'no-account': 'refused',
  hours: 'not-judged',
  workstation: 'not-judged',
  policy: 'not-judged',
  'password-expired': 'unusable',
  disabled: 'unusable',
  expired: 'unusable',
  'must-change': 'unusable',
  locked: 'refused',
  restricted: 'not-judged',
  'type-not-granted': 'not-judged',
  'too-many-groups': 'not-judged',
  revoked: 'unusable',
  ntlm: 'not-judged',
  selective: 'not-judged',
  trust: 'not-judged',
  'no-controller': 'not-judged',
  clock: 'not-judged',
  'smart-card': 'unusable',
  'service-name': 'not-judged',
  bindings: 'not-judged',
  encryption: 'not-judged',
  computer: 'not-judged',
  smb1: 'not-judged',
};

/** NT statuses of a log-on (MS-ERREF section 2.3.1), and what Kerberos says. */
const BY_STATUS: Readonly<Record<string, LogonRefusalKind>> = {
  NT_STATUS_LOGON_FAILURE: 'wrong',
  NT_STATUS_WRONG_PASSWORD: 'wrong',
  NT_STATUS_NO_SUCH_USER: 'no-account',
  NT_STATUS_INVALID_LOGON_HOURS: 'hours',
  NT_STATUS_INVALID_WORKSTATION: 'workstation',
  NT_STATUS_PASSWORD_EXPIRED: 'password-expired',
  NT_STATUS_ACCOUNT_DISABLED: 'disabled',
  NT_STATUS_ACCOUNT_EXPIRED: 'expired',
  NT_STATUS_PASSWORD_MUST_CHANGE: 'must-change',
  NT_STATUS_ACCOUNT_LOCKED_OUT: 'locked',
  NT_STATUS_ACCOUNT_RESTRICTION: 'restricted',
  NT_STATUS_LOGON_TYPE_NOT_GRANTED: 'type-not-granted',
  NT_STATUS_TOO_MANY_CONTEXT_IDS: 'too-many-groups',
  NT_STATUS_NTLM_BLOCKED: 'ntlm',
  NT_STATUS_AUTHENTICATION_FIREWALL_FAILED: 'selective',
  NT_STATUS_TRUSTED_RELATIONSHIP_FAILURE: 'trust',
  NT_STATUS_TRUSTED_DOMAIN_FAILURE: 'trust',
  NT_STATUS_TRUST_FAILURE: 'trust',
  NT_STATUS_NO_TRUST_SAM_ACCOUNT: 'trust',
  NT_STATUS_NO_TRUST_LSA_SECRET: 'trust',
  NT_STATUS_NO_LOGON_SERVERS: 'no-controller',
  NT_STATUS_DOMAIN_CONTROLLER_NOT_FOUND: 'no-controller',
  NT_STATUS_DOWNGRADE_DETECTED: 'no-controller',
  NT_STATUS_NO_SUCH_DOMAIN: 'trust',
  NT_STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT: 'computer',
  NT_STATUS_NOLOGON_SERVER_TRUST_ACCOUNT: 'computer',
  NT_STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT: 'computer',
  NT_STATUS_KDC_UNKNOWN_ETYPE: 'encryption',
  NT_STATUS_STRONG_CRYPTO_NOT_SUPPORTED: 'encryption',
  NT_STATUS_WRONG_TARGET_NAME: 'service-name',
  SMB1_ONLY: 'smb1',
  NT_STATUS_TIME_DIFFERENCE_AT_DC: 'clock',
  NT_STATUS_SMARTCARD_LOGON_REQUIRED: 'smart-card',
  KERBEROS_CLOCK_SKEW: 'clock',
  KERBEROS_NO_ACCOUNT: 'no-account',
  KERBEROS_REVOKED: 'revoked',
  KERBEROS_POLICY: 'policy',
  KERBEROS_ENCRYPTION: 'encryption',
  KERBEROS_SERVICE_NAME: 'service-name',
};

/** Sub-codes of Active Directory behind a refused bind (`data 52e`): system error codes in hexadecimal (MS-ERREF section 2.2). */
const BY_DATA: Readonly<Record<string, LogonRefusalKind>> = {
  '525': 'no-account',
  '52e': 'wrong',
  '52b': 'wrong',
  '52f': 'restricted',
  '530': 'hours',
  '531': 'workstation',
  '532': 'password-expired',
  '533': 'disabled',
  '4f1': 'no-controller',
  '51f': 'no-controller',
  '54b': 'trust',
  '568': 'too-many-groups',
  '569': 'type-not-granted',
  '574': 'service-name',
  '576': 'clock',
  '6fb': 'trust',
  '6fc': 'trust',
  '6fd': 'trust',
  '6fe': 'trust',
  '701': 'expired',
  '773': 'must-change',
  '774': 'no-controller',
  '775': 'locked',
  '78f': 'selective',
  '791': 'ntlm',
  '80090346': 'bindings',
};

/** Our code for a peer that ended the connection or fell silent once a name and a password were on their way: it counts as a refusal. */
export const UNANSWERED_LOGON = 'LOGON_UNANSWERED';

/** Why a log-on was refused, by NT status or, of an LDAP bind, by the sub-code in the server's words. Undefined: it says nothing that is known. */
export function refusalKindIn(code: string, message: string): LogonRefusalKind | undefined {
  if (Object.hasOwn(BY_STATUS, code)) return BY_STATUS[code];
  if (code !== 'LDAP_49') return undefined;
  const data = /\bdata ([0-9a-f]{3,8})\b/i.exec(message)?.[1]?.toLowerCase();
  if (data !== undefined && Object.hasOwn(BY_DATA, data)) return BY_DATA[data];
  return message.includes('80090346') ? 'bindings' : undefined;
}

/** What a failed log-on says of the password. An LDAP 49 without a known sub-code, and no answer at all, count as a refusal. */
export function passwordVerdict(code: string, message: string): PasswordVerdict {
  const kind = refusalKindIn(code, message);
  if (kind !== undefined) return VERDICTS[kind];
  return code === 'LDAP_49' || code === UNANSWERED_LOGON ? 'refused' : 'not-judged';
}
