import { domainToSearch, rowsOf } from '../checks/port/plan.ts';
import type { CheckKind, ServerScope } from '../model/servers.ts';
import { UsageError } from '../model/usage-error.ts';
import type { Settings } from '../settings/settings.ts';

type Targeted = Exclude<CheckKind, 'endpoint' | 'host'>;

const NEEDS: Readonly<Record<Targeted, string>> = {
  account: '--site-server, --installation-account or --proxy-account',
  port: '--site-server (or --as site-server with --scp), --sql-server or --sms-provider',
  placement: '--sms-provider, or two --site-server and --scp, or --mode offline',
};

/** Throws `UsageError` about a check that was asked for and has nothing to ask: a run that checks nothing must not look like a result. */
export function refuseWithoutTarget({ check, mode }: Pick<Settings, 'check' | 'mode'>, servers: ServerScope): void {
  for (const kind of check) {
    if (kind === 'endpoint' || kind === 'host' || hasTarget(kind, mode, servers)) continue;
    throw new UsageError(`--check ${kind} needs ${NEEDS[kind]}: nothing names what it is to check`, { field: '--check' });
  }
}

function hasTarget(kind: Targeted, mode: Settings['mode'], servers: ServerScope): boolean {
  const { scp, siteServers, installationAccount, proxyAccount, smsProvider, standpoint } = servers;
  switch (kind) {
    case 'account':
      return siteServers.length > 0 || installationAccount !== undefined || proxyAccount !== undefined;
    case 'port':
      return rowsOf(servers).length > 0 || (standpoint === 'site-server' && domainToSearch(servers) !== undefined);
    case 'placement':
      return smsProvider !== undefined || mode === 'offline' || (siteServers.length > 1 && scp !== undefined);
  }
}
