import type { Answer } from '../../model/answer.ts';
import { controllersGivenFor } from '../../model/network/controller.ts';
import type { HostPort } from '../../model/network/route.ts';
import type { Scope } from '../../model/scope.ts';
import { isSameHost, type ServerScope, type Standpoint } from '../../model/servers.ts';
import type { PortFacts } from './facts.ts';

/** Who has to open a connection to whom, and why. */
export interface PortRow {
  readonly from: Standpoint;
  readonly target: HostPort;
  /** Also the dynamic port that the endpoint mapper names. */
  readonly dynamic?: true;
  /** DNS named the server: of several it is enough that one is reached. */
  readonly isFound?: true;
  /** What has to listen there: a refusal may also mean that it does not. */
  readonly listener: string;
  /** It is asked which version it is, before any log-on. */
  readonly isSqlServer?: true;
  /** A refusal says nothing of the way: not every server of the kind has this service. */
  readonly isOptional?: true;
  readonly why: string;
}
/** A row to walk, or the question which controllers a domain has. */
export type PortTask =
  | (DatagramRow & { readonly question: 'datagram'; readonly key: string })
  | (PortRow & { readonly question: 'connection'; readonly key: string })
  | { readonly question: 'domain-controllers'; readonly key: string; readonly domain: string };

/** What the site server asks a domain controller over UDP. */
export const DATAGRAMS = ['ldap-ping', 'kerberos'] as const;
/** One UDP question of the site server to a domain controller. */
export interface DatagramRow {
  readonly datagram: (typeof DATAGRAMS)[number];
  readonly from: Standpoint;
  readonly host: string;
  readonly domain: string;
  /** Who would want the ticket: the computer account of the site server. */
  readonly client: string;
  readonly isFound?: true;
}

/** More controllers than these are not tried. */
const MAX_FOUND = 8;

/** The rows that can be seen from where the run stands. */
export function plan({ servers }: Scope): readonly PortTask[] {
  const domain = servers.standpoint === 'scp' ? otherDomainToSearch(servers) : domainToSearch(servers);
  const search =
    domain === undefined || servers.standpoint === 'tool-host'
      ? []
      : [{ question: 'domain-controllers' as const, key: `domain-controllers@${domain}`, domain }];
  const asked = servers.standpoint === 'scp' ? controllersOfSiteServer(servers) : servers.domainControllers;
  return [
    ...rowsOf(servers)
      .filter((row) => row.from === servers.standpoint && !isNotNeeded(row, servers))
      .map(taskOf),
    ...asked.flatMap((host) => datagrams(host, servers)),
    ...search,
  ];
}

/** The rows to the controllers that DNS named. */
export function follow({ facts }: Answer<PortTask, PortFacts>, { servers }: Scope): readonly PortTask[] {
  if (facts?.question !== 'domain-controllers') return [];
  return facts.controllers
    .slice(0, MAX_FOUND)
    .flatMap((host) => [
      ...(servers.standpoint === 'scp' ? rowsForTickets(host) : rowsToController(host)).map((row) => taskOf({ ...row, isFound: true })),
      ...datagrams(host, servers).map((task) => ({ ...task, isFound: true as const })),
    ]);
}

/**
 * UDP 389 and 88 of a controller, seen from the site server; from the role's server UDP 389 of one of the site server's domain. The questions name the domain
 * and the account of who asks.
 */
function datagrams(host: string, servers: ServerScope) {
  const { standpoint, siteServers, scp } = servers;
  const isOfRole = standpoint === 'scp';
  const domain = isOfRole ? otherDomain(servers) : servers.domain;
  const asker = isOfRole ? scp : siteServers[0];
  if (standpoint === 'tool-host' || asker === undefined || domain === undefined) return [];
  const client = `${(asker.split('.')[0] ?? asker).slice(0, 15).toUpperCase()}$`;
  return (isOfRole ? (['ldap-ping'] as const) : DATAGRAMS).map((datagram) => {
    const row = { datagram, from: standpoint, host, domain, client };
    return { ...row, question: 'datagram' as const, key: `${standpoint}->${host}:udp-${datagram}` };
  });
}

/**
 * The domain of the site server, where it is another one than that of the role's server: tickets for the site server come from its controllers, and in an
 * untrusted forest the documentation asks for TCP 88 and UDP 389 both ways.
 */
function otherDomain({ siteServers, domain }: ServerScope): string | undefined {
  const domains = siteServers.flatMap((host) => (host.includes('.') ? [host.slice(host.indexOf('.') + 1)] : []));
  return domain === undefined ? undefined : domains.find((one) => one.toLowerCase() !== domain.toLowerCase());
}

/** Those of `--dc` that are of the site server's domain, where that is another one. */
function controllersOfSiteServer(servers: ServerScope): readonly string[] {
  const other = otherDomain(servers);
  return other === undefined || servers.domain === undefined
    ? []
    : controllersGivenFor(other, servers.domainControllers, servers.domain, [other]);
}

function otherDomainToSearch(servers: ServerScope): string | undefined {
  return controllersOfSiteServer(servers).length === 0 ? otherDomain(servers) : undefined;
}

/** What the role's server opens to the site server, which then opens all itself. */
export function isNotNeeded({ from, target }: Pick<PortRow, 'from' | 'target'>, { siteInitiates, siteServers }: ServerScope): boolean {
  return siteInitiates === true && from === 'scp' && siteServers.some((host) => isSameHost(host, target.host));
}

/** The domain whose controllers are to be found; undefined: they were given, or none is known, or no site server is. */
export function domainToSearch({ domain, domainControllers, siteServers }: ServerScope): string | undefined {
  return domainControllers.length === 0 && siteServers.length > 0 ? domain : undefined;
}

function taskOf(row: PortRow): PortTask {
  return { ...row, question: 'connection', key: keyOf(row) };
}

/** The identity of a row: who connects to which host and port. */
export function keyOf({ from, target: { host, port }, dynamic }: Pick<PortRow, 'from' | 'target' | 'dynamic'>): string {
  return `${from}->${host}:${port}${dynamic === true ? '+dynamic' : ''}`;
}

/** Every row that the named servers need (ports page of the documentation, site server and service connection point). */
export function rowsOf(servers: ServerScope): readonly PortRow[] {
  const { scp, siteServers, sqlServer, smsProvider, domainControllers } = servers;
  const sql =
    sqlServer === undefined
      ? []
      : [
          {
            from: 'scp' as const,
            target: withPort(sqlServer, 1433),
            listener: SQL_LISTENER,
            isSqlServer: true as const,
            why: 'the role reads and writes the site database',
          },
        ];
  const provider =
    smsProvider === undefined
      ? []
      : (['scp', 'tool-host'] as const).map((from) => ({
          from,
          target: { host: smsProvider, port: 443 },
          listener: 'the administration service of the SMS Provider',
          why: 'the administration service of the SMS Provider is asked there',
        }));
  const remote = siteServers.filter((host) => !isSameHost(host, scp));
  const toSite = remote.flatMap((host) => pair('scp', host, 'status messages and files go from the role to the site server'));
  const toScp =
    scp === undefined || remote.length === 0 ? [] : pair('site-server', scp, 'the site server installs, configures and serves the role');
  const toDirectory = domainControllers.flatMap(rowsToController);
  const forTickets = controllersOfSiteServer(servers).flatMap(rowsForTickets);
  return [...toSite, ...toScp, ...sql, ...provider, ...toDirectory, ...forTickets];
}

const SQL_LISTENER = 'SQL Server with TCP/IP enabled (a named instance has a port of its own: --sql-server HOST:PORT)';

/** Ports page of the documentation, site server to domain controller; Kerberos from the list of what every Windows server needs. */
function rowsToController(host: string): readonly PortRow[] {
  const from = 'site-server' as const;
  const why = 'the site server asks its domain by Kerberos, LDAP and the global catalog';
  const listener = 'the directory service';
  return [
    ...[88, 389, 636].map((port) => ({ from, target: { host, port }, listener, why })),
    { from, target: { host, port: 3268 }, why, listener: 'the global catalog, which not every controller is', isOptional: true },
    {
      from,
      target: { host, port: 135 },
      dynamic: true,
      listener: 'the RPC endpoint mapper',
      why: 'the site server calls services of its domain by RPC',
    },
  ];
}

/** From the role's server to a controller of the site server's domain, where that is another one. */
function rowsForTickets(host: string): readonly PortRow[] {
  const why = 'tickets for the site server, which is of another domain, come from the controllers of that one';
  return [{ from: 'scp', target: { host, port: 88 }, listener: 'the directory service', why }];
}

function pair(from: Standpoint, host: string, why: string): readonly PortRow[] {
  return [
    { from, target: { host, port: 445 }, listener: 'the service Server (LanmanServer)', why },
    { from, target: { host, port: 135 }, dynamic: true, listener: 'the RPC endpoint mapper (RpcEptMapper)', why },
  ];
}

function withPort(text: string, usual: number): HostPort {
  const [, host, port] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined || host.includes(':') ? { host: text, port: usual } : { host, port: Number(port) };
}

/** The name of the machine that opens a row's connections; undefined where it is one of several, or not known. */
export function sourceOf(from: Standpoint, { scp, siteServers }: ServerScope): string | undefined {
  if (from === 'scp') return scp;
  return from === 'site-server' && siteServers.length === 1 ? siteServers[0] : undefined;
}
