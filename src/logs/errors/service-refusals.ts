import type { Phrase } from './phrases.ts';

const REFUSAL = { cause: null, confidence: 'likely', rank: 3, isRefusal: true } as const;
const NETWORK_FINE = 'the network is not what fails here';

/** The way is open and the service refuses: words of the role, of Microsoft Entra ID (learn.microsoft.com, "Microsoft Entra authentication and authorization error codes") and of tenant attach. */
export const REFUSALS: readonly Phrase[] = [
  {
    ...REFUSAL,
    code: 'certificate-subject',
    pattern:
      /\bmismatch\w{0,10} (?:of )?(?:the )?(?:service signing )?certificate subject( name)?|certificate subject( name)? (?:does not|doesn't|mis)[^\n]{0,80}/i,
    words: `${NETWORK_FINE}: the certificate with which the service signs has another subject than the role expects`,
    remedy: "install the hotfixes for this version, which bring the subjects that the role expects; the certificate itself is Microsoft's.",
  },
  {
    ...REFUSAL,
    code: 'private-key',
    pattern:
      /(?:(?:does not|doesn't) have|no|cannot (?:find|access)|unable to (?:find|access|load)|missing) (?:a |the |its )?private key[^\n]{0,80}|private key[^\n]{0,60}(?:not (?:found|accessible|exist)|denied|missing)|Keyset does not exist/i,
    words: `${NETWORK_FINE}: the private key of a certificate that the role signs with cannot be used`,
    remedy: 'give the account of the service read access to the private key, or renew the certificate of the connector.',
  },
  {
    ...REFUSAL,
    code: 'client-secret',
    pattern:
      /AADSTS7000(?:222|215)\b[^\n]{0,120}|\binvalid_client\b[^\n]{0,80}|client secret (?:keys? )?[^\n]{0,40}expired|secret key (?:has |is )?expired/i,
    words: `${NETWORK_FINE}: Microsoft Entra ID refuses the secret of the app with which the role logs on, mostly because it has expired`,
    remedy: 'renew the secret key of the tenant (Administration, Cloud Services, Azure Active Directory Tenants).',
  },
  {
    ...REFUSAL,
    code: 'entra',
    pattern: /\bAADSTS\d{5,7}\b[^\n]{0,160}|\b(?:unauthorized_client|invalid_grant|interaction_required)\b[^\n]{0,80}/i,
    words: `${NETWORK_FINE}: Microsoft Entra ID answered and refused the log-on of the role`,
    remedy: 'look the code up at https://login.microsoftonline.com/error, and correct the app or the account of the tenant.',
  },
  {
    ...REFUSAL,
    code: 'signing-certificate',
    pattern: /(?:failed|unable) to (?:check and load|load|verify|validate) (?:the )?(?:service )?signing certificate[^\n]{0,200}/i,
    words: `${NETWORK_FINE}: the certificate with which the service signs was not accepted`,
    remedy: 'install the hotfixes for this version; on this server, see that roots and revocation can be checked.',
  },
];
