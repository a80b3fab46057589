import type { HostEvidence } from '../../model/evidence.ts';
import type { CausesOf } from '../cause.ts';
import { around, inBrackets, listed, number, pluck, text } from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';

const host = (e: HostEvidence): string => text(e.hostname) ?? 'this server';
const Host = (e: HostEvidence): string => text(e.hostname) ?? 'This server';
const roots = (e: HostEvidence): string | undefined => listed(pluck(e.missingRoots, 'name'), 5);
const skew = (e: HostEvidence): string => {
  const seconds = number(e.skewSeconds);
  const reference = text(e.skewReference) ?? 'the reference';
  if (seconds === undefined && e.clock !== undefined)
    return `is probably ${e.clock === 'ahead' ? 'ahead' : 'behind'}: ${reference} ${e.clock === 'ahead' ? 'have expired' : 'are not yet valid'} by it`;
  if (seconds === undefined) return 'is wrong';
  if (Math.abs(seconds) > 2 * 86_400)
    return `is ${Math.round(Math.abs(seconds) / 86_400)} days ${seconds < 0 ? 'behind' : 'ahead of'} ${reference}`;
  return `is ${Math.abs(Math.round(seconds))} s ${seconds < 0 ? 'behind' : 'ahead of'} ${reference}`;
};

/** Causes found on the server that is to carry the role. */
export const HOST = {
  'host.os-unsupported': {
    owner: 'host',
    title: 'The operating system is not supported',
    meaning:
      'The role needs a supported 64-bit Windows Server, Standard or Datacenter, that is a member of a domain. Since version 2403 Windows Server 2012 and 2012 R2 stop setup.',
    detection:
      'Name, build, edition and domain membership as the operating system tells them, against the documented list. Server Core is host.server-core.',
    ask: 'Please provide a server with a supported operating system for the service connection point.',
    references: [DOCS.operatingSystems, DOCS.prerequisiteChecks],
    message: (e) =>
      `${Host(e)} does not run a supported operating system${inBrackets(text(e.operatingSystem, 100), around('build ', text(e.build, 40)), text(e.found, 100))}.`,
    remedy: (e) => `use ${text(e.required) ?? 'Windows Server 2016, 2019, 2022 or 2025, 64-bit, domain member'} for the role.`,
  },
  'host.server-core': {
    owner: 'host',
    title: 'Server Core is not supported',
    meaning:
      'The server was installed without the desktop. The role does not support Server Core, and an installation cannot be converted.',
    detection: 'InstallationType of the operating system is "Server Core". Other mismatches are host.os-unsupported.',
    ask: 'Please provide a server with Desktop Experience for the service connection point.',
    references: [DOCS.operatingSystems],
    message: (e) => `${Host(e)} runs Server Core${inBrackets(text(e.operatingSystem, 100))}, which the role does not support.`,
    remedy: () => 'install the server with Desktop Experience, or choose another one.',
  },
  'host.dotnet-missing': {
    owner: 'host',
    title: 'Required software is missing',
    meaning:
      'The role needs the .NET Framework 3.5 feature and .NET Framework 4.8 on its server, and the documented versions of the software setup relies on. Setup only warns about some of it, yet the role does not work properly without.',
    detection:
      'The Release value of .NET Framework 4 is below 528040 (4.8), the 3.5 feature is not enabled, or another item of the documented list is missing or too old. The item is in the evidence.',
    ask: 'Please install the missing software on the server, restart included.',
    references: [DOCS.prerequisites],
    message: (e) =>
      `${Host(e)} lacks ${text(e.item) ?? '.NET Framework'}${inBrackets(around('found ', text(e.found, 80)), around('required ', text(e.required, 80)))}.`,
    remedy: (e) =>
      `install ${text(e.item) ?? 'the missing .NET Framework'}${around(' ', text(e.required, 80)) ?? ''} on ${host(e)} and restart it.`,
  },
  'host.tls12-disabled': {
    owner: 'host',
    title: 'TLS 1.2 is not enabled for .NET or Windows',
    meaning:
      'Registry values keep .NET Framework or Windows from using TLS 1.2 with strong ciphers. The role then fails with "an error occurred on a send", although other programs on the same server connect.',
    detection:
      'SchUseStrongCrypto or SystemDefaultTlsVersions of .NET Framework 4 is 0, TLS 1.2 is disabled for clients in SCHANNEL, or none of the documented cipher suites is enabled. Values that are not set are a warning of their own, and so is SCHANNEL of the server side. A peer without TLS 1.2 is tls.protocol.',
    ask: 'Please enable TLS 1.2 for .NET Framework and Windows on the server.',
    references: [
      `Enable TLS 1.2: https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/security/enable-tls-1-2-server`,
      DOCS.cipherSuites,
    ],
    message: (e) => `TLS 1.2 is not enabled as the role needs it on ${host(e)}${inBrackets(listed(e.settings))}.`,
    remedy: () =>
      'set SchUseStrongCrypto = 1 and SystemDefaultTlsVersions = 1 for .NET in both registry views, and enable TLS 1.2 for clients in SCHANNEL; restart.',
  },
  'host.root-missing': {
    owner: 'host',
    title: 'A root certificate is missing',
    meaning:
      'The trust store of this machine lacks a root that the services are signed by. Connections or signature checks fail with "could not establish trust relationship", even though the network is fine.',
    detection:
      'A root of the documented list, or the one that a genuine chain seen in this run ends in, is not in the machine store. Expired roots of the old list are not asked for. A chain to a private root is tls.intercepted.',
    ask: 'Please import the missing root certificates into the machine store of the server, or allow automatic root updates.',
    references: [DOCS.rootCertificates, DOCS.trustUpdates, DOCS.updatesNotDownloaded],
    message: (e) => `The trust store of ${host(e)} lacks ${roots(e) ?? 'a root certificate that the services are signed by'}.`,
    remedy: (e) =>
      `import ${roots(e) ?? 'the missing root'} into the Trusted Root store of the machine${inBrackets(around('SHA-1 ', listed(pluck(e.missingRoots, 'sha1'), 5)))}, or let automatic root updates reach ctldl.windowsupdate.com on TCP 80.`,
  },
  'host.clock-skew': {
    owner: 'host',
    title: 'The clock is wrong',
    meaning:
      'The clock of this machine is too far from true time. Kerberos refuses more than five minutes by default, and certificates look expired or not yet valid.',
    detection:
      'The clock against the Date headers of several genuine answers, or against the domain controller; the difference is in the evidence. A single odd header does not count, unless nothing genuine answered and it is days off. Without any date: all certificates of genuine authorities are expired at once, or all not yet valid. The endpoints whose certificates a right clock would accept are the children of this finding.',
    ask: 'Please correct the time source of the server.',
    references: [rfc(4120, '1.6'), rfc(9110, '6.6.1')],
    message: (e) => `The clock of ${host(e)} ${skew(e)}${inBrackets(around('limit ', number(e.limitSeconds), ' s'))}.`,
    remedy: () => 'correct the clock and its time source (w32tm /query /status).',
  },
  'host.constrained-language': {
    owner: 'host',
    title: 'A policy constrains Windows PowerShell',
    meaning:
      'AppLocker or App Control for Business (WDAC) lets Windows PowerShell run in Constrained Language Mode only, where the questions about the server, its accounts and its proxy settings cannot be asked. It says nothing about what was asked, and is inconclusive; endpoints are probed without PowerShell.',
    detection:
      'The session that answers the questions says which language mode it runs in before anything else; any other than FullLanguage is this. Other errors are host.lookup-failed or account.lookup-failed.',
    ask: 'Please let the scripts of this program run in Full Language Mode on the server for the time of the check, or make the check where no such policy applies.',
    references: [
      'about_Language_Modes: https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_language_modes?view=powershell-5.1',
    ],
    message: (e) =>
      `Windows PowerShell is constrained by a policy (AppLocker or App Control) on ${host(e)}, so nothing is known${around(' about ', text(e.question)) ?? ' about this'}.`,
    remedy: () =>
      'exempt the account that runs this check from the script rules (AppLocker) or from the policy (App Control) for the time of the check; running it as an administrator does not help.',
  },
  'host.interface-silent': {
    owner: 'host',
    title: 'What the installation uses on the server does not answer',
    meaning:
      'The site server installs a site system through ADMIN$, the service Remote Registry and WMI. One of them does not answer on the server, so the installation fails or ends half-way, though accounts and ports are right.',
    detection:
      'Remote Registry: its pipe winreg is opened over SMB, twice, since Windows starts the service when it is asked for (on Windows: RegConnectRegistry). WMI, on Windows only: a connection to root\\cimv2 by DCOM. A refusal for lack of rights is no sign of it.',
    ask: 'Please let Remote Registry and WMI of the server answer the site server.',
    references: [DOCS.prerequisites, DOCS.accounts, DOCS.ports],
    message: (e) =>
      `${text(e.item) ?? 'An interface'} of ${host(e)} does not answer${inBrackets(text(e.code, 80))}, which the installation of the role uses.`,
    remedy: (e) =>
      e.item === 'WMI'
        ? `on ${host(e)} run the service Windows Management Instrumentation (Winmgmt) and enable the firewall rules of that name; from the site server TCP 135 and 49152-65535 have to be open.`
        : `on ${host(e)} set the service Remote Registry (RemoteRegistry) to start automatically and start it (Set-Service RemoteRegistry -StartupType Automatic; Start-Service RemoteRegistry).`,
  },
  'host.lookup-failed': {
    owner: 'host',
    title: 'The server could not be asked',
    meaning: 'A question about the operating system or its settings got no answer that counts. It is inconclusive.',
    detection: 'The script or the query for one fact failed, timed out or answered in another shape. The fact itself may be fine.',
    ask: 'Please run this check on the server itself as an administrator.',
    references: [DOCS.prerequisites],
    message: (e) =>
      `${Host(e)} could not be asked${around(' about ', text(e.question)) ?? ''}${inBrackets(text(e.code, 80), text(e.rawMessage))}.`,
    remedy: (e) => `run the check on ${host(e)} itself, as an administrator.`,
  },
} as const satisfies CausesOf<'host'>;
