import type { HostPort } from '../../model/route.ts';
import type { Scope } from '../../model/scope.ts';
import type { ServerScope, Standpoint } from '../../model/servers.ts';

/** Who has to open a connection to whom, and why. */
export interface PortRow {
  readonly from: Standpoint;
  readonly target: HostPort;
  /** Also the dynamic port that the endpoint mapper names. */
  readonly dynamic?: true;
  readonly why: string;
}
export interface PortTask extends PortRow {
  readonly key: string;
}

/** The rows that can be seen from where the run stands. */
export function plan(scope: Scope): readonly PortTask[] {
  return rowsOf(scope.servers)
    .filter(({ from }) => from === scope.servers.standpoint)
    .map((row) => ({ ...row, key: keyOf(row) }));
}

export function keyOf({ from, target: { host, port }, dynamic }: PortRow): string {
  return `${from}->${host}:${port}${dynamic === true ? '+dynamic' : ''}`;
}

/** Every row that the named servers need (ports page of the documentation, site server and service connection point). */
export function rowsOf(servers: ServerScope): readonly PortRow[] {
  const { scp, siteServers, sqlServer, smsProvider, domainControllers } = servers;
  const sql =
    sqlServer === undefined
      ? []
      : [{ from: 'scp' as const, target: withPort(sqlServer, 1433), why: 'the role reads and writes the site database' }];
  const provider =
    smsProvider === undefined
      ? []
      : (['scp', 'tool-host'] as const).map((from) => ({
          from,
          target: { host: smsProvider, port: 443 },
          why: 'the administration service of the SMS Provider',
        }));
  const remote = siteServers.filter((host) => host !== scp);
  const toSite = remote.flatMap((host) => pair('scp', host, 'status messages and files go from the role to the site server'));
  const toScp =
    scp === undefined || remote.length === 0 ? [] : pair('site-server', scp, 'the site server installs, configures and serves the role');
  const toDirectory = domainControllers.flatMap((host) =>
    [88, 389, 636, 3268].map((port) => ({
      from: 'site-server' as const,
      target: { host, port },
      why: 'Kerberos, LDAP and the global catalog',
    })),
  );
  return [...toSite, ...toScp, ...sql, ...provider, ...toDirectory];
}

function pair(from: Standpoint, host: string, why: string): readonly PortRow[] {
  return [
    { from, target: { host, port: 445 }, why },
    { from, target: { host, port: 135 }, dynamic: true, why },
  ];
}

function withPort(text: string, usual: number): HostPort {
  const [, host, port] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined || host.includes(':') ? { host: text, port: usual } : { host, port: Number(port) };
}
