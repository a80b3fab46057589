import type { Evidence } from '../model/finding.ts';

/** Sub-codes of Active Directory behind a refused bind (`data 52e`), which are system error codes in hexadecimal. */
const DATA: Readonly<Record<string, string>> = {
  '525': 'no such account',
  '52e': 'wrong name or password',
  '530': 'not at this time of day',
  '531': 'not from this computer',
  '532': 'its password has expired',
  '533': 'it is disabled',
  '701': 'it has expired',
  '773': 'its password must be changed first',
  '775': 'it is locked out',
};

/** What the asked server held against the account that asks, in words. Undefined: it says nothing of the kind. */
export function refusalOf({ rawMessage }: Evidence): string | undefined {
  const data = /\bdata ([0-9a-f]{3})\b/i.exec(said(rawMessage))?.[1]?.toLowerCase();
  return data !== undefined && Object.hasOwn(DATA, data) ? DATA[data] : undefined;
}

/** SEC_E_BAD_BINDINGS (MS-ERREF section 2.1.1): the controller wants channel binding. */
const BAD_BINDINGS = /80090346/;

/** What whoever runs the check can do about a question that was not let in. Undefined: nothing that is known. */
export function wayIn({ code, rawMessage }: Evidence): string | undefined {
  if (code === 'NO_CREDENTIALS') return 'name the account that asks with --user and its password, or get a Kerberos ticket first (kinit)';
  if (code === 'NO_DOMAIN') return 'name the domain with --domain, or the servers by their full names';
  if (code === 'NO_SUCH_DOMAIN') return 'write the domain of the account by its full DNS name';
  if (code === 'ENOTFOUND' || code === 'NO_CONTROLLER')
    return 'name the right domain with --domain, or a controller with --dc, or let this machine ask the DNS servers of the domain';
  if (code === 'TOOL_MISSING') return 'install the tools that it asks by (Debian: apt-get install smbclient)';
  if (code === 'LDAP_8' || BAD_BINDINGS.test(said(rawMessage)))
    return 'the controller wants signing or channel binding, which a log-on by ticket from here does not have: name the account that asks with --user and its password';
  if (code === 'GSSAPI')
    return 'Kerberos gave no ticket for this server: register its service principal name (ldap/HOST), or name the account that asks with --user and its password';
  if (code === 'LDAP_49' || code === 'NT_STATUS_LOGON_FAILURE') return 'correct the name or the password of the account that asks (--user)';
  return undefined;
}

/** What whoever runs the check can do about a certificate that was not taken (codes of OpenSSL and Node). Undefined: it is none of these. */
export function certificateRemedy({ code }: Evidence, server: string): string | undefined {
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
