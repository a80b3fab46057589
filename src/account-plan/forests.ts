import { type Constellation, canLogOnBack, computerAccountOf, domainOf } from './constellation.ts';
import { type PlanStep, quoted, SOURCES } from './step.ts';

/** What two domains, of one forest or of two, need before any account is of use; a computer of none has to join one first. */
export function acrossDomains(constellation: Constellation): readonly PlanStep[] {
  const { trust } = constellation;
  if (trust === 'same-domain') return [];
  if (trust === 'workgroup') return [joined(constellation)];
  return [...apart(constellation), ...trusting(constellation)];
}

function trusting(constellation: Constellation): readonly PlanStep[] {
  const { trust } = constellation;
  if (trust === 'same-forest') return [tickets(constellation)];
  const initiated = canLogOnBack(constellation) ? [] : [initiates(constellation)];
  return trust === 'untrusted-forest'
    ? [tickets(constellation), ...initiated]
    : [trusted(constellation), tickets(constellation), ...initiated];
}

/** "All Configuration Manager site systems must be members of a supported Windows Server Active Directory domain." */
function joined({ siteServers, siteSystem }: Constellation): PlanStep {
  const [domain = ''] = siteServers.map(domainOf);
  return {
    title: `Join ${siteSystem} to a domain`,
    team: 'server',
    what: [
      'A site system in a workgroup is not supported: each has to be a member of an Active Directory domain. Until then nothing below works.',
      `What follows is for the domain of the site server, ${domain}. With another one, make the plan again with the new name of the server and --trust.`,
    ],
    source: SOURCES.domains,
    commands: { part: 'SiteSystem', lines: [`Add-Computer -DomainName ${quoted(domain)} -Credential (Get-Credential) -Restart`] },
  };
}

function apart(constellation: Constellation): readonly PlanStep[] {
  const { siteServers, siteSystem } = constellation;
  const [here = ''] = siteServers.map(domainOf);
  const there = domainOf(siteSystem);
  return [
    {
      title: `Resolve names both ways between ${here} and ${there}`,
      team: 'dns',
      what: [
        `DNS of ${here} resolves ${siteSystem}, and DNS of ${there} resolves ${siteServers.join(' and ')}, for example by conditional forwarders on both sides.`,
      ],
      source: SOURCES.forests,
      commands: {
        part: 'Dns',
        lines: [
          '# On a DNS server of each side; the addresses are those of the other side.',
          `$masters = (Read-Host -Prompt ${quoted(`DNS servers of ${there}, separated by commas`)}) -split ','`,
          `Add-DnsServerConditionalForwarderZone -Name ${quoted(there)} -MasterServers $masters`,
        ],
      },
    },
    {
      title: 'Keep the clocks within five minutes',
      team: 'server',
      what: [
        `Site server, ${siteSystem} and the domain controllers of both: Kerberos refuses more. Each follows its own domain, so the domains need time sources that agree.`,
      ],
      commands: { part: 'SiteServer', lines: [`w32tm.exe /stripchart /computer:${siteSystem} /samples:3 /dataonly`] },
    },
  ];
}

function trusted({ siteServers, siteSystem, installationAccount, trust }: Constellation): PlanStep {
  const who = installationAccount ?? siteServers.map((host) => `${domainOf(host)}\\${computerAccountOf(host)}`).join(' and ');
  const [here = ''] = siteServers.map(domainOf);
  const there = domainOf(siteSystem);
  const members =
    installationAccount === undefined ? siteServers.map((host) => `${domainOf(host)}\\${computerAccountOf(host)}`) : [installationAccount];
  return {
    title: `Let ${there} trust the domain of ${who}`,
    team: 'directory',
    what: [
      trust === 'one-way-trust'
        ? `A forest trust in which ${there} trusts ${here} (outgoing, seen from ${there}). It need not be mutual, since the site server initiates all connections.`
        : 'A two-way forest trust.',
      `With selective authentication ${who} also needs "Allowed to authenticate" on the computer object of ${siteSystem}; without it leave that command out.`,
    ],
    source: SOURCES.forests,
    commands: {
      part: 'Domain',
      lines: [
        `Get-ADTrust -Filter * -Server ${quoted(there)} | Select-Object -Property Name, Direction, ForestTransitive, SelectiveAuthentication`,
        `$computer = (Get-ADComputer -Identity ${quoted(computerAccountOf(siteSystem))} -Server ${quoted(there)}).DistinguishedName`,
        ...members.map(
          (member) =>
            `if ($PSCmdlet.ShouldProcess($computer, ${quoted(`Allowed to authenticate: ${member}`)})) { dsacls.exe "\\\\${there}\\$computer" /G ${quoted(`${member}:CA;Allowed to Authenticate`)} }`,
        ),
      ],
    },
  };
}

/** Tickets for a server of another domain come from the controllers of that one. */
function tickets({ siteServers, siteSystem }: Constellation): PlanStep {
  const from = siteServers.join(', ');
  const [here = 'the site server'] = siteServers.map(domainOf);
  return {
    title: 'Open Kerberos and LDAP both ways',
    team: 'firewall',
    what: [
      `TCP 88 and UDP 389 between ${from} and the domain controllers of ${domainOf(siteSystem)}, and between ${siteSystem} and those of ${here}.`,
    ],
    source: SOURCES.forests,
  };
}

function initiates({ siteSystem }: Constellation): PlanStep {
  return {
    title: 'Have the site server initiate all connections',
    team: 'configmgr',
    what: [
      'Properties of the site system > "Require the site server to initiate connections to this site system": the site system has no account that it could use on the site server.',
      `Check with --site-initiates, so that no way from ${siteSystem} to the site server is asked for.`,
    ],
    source: SOURCES.forests,
  };
}
