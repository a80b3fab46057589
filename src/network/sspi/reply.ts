import { StepFailure } from '../trace.ts';

/** What the helper process brings back of one leg. */
export interface SspiReply {
  /** SECURITY_STATUS of Windows. Absent: its functions could not be called. */
  readonly status?: number | undefined;
  /** Base64. */
  readonly token?: string | undefined;
  readonly message?: string | undefined;
}

const FIRST_ERROR = 0x80000000;

/** Statuses of SSPI (winerror.h) with what an administrator can make of them. */
const STATUSES: Readonly<Record<string, readonly [string, string]>> = {
  '80090302': ['SEC_E_UNSUPPORTED_FUNCTION', 'the security package does not support what was asked'],
  '80090303': ['SEC_E_TARGET_UNKNOWN', 'the domain knows no service of this name (setspn -Q)'],
  '80090304': ['SEC_E_INTERNAL_ERROR', 'the Local Security Authority failed'],
  '80090305': ['SEC_E_SECPKG_NOT_FOUND', 'the security package is missing'],
  '80090308': ['SEC_E_INVALID_TOKEN', 'what the server sent is not a token of this scheme'],
  '8009030c': ['SEC_E_LOGON_DENIED', 'the account or its password was refused'],
  '8009030d': ['SEC_E_UNKNOWN_CREDENTIALS', 'the credentials were not recognized'],
  '8009030e': ['SEC_E_NO_CREDENTIALS', 'this process has no credentials that can be used on the network'],
  '80090311': ['SEC_E_NO_AUTHENTICATING_AUTHORITY', 'no domain controller could be reached'],
  '80090322': ['SEC_E_WRONG_PRINCIPAL', 'the service runs as another account than the one that has its name'],
  '80090324': ['SEC_E_TIME_SKEW', "this server's clock differs from the domain controller's"],
  '80090342': ['SEC_E_KDC_UNKNOWN_ETYPE', 'the domain controller does not support the encryption type'],
  '80090346': ['SEC_E_BAD_BINDINGS', 'channel binding is required'],
  '80090350': ['SEC_E_DOWNGRADE_DETECTED', 'no domain controller could be reached, or security was downgraded'],
};

/** The token of a leg, in Base64; empty: the last leg, after which there is none. Throws a `StepFailure` with the name of the status, or `SSPI` without one. */
export function tokenOf({ status, token, message }: SspiReply, service: string): string {
  if (status === undefined) throw new StepFailure('SSPI', message ?? 'Windows could not be asked for a token');
  if (status < FIRST_ERROR) return token ?? '';
  const number = status.toString(16).padStart(8, '0');
  const [name, meaning] = STATUSES[number] ?? [`0x${number}`, 'it gave no reason that is known'];
  throw new StepFailure(name, `Windows has no token for ${service}: ${meaning} (${name})`);
}
