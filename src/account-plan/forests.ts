import { type Constellation, computerAccountOf, domainOf } from './constellation.ts';
import { type PlanStep, quoted, SOURCES } from './step.ts';

/** What domains of two forests need before any account is of use. */
export function acrossForests(constellation: Constellation): readonly PlanStep[] {
  const { siteServers, siteSystem, trust } = constellation;
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
    ...(trust === 'trusted-forest' ? [trusted(constellation)] : untrusted(constellation)),
  ];
}

function trusted({ siteServers, siteSystem, installationAccount }: Constellation): PlanStep {
  const who = installationAccount ?? siteServers.map((host) => `${domainOf(host)}\\${computerAccountOf(host)}`).join(' and ');
  return {
    title: `Let ${domainOf(siteSystem)} trust the domain of ${who}`,
    team: 'directory',
    what: [
      `A two-way forest trust. With selective authentication ${who} also needs "Allowed to authenticate" on the computer object of ${siteSystem}.`,
    ],
    source: SOURCES.forests,
    commands: {
      part: 'Domain',
      lines: ['Get-ADTrust -Filter * | Select-Object -Property Name, Direction, ForestTransitive, SelectiveAuthentication'],
    },
  };
}

function untrusted({ siteServers, siteSystem }: Constellation): readonly PlanStep[] {
  const from = siteServers.join(', ');
  return [
    {
      title: 'Open Kerberos and LDAP both ways',
      team: 'firewall',
      what: [
        `TCP 88 and UDP 389 between ${from} and the domain controllers of ${domainOf(siteSystem)}, and between ${siteSystem} and those of ${siteServers.map(domainOf)[0] ?? 'the site server'}.`,
      ],
      source: SOURCES.forests,
    },
    {
      title: 'Have the site server initiate all connections',
      team: 'configmgr',
      what: [
        'Properties of the site system > "Require the site server to initiate connections to this site system": the site system has no account that it could use on the site server.',
      ],
      source: SOURCES.forests,
    },
  ];
}
