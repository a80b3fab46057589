import type { Answer } from '../../model/answer.ts';
import type { Scope } from '../../model/scope.ts';
import { isSameHost } from '../../model/servers.ts';
import {
  type AccountFacts,
  type AccountTask,
  type AccountUse,
  ADMINISTRATORS,
  type AskedAccount,
  type DirectoryFacts,
  type DirectoryPlace,
  EVERYBODY,
  LOCAL_ACCOUNT,
  LOCAL_ADMINISTRATOR,
  type LocalAdministratorsFacts,
  mayHoldForeigners,
} from './facts.ts';
import { INTERFACES, type ServerTask } from './server-facts.ts';

/** Each account is looked up; the server's group Administrators is read once. */
export function plan({ servers }: Scope): readonly AccountTask[] {
  const accounts = accountsOf(servers);
  const target = servers.scp;
  const place = placeOf(servers, accounts);
  const lookups = accounts.map((account) => ({ key: keyOf('directory', account), question: 'directory' as const, account, place }));
  if (target === undefined || accounts.length === 0) return lookups;
  return [...lookups, { key: `local-administrators@${target}`, question: 'local-administrators', target }, ...ofServers(servers, accounts)];
}

/** The names and clocks of the servers, and what the installation uses on the one of the role, where an account is to install there. */
function ofServers({ scp, siteServers }: Scope['servers'], accounts: readonly AskedAccount[]): readonly ServerTask[] {
  if (scp === undefined || accounts.every(({ use }) => use === 'proxy')) return [];
  const hosts = [scp, ...siteServers.filter((host) => !isSameHost(host, scp))];
  return [
    ...hosts.flatMap((target) =>
      (['server-name', 'server-clock'] as const).map((question) => ({ key: `${question}@${target}`, question, target })),
    ),
    ...INTERFACES.map((name) => ({ key: `${name}@${scp}`, question: 'interface' as const, interface: name, target: scp })),
  ];
}

/**
 * Other controllers and the rights on the server are asked about once the account is known, groups that may hold accounts of other domains once the
 * server's administrators are.
 */
export function follow({ task, facts }: Answer<AccountTask, AccountFacts>, { servers }: Scope): readonly AccountTask[] {
  if (facts?.question === 'local-administrators') return foreignMembers(facts, servers);
  if (task.question === 'servers-domain')
    return logonRights(
      task.account,
      [...task.stranger.sids, ...(facts?.question === 'servers-domain' ? facts.groups.map(({ sid }) => sid) : [])],
      servers,
    );
  if (task.question !== 'directory' || facts?.question !== 'directory') return [];
  const { account } = task;
  const logon = logOn(account, facts, servers);
  if (!facts.found) return logon;
  const { distinguishedName } = facts;
  const controllers =
    distinguishedName === undefined
      ? []
      : (facts.controllers ?? []).map((controller) => ({
          key: keyOf('controller', account, controller.host),
          question: 'controller' as const,
          account,
          distinguishedName,
          controller,
        }));
  if (account.use === 'proxy' || facts.sid === undefined || facts.objectKind !== undefined) return [...controllers, ...logon];
  return [...controllers, ...logon, ...rightsOrGroups(account, facts, servers)];
}

/** The rights of an account, once all groups that its token will hold on the server are known: those of the server's domain are told by that one alone. */
function rightsOrGroups(account: AskedAccount, facts: DirectoryFacts, servers: Scope['servers']): readonly AccountTask[] {
  const { sid = '', domain, groups = [], distinguishedName } = facts;
  const own = account.localTo === undefined ? [] : [LOCAL_ACCOUNT, LOCAL_ADMINISTRATOR];
  const sids = [sid, ...groups.map((group) => group.sid), ...Object.keys(EVERYBODY), ADMINISTRATORS, ...own];
  if (account.localTo !== undefined || domain === undefined || servers.domain === undefined || isSameName(domain, servers.domain))
    return logonRights(account, sids, servers);
  const named = [distinguishedName, ...groups.map((group) => group.distinguishedName)];
  const stranger = { domain, sids, distinguishedNames: named.flatMap((dn) => (dn === undefined ? [] : [dn])) };
  const place = placeOf(servers, accountsOf(servers));
  const server = servers.scp === undefined ? {} : { server: servers.scp };
  return [{ key: keyOf('servers-domain', account), question: 'servers-domain', account, place, stranger, ...server }];
}

function logonRights(account: AskedAccount, sids: readonly string[], { scp }: Scope['servers']): readonly AccountTask[] {
  if (scp === undefined) return [];
  return [{ key: keyOf('logon-rights', account, scp), question: 'logon-rights', target: scp, account, sids }];
}

/** One log-on as the installation account, once its directory has told how close it is to its lock, or that it does not tell. */
function logOn(account: AskedAccount, facts: DirectoryFacts, { scp }: Scope['servers']): readonly AccountTask[] {
  if (account.use !== 'installation' || scp === undefined || facts.objectKind !== undefined) return [];
  const { domain, samAccountName, attempts } = facts;
  const isBare = account.domain === undefined && account.localTo === undefined;
  const as = isBare && domain !== undefined && samAccountName !== undefined ? { as: `${domain}\\${samAccountName}` } : {};
  return [
    {
      key: keyOf('logon', account, scp),
      question: 'logon',
      account,
      target: scp,
      ...as,
      ...(attempts === undefined ? {} : { attempts }),
    },
  ];
}

/** Only groups of the server's own domain that were made there can hold somebody of another domain whom his own domain does not tell of. */
function foreignMembers({ members }: LocalAdministratorsFacts, servers: Scope['servers']): readonly AccountTask[] {
  const { domain } = servers;
  const accounts = accountsOf(servers);
  const fromElsewhere = accounts.some((one) => one.localTo === undefined && one.domain !== undefined && !isSameName(one.domain, domain));
  const sids = members.filter(({ sid, name }) => name !== undefined && mayHoldForeigners(sid)).map(({ sid }) => sid);
  if (domain === undefined || !fromElsewhere || sids.length === 0) return [];
  return [{ key: `foreign-members@${domain}`, question: 'foreign-members', place: placeOf(servers, accounts), sids }];
}

function placeOf({ domain, domainControllers }: Scope['servers'], accounts: readonly AskedAccount[]): DirectoryPlace {
  const named = accounts.flatMap(({ domain: own }) => (own?.includes('.') === true && !isSameName(own, domain) ? [own] : []));
  return { domainControllers, otherDomains: [...new Set(named)], ...(domain === undefined ? {} : { domain }) };
}

function isSameName(name: string, other: string | undefined): boolean {
  return name.toLowerCase() === other?.toLowerCase();
}

function keyOf(question: string, { use, given }: AskedAccount, at = ''): string {
  return `${question}:${use}/${given}${at === '' ? '' : `@${at}`}`;
}

/** The accounts of a run: the computer account of each site server that is another machine than the role's, and the two named ones. */
export function accountsOf({ siteServers, scp, installationAccount, proxyAccount }: Scope['servers']): readonly AskedAccount[] {
  return [
    ...siteServers.filter((host) => !isSameHost(host, scp)).map(computerAccount),
    ...(installationAccount === undefined ? [] : [parseAccount(installationAccount, 'installation', scp)]),
    ...(proxyAccount === undefined ? [] : [parseAccount(proxyAccount, 'proxy', scp)]),
  ];
}

/** `cm01.corp.example` → `CM01$`, looked for in corp.example. Windows makes the name of an account from fifteen characters; the directory knows better. */
export function computerAccount(host: string): AskedAccount {
  const [label = '', ...domain] = host.split('.');
  const name = `${label.slice(0, 15).toUpperCase()}$`;
  return { given: name, use: 'site-server-computer', name, host, ...(domain.length === 0 ? {} : { domain: domain.join('.') }) };
}

/** Reads `DOMAIN\user`, `domain.fqdn\user`, `user@fqdn` and `user`; before the backslash the server's own name or a dot: an account of that server. */
export function parseAccount(given: string, use: AccountUse, server?: string): AskedAccount {
  const [, domain, user] = /^([^\\@]+)\\(.+)$/.exec(given) ?? [];
  if (domain !== undefined && user !== undefined) {
    const isLocal = server !== undefined && (domain === '.' || isSameHost(domain, server));
    return { given, use, name: user, ...(isLocal ? { localTo: server } : { domain }) };
  }
  const at = given.lastIndexOf('@');
  return at > 0 ? { given, use, name: given, domain: given.slice(at + 1) } : { given, use, name: given };
}
