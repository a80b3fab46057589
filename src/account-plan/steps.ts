import { type Constellation, canLogOnBack, computerAccountOf, domainOf, userOf } from './constellation.ts';
import { acrossDomains } from './forests.ts';
import { type PlanStep, quoted, SOURCES } from './step.ts';

/** All that has to be created and granted, in the order in which it is done. Touches nothing. */
export function stepsOf(constellation: Constellation): readonly PlanStep[] {
  const there = inDomain(constellation);
  return [...acrossDomains(constellation), ...installer(there), ...ways(there), ...proxy(there)];
}

/** A server of a workgroup has another full name once it has joined the domain of the site server. */
function inDomain(constellation: Constellation): Constellation {
  const { trust, siteSystem, siteServers } = constellation;
  const [domain] = siteServers.map(domainOf);
  return trust === 'workgroup' && domain !== undefined
    ? { ...constellation, siteSystem: `${siteSystem.slice(0, siteSystem.indexOf('.'))}.${domain}` }
    : constellation;
}

function installer(constellation: Constellation): readonly PlanStep[] {
  const { installationAccount, siteSystem, siteServers } = constellation;
  if (installationAccount !== undefined) return byAccount(constellation, installationAccount);
  const accounts = siteServers.map((host) => `${domainOf(host)}\\${computerAccountOf(host)}`);
  return [
    {
      title: `Make the site server a local administrator of ${siteSystem}`,
      team: 'server',
      what: [
        `Local Administrators (S-1-5-32-544) of ${siteSystem} get ${accounts.join(' and ')}: the computer account of every site server, the passive one included.`,
        'The accounts page asks for the same on all other site systems: run the part SiteSystem on each.',
        '"Access this computer from the network" comes with it, unless a policy takes it from Administrators or denies it; such a denial stays, and an installation account is the way then.',
      ],
      source: SOURCES.accounts,
      commands: { part: 'SiteSystem', lines: accounts.map(addAdministrator) },
    },
    {
      title: 'Give the site server a new ticket',
      team: 'configmgr',
      what: [
        'A membership counts from the next ticket on: restart the site server, or purge the tickets of System there (klist -li 0x3e7 purge).',
      ],
      commands: {
        part: 'SiteServer',
        lines: ["if ($PSCmdlet.ShouldProcess('System', 'Purge its tickets')) { klist.exe -li 0x3e7 purge }"],
      },
    },
  ];
}

type DomainUser = ReturnType<typeof userOf>;

function byAccount({ siteSystem, trust }: Constellation, account: string): readonly PlanStep[] {
  const { user, domain } = userOf(account, domainOf(siteSystem));
  const given = `${domain}\\${user}`;
  return [
    installationAccountMade({ user, domain }, trust === 'untrusted-forest'),
    {
      title: `Make ${given} a local administrator of ${siteSystem}`,
      team: 'server',
      what: [
        `Local Administrators (S-1-5-32-544) of ${siteSystem} get ${given}.`,
        'It needs "Access this computer from the network" there, which Administrators have unless a policy says otherwise. Where a baseline denies it to a group, use an account outside that group and leave the denial.',
      ],
      source: SOURCES.accounts,
      commands: { part: 'SiteSystem', lines: [addAdministrator(given)] },
    },
    installationAccountEntered(given, domain),
  ];
}

function installationAccountMade({ user, domain }: DomainUser, neverExpires: boolean): PlanStep {
  return {
    title: `Create the site system installation account ${domain}\\${user}`,
    team: 'directory',
    what: [
      'An ordinary domain user for this use alone, in no privileged group; no managed service account, since the console wants a password.',
      'Its password holds no % (the console does not take it), need not be changed at the first log-on, and the account is enabled.',
      neverExpires
        ? 'The password never expires: the documented example for an untrusted forest sets it so.'
        : 'Where the password expires, it has to be entered in the console again each time.',
      'Wait until all domain controllers that site server and site system use have it.',
    ],
    source: SOURCES.accounts,
    commands: {
      part: 'Domain',
      lines: newUser({ user, domain }, 'Site system installation account of Configuration Manager', neverExpires),
    },
  };
}

function installationAccountEntered(given: string, domain: string): PlanStep {
  const byNetbiosName = `Enter it with the full name of its domain where that is another one than the site system's: with a NetBIOS name the log-on falls back to NTLM.`;
  return {
    title: `Enter ${given} in the console`,
    team: 'configmgr',
    what: [
      'Administration > Site Configuration > Servers and Site System Roles > properties of the site system > "Use another account for installing this site system".',
      ...(domain.includes('.') ? [] : [byNetbiosName]),
    ],
    source: SOURCES.accounts,
  };
}

function ways(constellation: Constellation): readonly PlanStep[] {
  const { siteServers, siteSystem } = constellation;
  const from = siteServers.join(', ');
  return [
    {
      title: `Open the way from the site server to ${siteSystem}`,
      team: 'firewall',
      what: [
        `${from} to ${siteSystem}: TCP 445, TCP and UDP 135, and TCP 49152-65535 (RPC). The installer uses ADMIN$, WMI and the remote registry over them.`,
        ...(!canLogOnBack(constellation) ? [] : [`${siteSystem} to ${from}: the same, for status messages and files.`]),
      ],
      source: SOURCES.ports,
    },
    {
      title: `Have Remote Registry running on ${siteSystem}`,
      team: 'server',
      what: ['The installation uses it from the start.'],
      source: SOURCES.forests,
      commands: {
        part: 'SiteSystem',
        lines: ['Set-Service -Name RemoteRegistry -StartupType Automatic', 'Start-Service -Name RemoteRegistry'],
      },
    },
  ];
}

function proxy({ proxy: lets, siteSystem }: Constellation): readonly PlanStep[] {
  if (lets === undefined) return [];
  if (lets.kind === 'account') return proxyAccount(userOf(lets.account, domainOf(siteSystem)));
  return [
    {
      title: `Let ${siteSystem} through the proxy by its computer account`,
      team: 'proxy',
      what: [
        `The proxy takes Negotiate or NTLM and lets ${computerAccountOf(siteSystem)} out to the endpoints of the role; the tab Proxy of the site system names no account.`,
      ],
      source: SOURCES.proxy,
    },
  ];
}

function proxyAccount({ user, domain }: DomainUser): readonly PlanStep[] {
  return [
    {
      title: `Create the proxy account ${domain}\\${user}`,
      team: 'directory',
      what: ['An ordinary domain user for this use alone. It needs no rights on any server.'],
      source: SOURCES.accounts,
      commands: { part: 'Domain', lines: newUser({ user, domain }, 'Site system proxy server account of Configuration Manager', false) },
    },
    {
      title: `Let ${domain}\\${user} through the proxy`,
      team: 'proxy',
      what: [
        `The proxy lets it out to the endpoints of the role (configmgr-preflight endpoints lists them), whatever machine it comes from.`,
      ],
      source: SOURCES.proxy,
    },
    {
      title: `Enter ${domain}\\${user} in the console`,
      team: 'configmgr',
      what: ['Administration > Site Configuration > Servers and Site System Roles > properties of the site system > tab Proxy.'],
      source: SOURCES.proxy,
    },
  ];
}

function addAdministrator(member: string): string {
  return `Add-LocalGroupMember -SID 'S-1-5-32-544' -Member ${quoted(member)}`;
}

function newUser({ user, domain }: DomainUser, description: string, neverExpires: boolean): readonly string[] {
  // A NetBIOS name may be no name of a server.
  const server = domain.includes('.') ? ` -Server ${quoted(domain)}` : '';
  return [
    `$password = Read-Host -AsSecureString -Prompt ${quoted(`Password of ${user} (no % in it)`)}`,
    `New-ADUser -Name ${quoted(user)} -SamAccountName ${quoted(user)} -Description ${quoted(description)} -AccountPassword $password -Enabled $true -ChangePasswordAtLogon $false -PasswordNeverExpires $${neverExpires}${server}`,
  ];
}
