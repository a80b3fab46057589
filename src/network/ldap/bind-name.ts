/**
 * The form of a name that a simple bind takes (MS-ADTS section 5.1.1.1.1): a distinguished name, a principal name, or `NETBIOS\user`. What was given as
 * `domain.fqdn\user` is handed over as `user@domain.fqdn`, which means the same account.
 */
export function bindNameOf(username: string): string {
  const [, domain = '', user = ''] = /^([^\\@.]+(?:\.[^\\@.]+)+)\\(.+)$/.exec(username) ?? [];
  return domain === '' ? username : `${user}@${domain}`;
}
