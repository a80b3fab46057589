import type { PlacementEvidence } from '../../model/evidence.ts';
import type { CausesOf } from '../cause.ts';
import { certificateRemedy, wayIn } from '../phrasing/lookup-remedies.ts';
import { around, inBrackets, listed, number, text } from '../phrasing/phrase.ts';
import { DOCS } from '../phrasing/references.ts';

const site = (e: PlacementEvidence): string => `the site${around(' ', text(e.siteCode, 20)) ?? ''}`;
const TYPES: Readonly<Record<string, string>> = {
  secondary: 'a secondary site',
  primary: 'a primary site',
  'central-administration-site': 'a central administration site',
};
const type = (e: PlacementEvidence): string | undefined =>
  typeof e.siteType === 'string' && Object.hasOwn(TYPES, e.siteType) ? TYPES[e.siteType] : undefined;

/** Causes found about the place of the role in the hierarchy. */
export const PLACEMENT = {
  'placement.not-top-tier': {
    owner: 'configmgr',
    title: 'The site is not the top of the hierarchy',
    meaning:
      'The role can be installed only at the top-tier site: the central administration site, or a stand-alone primary site. This site reports to another one. When a stand-alone primary site is expanded, the role is removed there and installed at the central administration site.',
    detection:
      'The site is a secondary site, or a primary site whose reporting site code is not empty, as the administration service tells.',
    ask: 'Please place the service connection point at the top-tier site.',
    references: [DOCS.serviceConnectionPoint],
    message: (e) => {
      const facts = inBrackets(type(e), around('reports to ', text(e.parentSiteCode, 20)));
      return `${site(e).replace(/^t/, 'T')} is not the top of the hierarchy${facts}, so the role cannot be installed there.`;
    },
    remedy: (e) =>
      `install the role at ${around('the site ', text(e.topTierSiteCode, 20)) ?? 'the top-tier site (central administration site or stand-alone primary)'}.`,
  },
  'placement.already-installed': {
    owner: 'configmgr',
    title: 'The hierarchy already has the role',
    meaning:
      'A hierarchy can have one service connection point only, and another server carries it. It has to be removed there before it is installed elsewhere. Setup of a new hierarchy offers the role on its page Service Connection Point (online, offline, or later); afterwards it is added in the console.',
    detection:
      'The administration service lists a site system with the role "SMS Dmp Connector" on another server than the one that was named.',
    ask: 'Please remove the service connection point from its present server before we install it on the new one.',
    references: [DOCS.serviceConnectionPoint],
    message: (e) =>
      `The hierarchy already has a service connection point${around(' on ', text(e.installedOn)) ?? ''}${inBrackets(around('mode ', text(e.mode, 20)))}; there can be only one.`,
    remedy: (e) =>
      `remove the role from ${text(e.installedOn) ?? 'its present server'} first, or keep it there; after a move renew the Azure secret keys.`,
  },
  'placement.on-ha-site-server': {
    owner: 'configmgr',
    title: 'The server is one of a pair of site servers',
    meaning:
      'With site server high availability a site has an active and a passive site server. The service connection point is supported on neither of them, and a server that carries a role cannot be added as the passive one.',
    detection: 'Two servers are named with --site-server and the server of the role is one of them.',
    ask: 'Please provide a server of its own for the service connection point.',
    references: [
      'Site server high availability: https://learn.microsoft.com/en-us/intune/configmgr/core/servers/deploy/configure/site-server-high-availability',
    ],
    message: (e) =>
      `${text(e.installedOn) ?? 'The server'} is one of a pair of site servers${inBrackets(listed(e.siteServers))}; the role is supported on neither of them.`,
    remedy: () => 'install the role on another server that is a site system of the site.',
  },
  'placement.mode-offline': {
    owner: 'configmgr',
    title: 'A feature needs the role online',
    meaning:
      'In offline mode the role connects to nothing. Updates come by the service connection tool; features that live on a connection of the role, such as tenant attach, cloud management gateway, Entra discovery, endpoint analytics and external notifications, do not work.',
    detection: 'The run is about mode offline, and a feature was named with --feature that needs a connection of the role.',
    ask: 'Please decide: the role in online mode, or without these features.',
    references: [DOCS.serviceConnectionPoint],
    message: (e) => `The role is to be offline, but ${listed(e.onlineFeatures) ?? 'a feature'} need it online.`,
    remedy: () =>
      'set the role to online mode, or do without these features. After a change of mode restart SMS_DMP_DOWNLOADER (or SMS_EXECUTIVE), or wait for the next site backup, which restarts it.',
  },
  'placement.kerberos-required': {
    owner: 'configmgr',
    title: 'The administration service takes Kerberos only',
    meaning:
      'From release 2509 on the administration service refuses NTLM ("Rejecting NTLM authentication." in AdminService.log). It has to be asked by Kerberos: under its full DNS name, by an account whose domain this machine can reach. The place of the role is not known, and nothing is said against the password.',
    detection:
      'The SMS Provider is named by a short name or an address, the domain of --user or a key distribution centre of it could not be found, or what uses tickets is not installed: nothing was sent. Or NTLM was tried, for an older release, and answered with 401.',
    ask: 'Please let us ask the administration service by Kerberos: TCP 88 to the domain controllers, and the full DNS name of the SMS Provider.',
    references: [
      "What's new in version 2509: https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/changes/whats-new-in-version-2509",
      'Administration service: https://learn.microsoft.com/en-us/intune/configmgr/develop/adminservice/overview',
    ],
    message: (e) =>
      `The administration service${around(' of ', text(e.source)) ?? ''} refuses NTLM since release 2509, and ${e.code === 'NTLM_REFUSED' ? 'it refused a log-on by NTLM' : 'Kerberos could not be used'}${inBrackets(around('status ', number(e.httpStatus)), text(e.code, 80), text(e.rawMessage))}, so the place of the role is not known.`,
    remedy: (e) => `${wayToKerberos(e)}.`,
  },
  'placement.lookup-failed': {
    owner: 'configmgr',
    title: 'The hierarchy could not be asked',
    meaning: 'The administration service gave no answer that counts, so the place of the role is not known. It is inconclusive.',
    detection: 'The request to the administration service failed: connection, certificate, logon, rights or an answer of another shape.',
    ask: 'Please let us read sites and site systems from the administration service.',
    references: ['Administration service: https://learn.microsoft.com/en-us/intune/configmgr/develop/adminservice/overview', DOCS.ports],
    message: (e) =>
      `The administration service${around(' of ', text(e.source)) ?? ''} could not be asked${inBrackets(around('status ', number(e.httpStatus)), text(e.code, 80), text(e.rawMessage))}, so the place of the role is not known.`,
    remedy: (e) => `${wayInto(e)}.`,
  },
} as const satisfies CausesOf<'placement'>;

const OWN_TICKET = 'run it as an administrative user of Configuration Manager with a Kerberos ticket (kinit) and without --user';
const BY_FULL_NAME = 'give --user with the full name of its domain (user@domain.fqdn)';

/** What brings a ticket, by code. */
const TO_KERBEROS: Readonly<Record<string, string>> = {
  SHORT_NAME: 'name the SMS Provider by its full DNS name (--sms-provider HOST.DOMAIN.FQDN), as it is registered in the domain',
  NO_REALM: BY_FULL_NAME,
  NO_KDC: `let this machine ask the DNS servers of the domain and reach TCP 88 of its controllers, or run the check on a member of the domain`,
  KERBEROS_MISSING:
    'install the program with its optional package kerberos (npm, g++ and the headers of libkrb5), or run the check on Windows',
  KINIT_MISSING: `install kinit (Debian: apt-get install krb5-user), or ${OWN_TICKET}`,
};

function wayToKerberos({ code }: PlacementEvidence): string {
  const known = typeof code === 'string' && Object.hasOwn(TO_KERBEROS, code) ? TO_KERBEROS[code] : undefined;
  return known ?? `leave out --site-version of before 2509, and ${BY_FULL_NAME}, or ${OWN_TICKET}`;
}

/** First steps after a refusal, by code. */
const AFTER_401: Readonly<Record<string, string>> = {
  HTTP_401: 'have the administration service offer Negotiate, which it does unless something stands before it',
  NO_CREDENTIALS: `name an administrative user of Configuration Manager with --user and its password, or ${OWN_TICKET}`,
  TICKET_REFUSED:
    'look at the service principal name: the service could not read the ticket (setspn -Q HTTP/SERVER names the account that has the name; without one it is the computer, by HOST/SERVER)',
  IDENTITY_REFUSED:
    'run it as an administrative user of Configuration Manager who logged on with a domain account; Windows may have used NTLM, which release 2509 and later refuse',
  NEGOTIATE_REFUSED:
    'make sure that the name and password of --user are right; if they are, Windows used NTLM, which release 2509 and later refuse: give the full domain (user@domain.fqdn) and let this machine reach TCP 88 of the controllers, or run it as that account (runas /netonly) and without --user',
};

/** What helps depends on how far the question came. */
function wayInto(e: PlacementEvidence): string {
  const provider = text(e.source) ?? 'the SMS Provider';
  const code = text(e.code) ?? '';
  if (Object.hasOwn(AFTER_401, code)) return (AFTER_401[code] ?? '').replaceAll('SERVER', provider);
  if (code === 'HTTP_403') return 'give the account that runs this check read rights on sites and site systems';
  if (code === 'HTTP_404')
    return `name a server that runs the SMS Provider role and its administration service, where ${provider} does not`;
  const certificate = certificateRemedy(e, provider) ?? wayIn(e, provider);
  if (certificate !== undefined) return `for this check, ${certificate}`;
  return `let this machine connect to TCP 443 of ${provider}, and give the account that runs this check read rights on sites and site systems`;
}
