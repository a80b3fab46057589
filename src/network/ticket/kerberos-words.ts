/**
 * What Kerberos says when a password is offered to it or a ticket asked for (MIT's and Heimdal's words for the errors of RFC 4120 section 7.5.9), in
 * codes of the table of refusals.
 */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/Preauthentication failed|Password incorrect|Decrypt integrity check failed/i, 'NT_STATUS_WRONG_PASSWORD'],
  [/Client (?:'[^']*' )?not found in Kerberos database|Client unknown/i, 'KERBEROS_NO_ACCOUNT'],
  [/Server (?:\S+ )?not found in Kerberos database|Server unknown/i, 'KERBEROS_SERVICE_NAME'],
  [/credentials have been revoked/i, 'KERBEROS_REVOKED'],
  [/Password has expired|Password expired/i, 'NT_STATUS_PASSWORD_EXPIRED'],
  [/Clock skew too great/i, 'KERBEROS_CLOCK_SKEW'],
  [/KDC policy rejects request/i, 'KERBEROS_POLICY'],
  [/KDC has no support for encryption type/i, 'KERBEROS_ENCRYPTION'],
  [/Cannot contact any KDC|Cannot find KDC/i, 'NT_STATUS_NO_LOGON_SERVERS'],
];

/** The code for what Kerberos said. Undefined: nothing that is known. */
export function kerberosCodeIn(said: string): string | undefined {
  return WORDS.find(([words]) => words.test(said))?.[1];
}
