import t from 'tap';
import type {
  AccountFacts,
  AccountTask,
  AskedAccount,
  DirectoryFacts,
  ForeignMembers,
  ForeignMembersFacts,
  LocalAdministratorsFacts,
  LogonRightsFacts,
  ServersDomainFacts,
} from '../../../../../src/checks/account/facts.ts';
import { judge } from '../../../../../src/checks/account/judge/index.ts';
import { follow, parseAccount, plan } from '../../../../../src/checks/account/plan.ts';
import type { Answer } from '../../../../../src/model/answer.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { Scope } from '../../../../../src/model/scope.ts';
import type { ServerScope } from '../../../../../src/model/servers.ts';
import { scopeOf } from '../../../../support/endpoint-examples.ts';

const DOMAIN = 'S-1-5-21-1-2-3';
const OTHER = 'S-1-5-21-7-8-9';
const SVC = `${DOMAIN}-1104`;
const CM01 = `${DOMAIN}-1201`;
const LDAP = { source: 'dc1.corp.test', sourceKind: 'ldap' } as const;
const SAMR = { source: 'scp1.corp.test', sourceKind: 'samr' } as const;
const DENIED = { code: 'NT_STATUS_ACCESS_DENIED', message: 'NT_STATUS_ACCESS_DENIED' };
const FAILURE = { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' };

function inDirectory(more: Partial<DirectoryFacts> = {}): DirectoryFacts {
  return {
    question: 'directory',
    ...LDAP,
    found: true,
    distinguishedName: 'CN=svc,DC=corp,DC=test',
    sid: SVC,
    domain: 'corp.test',
    samAccountName: 'svc',
    userAccountControl: 0x10200,
    computed: 0,
    passwordLastSet: '2026-01-01T00:00:00.000Z',
    groups: [],
    ...more,
  };
}

const NOBODY: DirectoryFacts = { question: 'directory', ...LDAP, found: false, domain: 'corp.test' };

function administrators(...sids: readonly (string | readonly [string, string])[]): LocalAdministratorsFacts {
  const members = sids.map((one) => (typeof one === 'string' ? { sid: one } : { sid: one[0], name: one[1] }));
  return { question: 'local-administrators', ...SAMR, members };
}

function rights(holders: Readonly<Record<string, readonly string[]>>): LogonRightsFacts {
  const principals = Object.entries(holders).map(([right, sids]) => [right, sids.map((sid) => ({ sid }))]);
  return { question: 'logon-rights', ...SAMR, holders: Object.fromEntries(principals) };
}

const FULL = { installationAccount: 'corp.test\\svc' };
const CM = { siteServers: ['cm01.corp.test'] };
const CM_TWO = { siteServers: ['cm01.corp.test', 'cm02.corp.test'] };
function protectedUser(): Partial<DirectoryFacts> {
  return { samAccountName: 'svc', groups: [{ sid: `${DOMAIN}-525`, name: 'Protected Users', through: ['Protected Users'] }] };
}

function serversDomain(more: Partial<ServersDomainFacts> = {}): ServersDomainFacts {
  return { question: 'servers-domain', source: 'dc1.fab.test', sourceKind: 'ldap', groups: [], isCut: false, trust: 'trusted', ...more };
}

interface World {
  readonly serversDomain?: ServersDomainFacts;
  /** What came of opening ADMIN$, where the log-on worked. */
  readonly share?: string;
  readonly installation?: DirectoryFacts;
  readonly computer?: DirectoryFacts;
  readonly proxy?: DirectoryFacts;
  readonly administrators?: LocalAdministratorsFacts;
  readonly rights?: LogonRightsFacts;
  readonly foreign?: ForeignMembersFacts;
  /** Code of the log-on's refusal; empty: it worked. */
  readonly logon?: string;
  readonly percent?: boolean;
  /** What each controller says: has it, lacks it, or a code. */
  readonly controllers?: Readonly<Record<string, boolean | string>>;
  readonly servers?: Partial<ServerScope>;
}

const GOOD: World = {
  installation: inDirectory(),
  administrators: administrators([SVC, 'CORP\\svc']),
  rights: rights({ SeNetworkLogonRight: ['S-1-1-0'] }),
};

/** An account of corp.test on a server of another domain, among whose administrators is a group of that one. */
const STRANGER = {
  installation: inDirectory({ groups: [{ sid: `${DOMAIN}-1300`, name: 'Tier 1', through: ['Tier 1'] }] }),
  administrators: administrators([`${OTHER}-1500`, 'FAB\\DL Admins']),
  servers: { domain: 'fab.test' },
} satisfies World;

/** The same in one forest: the names of its groups are known. */
const SAME_FOREST = {
  ...STRANGER,
  installation: inDirectory({
    groups: [{ sid: `${DOMAIN}-1300`, name: 'Tier 1', distinguishedName: 'CN=Tier 1,OU=Groups,DC=corp,DC=test', through: ['Tier 1'] }],
  }),
} satisfies World;

/** The same, and in a universal group of a third domain of the forest. */
function inUniversal(distinguishedName?: string): World {
  const third = {
    sid: 'S-1-5-21-4-5-6-1500',
    name: 'U',
    ...(distinguishedName === undefined ? {} : { distinguishedName }),
    through: ['U'],
  };
  return { ...SAME_FOREST, installation: inDirectory({ groups: [...(SAME_FOREST.installation.groups ?? []), third] }) };
}

function foreign(more: Partial<ForeignMembers> = {}): ForeignMembersFacts {
  return {
    question: 'foreign-members',
    source: 'dc1.fab.test',
    sourceKind: 'ldap',
    groups: [{ sid: `${OTHER}-1500`, name: 'DL Admins', sids: [], elsewhere: [], isCut: false, ...more }],
  };
}

/** An account of the server itself, and administrator there. */
const LOCAL = {
  installation: {
    ...inDirectory(),
    ...SAMR,
    sid: `${OTHER}-1001`,
    domain: undefined,
    distinguishedName: undefined,
  } as unknown as DirectoryFacts,
  administrators: administrators([`${OTHER}-1001`, 'SCP1\\svc']),
  servers: { installationAccount: '.\\svc' },
} satisfies World;

function factsFor(task: AccountTask, world: World): AccountFacts | undefined {
  switch (task.question) {
    case 'directory': {
      const facts = { installation: world.installation, 'site-server-computer': world.computer, proxy: world.proxy }[task.account.use];
      return facts === undefined || world.controllers === undefined
        ? facts
        : { ...facts, controllers: Object.keys(world.controllers).map((host) => ({ host })) };
    }
    case 'controller': {
      const { host } = task.controller;
      const said = world.controllers?.[host];
      const about = { question: 'controller', source: host, sourceKind: 'ldap' } as const;
      return typeof said === 'string'
        ? { ...about, found: false, failure: { code: said, message: '' } }
        : { ...about, found: said === true };
    }
    case 'local-administrators':
      return world.administrators;
    case 'foreign-members':
      return world.foreign;
    case 'servers-domain':
      return world.serversDomain;
    case 'logon-rights':
      return world.rights;
    case 'logon': {
      if (world.logon === undefined) return { question: 'logon', ...SAMR, failure: { code: 'NO_PASSWORD', message: '' } };
      return {
        question: 'logon',
        ...SAMR,
        hasPercent: world.percent === true,
        ...(world.logon === '' ? { adminShare: world.share ?? 'open' } : { failure: { code: world.logon, message: '' } }),
      };
    }
  }
}

/** Plans, answers, follows and judges as a run does. */
function run(changes: World): readonly Finding[] {
  const world = { ...GOOD, ...changes };
  const servers: ServerScope = {
    standpoint: 'site-server',
    scp: 'scp1.corp.test',
    domain: 'corp.test',
    siteServers: world.computer === undefined ? [] : ['cm01.corp.test'],
    ...(world.installation === undefined ? {} : { installationAccount: 'CORP\\svc' }),
    ...(world.proxy === undefined ? {} : { proxyAccount: 'CORP\\svc-proxy' }),
    accountRule: 'any',
    domainControllers: [],
    ...world.servers,
  };
  const scope: Scope = scopeOf([], [], { servers });
  const answers: Answer<AccountTask, AccountFacts>[] = [];
  const queue = [...plan(scope)];
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
    const facts = factsFor(task, world);
    const answer = facts === undefined ? { task } : { task, facts };
    answers.push(answer);
    queue.push(...(follow(answer, scope) ?? []));
  }
  return judge(answers, scope);
}

/** `part`: what the id begins with behind `account:`, the server left out. */
interface Row {
  readonly name: string;
  readonly world: World;
  readonly part: string;
  readonly expect:
    | Partial<Pick<Finding, 'status' | 'cause' | 'owner' | 'message' | 'required' | 'confidence'>>
    | { readonly message?: RegExp; readonly remedy?: RegExp; readonly status: string };
}

const STATE = 'installation/CORP\\svc/state';
const MEMBER = 'installation/CORP\\svc/local-administrator';
const NETWORK = 'installation/CORP\\svc/network-logon';
const state = (name: string, facts: Partial<DirectoryFacts>, expect: Row['expect']): Row => ({
  name,
  world: { installation: inDirectory(facts) },
  part: STATE,
  expect,
});
const fail = (cause: Finding['cause'], owner: Finding['owner'] = 'directory') => ({ status: 'fail', cause, owner }) as const;
const PASS = { status: 'pass', cause: null, owner: null } as const;
const unknown = (owner: Finding['owner']) => ({ status: 'inconclusive', cause: 'account.lookup-failed', owner }) as const;
const nested = (...groups: readonly (readonly [string, readonly string[]])[]): DirectoryFacts =>
  inDirectory({ groups: groups.map(([sid, through]) => ({ sid, name: through.at(-1) ?? '', through })) });

const COMPUTERS_NETWORK = 'site-server-computer/CM01$/network-logon';
/** No installation account that would do; the computer account is an administrator. */
const computerOnly = (holders: Parameters<typeof rights>[0]): World => ({
  installation: inDirectory({ found: false }),
  computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
  administrators: administrators(CM01),
  rights: rights(holders),
});

const ROWS: readonly Row[] = [
  state('in order', {}, PASS),
  {
    name: 'not there',
    world: { installation: NOBODY, administrators: administrators(`${DOMAIN}-512`) },
    part: STATE,
    expect: { ...fail('account.not-found'), confidence: 'likely' },
  },
  state('disabled', { userAccountControl: 0x202 }, fail('account.disabled')),
  state('locked', { computed: 0x10, lockedSince: '2026-11-20T11:00:00.000Z' }, fail('account.locked')),
  state('locked once, not any more', { lockedSince: '2026-10-01T11:00:00.000Z' }, PASS),
  state('the stale lock bit of userAccountControl', { userAccountControl: 0x210 }, PASS),
  state('expired', { accountExpires: '2026-11-19T00:00:00.000Z' }, fail('account.expired')),
  state('expires later', { accountExpires: '2027-11-19T00:00:00.000Z' }, PASS),
  state('password expired', { computed: 0x800000 }, fail('account.password-expired')),
  { ...state('must change', {}, fail('account.must-change-password')), world: { installation: withoutPasswordTime() } },
  state('smart card only', { userAccountControl: 0x40200 }, { status: 'fail', message: /smart card/ }),
  state('the directory did not answer', { found: false, failure: FAILURE }, unknown('directory')),
  { ...state('flags that may not be read', {}, unknown('directory')), world: { installation: without('userAccountControl') } },
  { ...state('a lock that could not be seen', {}, unknown('directory')), world: { installation: without('computed') } },
  {
    name: 'an empty password is allowed',
    world: { installation: inDirectory({ userAccountControl: 0x220 }) },
    part: 'installation/CORP\\svc/password-not-required',
    expect: { status: 'warn', owner: 'directory' },
  },
  {
    name: 'Domain Admin',
    world: { installation: nested([`${DOMAIN}-512`, ['Domain Admins']]) },
    part: 'installation/CORP\\svc/privileged',
    expect: { status: 'warn', cause: 'account.interactive-logon', remedy: /use an account of its own instead/ },
  },
  {
    name: 'Domain Admin who may log on at the console of the server',
    world: {
      installation: nested([`${DOMAIN}-512`, ['Domain Admins']]),
      rights: rights({ SeNetworkLogonRight: ['S-1-1-0'], SeInteractiveLogonRight: ['S-1-5-32-544'] }),
    },
    part: 'installation/CORP\\svc/interactive-logon',
    expect: { status: 'warn', cause: 'account.interactive-logon' },
  },
  { name: 'administrator directly', world: {}, part: MEMBER, expect: PASS },
  {
    name: 'through three groups',
    world: { installation: nested([`${DOMAIN}-1300`, ['A', 'B', 'C']]), administrators: administrators(`${DOMAIN}-1300`) },
    part: MEMBER,
    expect: { status: 'pass', message: /A.*B.*C/ },
  },
  {
    name: 'through the primary group',
    world: { installation: nested([`${DOMAIN}-513`, ['Domain Users']]), administrators: administrators(`${DOMAIN}-513`) },
    part: MEMBER,
    expect: PASS,
  },
  {
    name: 'an account of another domain, a member itself',
    world: { installation: inDirectory({ sid: `${OTHER}-1104` }), administrators: administrators([`${OTHER}-1104`, 'FAB\\svc']) },
    part: MEMBER,
    expect: PASS,
  },
  {
    name: 'no member',
    world: { administrators: administrators(`${DOMAIN}-512`) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'no member among orphans and accounts of the server itself',
    world: { administrators: administrators(`${DOMAIN}-4444`, [`${OTHER}-1001`, 'SCP1\\admin'], [`${OTHER}-500`, 'SCP1\\Administrator']) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'no group of another domain can hold an account of the server’s own, or its domain would tell',
    world: { administrators: administrators([`${OTHER}-1500`, 'FAB\\Server Admins']) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'a group of the server’s domain may hold an account of another one: not asked',
    world: STRANGER,
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'the group could not be read',
    world: { ...STRANGER, foreign: { ...foreign(), failure: FAILURE } },
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'the group holds it',
    world: { ...STRANGER, foreign: foreign({ sids: [SVC] }) },
    part: MEMBER,
    expect: { ...PASS, message: /through DL Admins\./ },
  },
  {
    name: 'the group holds one of its groups',
    world: { ...STRANGER, foreign: foreign({ sids: [`${DOMAIN}-1300`] }) },
    part: MEMBER,
    expect: { ...PASS, message: /through Tier 1, which is in DL Admins\./ },
  },
  {
    name: 'the group names it, in the same forest',
    world: { ...STRANGER, foreign: foreign({ elsewhere: ['cn=SVC,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: PASS,
  },
  {
    name: 'the group names one of its groups, in the same forest',
    world: { ...SAME_FOREST, foreign: foreign({ elsewhere: ['CN=Other,DC=corp,DC=test', 'cn=tier 1,ou=Groups,DC=CORP,DC=test'] }) },
    part: MEMBER,
    expect: { ...PASS, message: /through Tier 1, which is in DL Admins\./ },
  },
  {
    name: 'the group holds others of its domain only, all of whose groups are known',
    world: { ...SAME_FOREST, foreign: foreign({ elsewhere: ['CN=Other,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'the group holds others of its domain, and the name of one of its groups is not known',
    world: { ...STRANGER, foreign: foreign({ elsewhere: ['CN=Other,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'a comma in a name is not the beginning of a domain',
    world: { ...STRANGER, foreign: foreign({ elsewhere: ['CN=a\\,DC=corp,DC=test,DC=child,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'the group holds somebody of a third domain, of which the account is in no group',
    world: { ...STRANGER, foreign: foreign({ elsewhere: ['CN=Others,DC=child,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'the same, and the account is in a universal group of another domain whose name is not known',
    world: { ...inUniversal(), foreign: foreign({ elsewhere: ['CN=Others,DC=child,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'the same, and its name is known and another',
    world: { ...inUniversal('CN=U,DC=child,DC=corp,DC=test'), foreign: foreign({ elsewhere: ['CN=Others,DC=child,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'the group holds a universal group of a third domain with the account',
    world: { ...inUniversal('CN=U,DC=child,DC=corp,DC=test'), foreign: foreign({ elsewhere: ['CN=U,DC=child,DC=corp,DC=test'] }) },
    part: MEMBER,
    expect: { ...PASS, message: /through U, which is in DL Admins\./ },
  },
  {
    name: 'a group of the system without a name stands in nobody’s way',
    world: {
      ...SAME_FOREST,
      installation: inDirectory({
        groups: [...(SAME_FOREST.installation.groups ?? []), { sid: 'S-1-5-32-545', name: 'S-1-5-32-545', through: [] }],
      }),
      foreign: foreign({ elsewhere: ['CN=Other,DC=corp,DC=test'] }),
    },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'a domain local group that the server’s domain was made with holds it',
    world: {
      ...STRANGER,
      administrators: administrators([`${OTHER}-517`, 'FAB\\Cert Publishers']),
      foreign: { ...foreign(), groups: [{ sid: `${OTHER}-517`, name: 'Cert Publishers', sids: [SVC], elsewhere: [], isCut: false }] },
    },
    part: MEMBER,
    expect: { ...PASS, message: /through Cert Publishers/ },
  },
  {
    name: 'its groups may not be read',
    world: { installation: withoutGroups(), administrators: administrators([`${DOMAIN}-1300`, 'CORP\\Tier 1']) },
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'the group has more members than were told',
    world: { ...STRANGER, foreign: foreign({ isCut: true }) },
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'the group was read and does not hold it',
    world: { ...STRANGER, foreign: foreign({ sids: [`${DOMAIN}-9999`] }) },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'the list could not be read',
    world: { administrators: { ...administrators(), failure: { code: 'NT_STATUS_ACCESS_DENIED', message: '' } } },
    part: MEMBER,
    expect: unknown('host'),
  },
  {
    name: 'a member of the same name in another domain, and no directory',
    world: {
      installation: { ...LDAP, question: 'directory', found: false, failure: FAILURE },
      administrators: administrators([`${OTHER}-7777`, 'FAB\\svc']),
    },
    part: MEMBER,
    expect: unknown('directory'),
  },
  {
    name: 'orphans are told',
    world: { administrators: administrators([SVC, 'CORP\\svc'], `${DOMAIN}-4444`) },
    part: 'orphaned-members',
    expect: { status: 'warn', cause: 'account.orphaned-member', owner: 'host' },
  },
  ...['S-1-1-0', 'S-1-5-11', 'S-1-5-2', 'S-1-5-32-545', SVC].map((sid) => ({
    name: `network log-on granted to ${sid}`,
    world: { rights: rights({ SeNetworkLogonRight: [sid] }) },
    part: NETWORK,
    expect: PASS,
  })),
  ...(['S-1-5-113', 'S-1-5-114'] as const).flatMap((sid) => [
    {
      name: `network log-on of a local administrator denied to ${sid}`,
      world: { ...LOCAL, rights: rights({ SeNetworkLogonRight: ['S-1-1-0'], SeDenyNetworkLogonRight: [sid] }) },
      part: 'installation/.\\svc/network-logon',
      expect: fail('account.denied-network-logon', 'host'),
    },
    {
      name: `network log-on of a local administrator granted to ${sid}`,
      world: { ...LOCAL, rights: rights({ SeNetworkLogonRight: [sid] }) },
      part: 'installation/.\\svc/network-logon',
      expect: PASS,
    },
  ]),
  {
    name: 'a local account that is no administrator, denied to administrators among the local accounts',
    world: {
      ...LOCAL,
      administrators: administrators(`${DOMAIN}-512`),
      rights: rights({ SeNetworkLogonRight: ['S-1-1-0'], SeDenyNetworkLogonRight: ['S-1-5-114'] }),
    },
    part: 'installation/.\\svc/network-logon',
    expect: PASS,
  },
  {
    name: 'no group of a domain can hold a local account',
    world: { ...LOCAL, administrators: administrators([`${DOMAIN}-1500`, 'CORP\\Server Admins']) },
    part: 'installation/.\\svc/local-administrator',
    expect: fail('account.not-local-admin', 'host'),
  },
  ...(
    [
      [{}, /was not read from here/],
      [{ isRemoteAdministrationAllowed: false }, /which it is not/],
    ] as const
  ).map(([more, message]) => ({
    name: `remote rights of a local account ${JSON.stringify(more)}`,
    world: { ...LOCAL, installation: { ...LOCAL.installation, ...more } },
    part: 'installation/.\\svc/remote-rights',
    expect: { status: 'warn', owner: 'host', message } as const,
  })),
  {
    name: 'network log-on granted to nobody of them',
    world: { rights: rights({}) },
    part: NETWORK,
    expect: fail('account.no-network-logon', 'host'),
  },
  {
    name: 'granted to administrators, and it is one',
    world: { rights: rights({ SeNetworkLogonRight: ['S-1-5-32-544'] }) },
    part: NETWORK,
    expect: PASS,
  },
  {
    name: 'granted to administrators, and it is none',
    world: { rights: rights({ SeNetworkLogonRight: ['S-1-5-32-544'] }), administrators: administrators(`${DOMAIN}-512`) },
    part: NETWORK,
    expect: fail('account.no-network-logon', 'host'),
  },
  {
    name: 'granted to administrators, and nobody knows whether it is one',
    world: { rights: rights({ SeNetworkLogonRight: ['S-1-5-32-544'] }), administrators: { ...administrators(), failure: DENIED } },
    part: NETWORK,
    expect: unknown('host'),
  },
  {
    name: 'no member at all is no answer',
    world: { administrators: administrators() },
    part: MEMBER,
    expect: unknown('host'),
  },
  {
    name: 'everybody who logs on is an administrator',
    world: { administrators: administrators(['S-1-5-11', 'NT AUTHORITY\\Authenticated Users']) },
    part: MEMBER,
    expect: { status: 'pass', message: /through NT AUTHORITY\\Authenticated Users/ },
  },
  {
    name: 'a denial wins',
    world: { rights: rights({ SeNetworkLogonRight: ['S-1-1-0'], SeDenyNetworkLogonRight: [SVC] }) },
    part: NETWORK,
    expect: fail('account.denied-network-logon', 'host'),
  },
  {
    name: 'a denial to local accounts does not touch a domain account',
    world: { rights: rights({ SeNetworkLogonRight: ['S-1-1-0'], SeDenyNetworkLogonRight: ['S-1-5-114'] }) },
    part: NETWORK,
    expect: PASS,
  },
  {
    name: 'the port of the server is shut',
    world: { rights: { ...rights({}), failure: FAILURE } },
    part: NETWORK,
    expect: unknown('firewall'),
  },
  {
    name: 'the name of the server does not resolve',
    world: { rights: { ...rights({}), failure: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND' } } },
    part: NETWORK,
    expect: unknown('dns'),
  },
  {
    name: 'rights that could not be read',
    world: { rights: { ...rights({}), failure: DENIED } },
    part: NETWORK,
    expect: unknown('host'),
  },
  {
    name: 'the log-on worked, with a password that the console does not take',
    world: { logon: '', percent: true },
    part: 'installation/CORP\\svc/logon@',
    expect: { status: 'warn', owner: 'configmgr' },
  },
  { name: 'the log-on worked', world: { logon: '' }, part: 'installation/CORP\\svc/logon@', expect: PASS },
  {
    name: 'the log-on was refused',
    world: { logon: 'NT_STATUS_LOGON_FAILURE' },
    part: 'installation/CORP\\svc/logon@',
    expect: fail('account.logon-refused', 'configmgr'),
  },
  {
    name: 'the log-on was refused by a restriction of the account',
    world: { logon: 'NT_STATUS_INVALID_LOGON_HOURS' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...fail('account.restricted'), message: /logon hours/, remedy: /^allow all logon hours for CORP\\svc/ },
  },
  {
    name: 'the log-on was refused, as NTLM is',
    world: { logon: 'NT_STATUS_NTLM_BLOCKED' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...fail('account.logon-refused', 'configmgr'), remedy: /corp\.test\\svc/ },
  },
  {
    name: 'the log-on met a service principal name on another account',
    world: { logon: 'KERBEROS_SERVICE_NAME' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...unknown('directory'), message: /says nothing of its password/, remedy: /setspn -Q/ },
  },
  {
    name: 'the log-on met a wrong clock',
    world: { logon: 'KERBEROS_CLOCK_SKEW' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...unknown('host'), remedy: /set the clock of this machine/ },
  },
  {
    name: 'the log-on would have locked it',
    world: { logon: 'WOULD_LOCK' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...unknown('directory'), message: /was not tried/ },
  },
  {
    name: 'the same account was refused before',
    world: { logon: 'REFUSED_BEFORE' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...unknown('configmgr'), message: /was not tried/ },
  },
  {
    name: 'the log-on found it locked',
    world: { logon: 'NT_STATUS_ACCOUNT_LOCKED_OUT' },
    part: 'installation/CORP\\svc/logon@',
    expect: fail('account.locked'),
  },
  {
    name: 'no way to the server',
    world: { logon: 'NT_STATUS_IO_TIMEOUT' },
    part: 'installation/CORP\\svc/logon@',
    expect: unknown('host'),
  },
  {
    name: 'short name, another domain',
    world: { installation: inDirectory({ domain: 'fabrikam.test' }) },
    part: 'installation/CORP\\svc/name',
    expect: { status: 'warn', cause: 'account.netbios-name', owner: 'configmgr' },
  },
  {
    name: 'on one of two controllers',
    world: { controllers: { 'dc1.corp.test': true, 'dc2.corp.test': false } },
    part: 'installation/CORP\\svc/replication',
    expect: fail('account.not-replicated'),
  },
  {
    name: 'one of two controllers is silent',
    world: { controllers: { 'dc1.corp.test': true, 'dc2.corp.test': 'TIMEOUT' } },
    part: 'installation/CORP\\svc/replication',
    expect: unknown('directory'),
  },
  ...(
    [
      [
        'in Protected Users, with a short domain',
        {},
        protectedUser(),
        'protected-users',
        { ...fail('account.kerberos-only'), remedy: /corp\.test\\svc/ },
      ],
      ['the same with its full domain', FULL, protectedUser(), 'protected-users', { status: 'warn', cause: 'account.kerberos-only' }],
      [
        'Log On To, no site server named',
        {},
        { logOnFrom: ['OTHERPC'] },
        'log-on-to',
        { status: 'warn', cause: 'account.restricted', owner: 'directory' },
      ],
      [
        'Log On To without the site server',
        CM,
        { logOnFrom: ['OTHERPC'] },
        'log-on-to',
        { ...fail('account.restricted'), remedy: /add cm01\.corp\.test/ },
      ],
      [
        'Log On To with one of two',
        CM_TWO,
        { logOnFrom: ['cm01'] },
        'log-on-to',
        { ...fail('account.restricted'), remedy: /add cm02\.corp\.test/ },
      ],
      ['no hour allowed', {}, { allowedHours: 0 }, 'logon-hours', { ...fail('account.restricted'), message: /never log on/ }],
      [
        'some hours allowed',
        {},
        { allowedHours: 50 },
        'logon-hours',
        { status: 'warn', cause: 'account.restricted', message: /50 of the 168/ },
      ],
      ['DES only by its flag', {}, { userAccountControl: 0x210200 }, 'encryption', fail('account.weak-encryption')],
      ['DES only by its types', {}, { encryptionTypes: 3 }, 'encryption', fail('account.weak-encryption')],
      ['RC4 only', {}, { encryptionTypes: 4 }, 'encryption', { status: 'warn', cause: 'account.weak-encryption' }],
      ['RC4 and DES', {}, { encryptionTypes: 7 }, 'encryption', { status: 'warn', cause: 'account.weak-encryption', message: /RC4/ }],
      [
        'RC4 only, and no controller supports it',
        {},
        { encryptionTypes: 4, controllerEncryption: [{ host: 'dc1.corp.test', types: 24 }] },
        'encryption',
        { ...fail('account.weak-encryption'), message: /do not support: dc1\.corp\.test/ },
      ],
      [
        'RC4 only, which one of two controllers supports',
        {},
        {
          encryptionTypes: 4,
          controllerEncryption: [
            { host: 'dc1.corp.test', types: 28 },
            { host: 'dc2.corp.test', types: 24 },
          ],
        },
        'encryption',
        { status: 'warn', cause: 'account.weak-encryption', message: /dc2\.corp\.test/ },
      ],
      [
        'a password from before AES',
        {},
        { passwordLastSet: '2007-05-01T00:00:00.000Z', aesSince: '2012-03-01T00:00:00.000Z' },
        'encryption',
        { status: 'warn', cause: 'account.weak-encryption', message: /2012-03-01/, remedy: /set its password again/ },
      ],
      [
        'a password from before AES, where RC4 is off',
        {},
        {
          passwordLastSet: '2007-05-01T00:00:00.000Z',
          aesSince: '2012-03-01T00:00:00.000Z',
          controllerEncryption: [{ host: 'dc1', types: 24 }],
        },
        'encryption',
        fail('account.weak-encryption'),
      ],
      ['a group', {}, { objectKind: 'group' }, 'state', { ...fail('account.not-a-user', 'configmgr'), message: /a group/ }],
      ['a managed service account', {}, { objectKind: 'managed service account' }, 'state', fail('account.not-a-user', 'configmgr')],
      [
        'a computer',
        {},
        { objectKind: 'computer account' },
        'state',
        { ...fail('account.not-a-user', 'configmgr'), remedy: /computer account of the site server/ },
      ],
    ] as const
  ).flatMap(([name, servers, facts, question, expect]): readonly Row[] => {
    const given = 'installationAccount' in servers ? servers.installationAccount : 'CORP\\svc';
    const world = { installation: inDirectory(facts), servers };
    const decides = 'status' in expect && expect.status === 'fail' && (!('siteServers' in servers) || servers.siteServers.length === 0);
    return [
      { name, world, part: `installation/${given}/${question}`, expect },
      ...(decides
        ? [
            {
              name: `${name}: the prerequisite`,
              world,
              part: 'prerequisite',
              expect: { status: 'fail', cause: expect.cause, owner: expect.owner } as const,
            },
          ]
        : []),
    ];
  }),
  ...(
    [
      ['CM01', CM],
      ['cm01.corp.test', CM],
      ['cm-primarysite0', { siteServers: ['cm-primarysite001.corp.test'] }],
      ['CM01.CORP.TEST', { siteServers: ['cm01'] }],
    ] as const
  ).map(([listed, servers]) => ({
    name: `Log On To with the site server as ${listed}`,
    world: { installation: inDirectory({ logOnFrom: ['OTHERPC', listed] }), servers, logon: 'NT_STATUS_INVALID_WORKSTATION' },
    part: 'installation/CORP\\svc/logon@',
    expect: { status: 'inconclusive', cause: 'account.restricted', required: false } as const,
  })),
  {
    name: 'a computer account in Protected Users',
    world: {
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000, ...protectedUser() }),
      installation: NOBODY,
    },
    part: 'site-server-computer/CM01$/protected-users',
    expect: { ...fail('account.kerberos-only'), message: /no computer account belongs/ },
  },
  {
    name: 'the log-on was refused from this computer, and no list was read',
    world: { logon: 'NT_STATUS_INVALID_WORKSTATION' },
    part: 'installation/CORP\\svc/logon@',
    expect: fail('account.restricted'),
  },
  {
    name: 'the log-on was refused as of Protected Users',
    world: { installation: inDirectory(protectedUser()), logon: 'NT_STATUS_ACCOUNT_RESTRICTION' },
    part: 'installation/CORP\\svc/logon@',
    expect: { ...fail('account.kerberos-only'), remedy: /corp\.test\\svc/ },
  },
  {
    name: 'NTLM was refused to the short form',
    world: { logon: 'NT_STATUS_NTLM_BLOCKED' },
    part: 'prerequisite',
    expect: { ...fail('account.logon-refused', 'configmgr'), remedy: /^enter it as corp\.test\\svc in the console/ },
  },
  {
    name: 'the server lists an account that the directory does not show',
    world: { installation: NOBODY },
    part: STATE,
    expect: { ...unknown('directory'), message: /lists CORP\\svc among its administrators/ },
  },
  {
    name: 'a denial to a group of the server’s domain reaches an account of another one',
    world: {
      ...STRANGER,
      administrators: administrators([SVC, 'CORP\\svc']),
      rights: rights({ SeNetworkLogonRight: ['S-1-5-11'], SeDenyNetworkLogonRight: [`${OTHER}-1600`] }),
      serversDomain: serversDomain({ groups: [{ sid: `${OTHER}-1600`, name: 'Deny Net' }] }),
    },
    part: NETWORK,
    expect: fail('account.denied-network-logon', 'host'),
  },
  {
    name: 'a grant to such a group alone',
    world: {
      ...STRANGER,
      administrators: administrators([SVC, 'CORP\\svc']),
      rights: rights({ SeNetworkLogonRight: [`${OTHER}-1601`] }),
      serversDomain: serversDomain({ groups: [{ sid: `${OTHER}-1601`, name: 'May Come' }] }),
    },
    part: NETWORK,
    expect: PASS,
  },
  ...([undefined, serversDomain({ failure: FAILURE }), serversDomain({ isCut: true })] as const).map((facts) => ({
    name: 'the groups of the server’s domain are not known',
    world: { ...STRANGER, administrators: administrators([SVC, 'CORP\\svc']), ...(facts === undefined ? {} : { serversDomain: facts }) },
    part: NETWORK,
    expect: unknown('directory'),
  })),
  ...(
    [
      ['none', fail('account.not-trusted')],
      ['wrong-direction', fail('account.not-trusted')],
      ['selective', { status: 'inconclusive', cause: 'account.not-trusted', owner: 'directory' }],
      ['selective', { ...fail('account.not-trusted'), message: /does not give/ }, { allowed: [], denied: [] }],
      ['selective', { ...fail('account.not-trusted'), message: /denies/ }, { allowed: [SVC], denied: [SVC] }],
      ['selective', PASS, { allowed: [SVC], denied: [] }],
    ] as const
  ).map(([trust, expect, authenticate]) => ({
    name: `the trust is ${trust} ${JSON.stringify(authenticate)}`,
    world: {
      ...STRANGER,
      administrators: administrators([SVC, 'CORP\\svc']),
      serversDomain: serversDomain({ trust, ...(authenticate === undefined ? {} : { authenticate }) }),
    },
    part: 'prerequisite',
    expect,
  })),
  ...(
    [
      ['local-administrator', { administrators: { ...administrators(), failure: DENIED } }, PASS],
      ['network-logon', { rights: rights({}) }, { status: 'pass', cause: null, message: /nothing was found that grants/ }],
      ['network-logon', { rights: { ...rights({}), failure: DENIED } }, PASS],
      [
        'network-logon',
        { rights: rights({ SeDenyNetworkLogonRight: [SVC] }) },
        { status: 'inconclusive', cause: 'account.denied-network-logon' },
      ],
      ['state', { installation: without('computed') }, PASS],
      ['admin-share', {}, PASS],
      ['admin-share', { share: 'NT_STATUS_ACCESS_DENIED' }, fail('account.admin-share', 'host')],
      ['admin-share', { share: 'NT_STATUS_BAD_NETWORK_NAME' }, { status: 'warn', cause: 'account.admin-share', owner: 'host' }],
      ['encryption', { installation: inDirectory({ userAccountControl: 0x210200 }) }, { status: 'warn' }],
    ] as const
  ).map(([question, world, expect]) => ({
    name: `a log-on that worked outweighs a reading: ${question} ${JSON.stringify(expect)}`,
    world: { logon: '', ...world },
    part: `installation/CORP\\svc/${question}`,
    expect,
  })),
  ...(
    [
      [1201, { status: 'inconclusive', cause: 'host.clock-skew', owner: 'host', message: /1201 s ahead of dc1\.corp\.test/ }],
      [-900, { status: 'inconclusive', message: /900 s behind/ }],
    ] as const
  ).map(([clockAheadSeconds, expect]) => ({
    name: `the clock is ${clockAheadSeconds} s ahead`,
    world: { installation: inDirectory({ clockAheadSeconds }) },
    part: 'clock',
    expect,
  })),
  ...['10.77.0.5', 'fd00::5'].map((scp) => ({
    name: `the server by its address ${scp}`,
    world: { servers: { scp } },
    part: 'target-name',
    expect: { status: 'warn', owner: 'configmgr' } as const,
  })),
  {
    name: 'a directory that does not know the account that asks, which another took',
    world: {
      installation: inDirectory({
        found: false,
        source: 'dc1.other.test',
        failure: { code: 'LDAP_49', message: 'AcceptSecurityContext error, data 52e' },
      }),
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
    },
    part: STATE,
    expect: { ...unknown('configmgr'), remedy: /an account of that domain/ },
  },
  { name: 'the prerequisite, met', world: {}, part: 'prerequisite', expect: { status: 'pass', message: /svc.*April 2021/ } },
  {
    name: 'the prerequisite, unknown',
    world: { administrators: { ...administrators(), failure: FAILURE } },
    part: 'prerequisite',
    expect: { status: 'inconclusive' },
  },
  {
    name: 'any: the computer account is enough',
    world: {
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
      administrators: administrators(CM01),
    },
    part: MEMBER,
    expect: { status: 'warn', cause: 'account.not-local-admin' },
  },
  {
    name: 'any: an installation account that cannot be used stays a failure, whatever the computer account may do',
    world: {
      installation: inDirectory({ userAccountControl: 0x202 }),
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
      administrators: administrators(CM01),
    },
    part: 'installation/CORP\\svc/state',
    expect: { status: 'fail', cause: 'account.disabled' },
  },
  {
    name: 'any: a computer account that cannot be used is not needed beside a good installation account',
    world: { computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1002 }) },
    part: 'site-server-computer/CM01$/state',
    expect: { status: 'warn', cause: 'account.disabled' },
  },
  {
    name: 'any: none of the two',
    world: {
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
      administrators: administrators(`${DOMAIN}-512`),
    },
    part: 'prerequisite',
    expect: { status: 'fail' },
  },
  {
    name: 'the computer account is denied log-on over the network',
    world: computerOnly({ SeNetworkLogonRight: ['S-1-1-0'], SeDenyNetworkLogonRight: [CM01] }),
    part: COMPUTERS_NETWORK,
    expect: fail('account.denied-network-logon', 'host'),
  },
  {
    name: 'a denied computer account does not meet the prerequisite',
    world: computerOnly({ SeNetworkLogonRight: ['S-1-1-0'], SeDenyNetworkLogonRight: [CM01] }),
    part: 'prerequisite',
    expect: { status: 'fail' },
  },
  {
    name: 'nothing grants the computer account log-on over the network',
    world: computerOnly({}),
    part: COMPUTERS_NETWORK,
    expect: { status: 'warn', cause: 'account.no-network-logon', owner: 'host' },
  },
  {
    name: 'the rights of the computer account cannot be read',
    world: { ...computerOnly({}), rights: { ...rights({}), failure: DENIED } },
    part: COMPUTERS_NETWORK,
    expect: { ...unknown('host'), required: false },
  },
  {
    name: 'rights that cannot be read do not undo the prerequisite of a computer account',
    world: { ...computerOnly({}), rights: { ...rights({}), failure: DENIED } },
    part: 'prerequisite',
    expect: { status: 'pass', message: /CM01/ },
  },
  {
    name: 'all: one is not enough',
    world: {
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
      administrators: administrators(CM01),
      servers: { accountRule: 'all' },
    },
    part: MEMBER,
    expect: fail('account.not-local-admin', 'host'),
  },
  {
    name: 'all: both',
    world: {
      computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1000 }),
      administrators: administrators(CM01, SVC),
      servers: { accountRule: 'all' },
    },
    part: 'prerequisite',
    expect: { status: 'pass' },
  },
  {
    name: 'the passive site server has to be an administrator too',
    world: {
      ...{
        computer: inDirectory({ sid: CM01, samAccountName: 'CM01$', userAccountControl: 0x1002 }),
        administrators: administrators(CM01),
      },
      servers: { siteServers: ['cm01.corp.test', 'cm02.corp.test'] },
    },
    part: 'site-server-computer/CM02$/state',
    expect: fail('account.disabled'),
  },
  {
    name: 'the role on the site server itself',
    world: { computer: inDirectory(), servers: { siteServers: ['scp1.corp.test'] } },
    part: 'site-server-computer/scp1.corp.test',
    expect: { status: 'skip' },
  },
  {
    name: 'proxy account: locked',
    world: { proxy: inDirectory({ sid: `${DOMAIN}-1500`, computed: 0x10 }) },
    part: 'proxy/CORP\\svc-proxy/state',
    expect: fail('account.locked'),
  },
  {
    name: 'proxy account: local administrator',
    world: { proxy: inDirectory({ sid: `${DOMAIN}-1500` }), administrators: administrators(SVC, `${DOMAIN}-1500`) },
    part: 'proxy/CORP\\svc-proxy/local-administrator',
    expect: { status: 'warn', cause: 'account.interactive-logon' },
  },
];

t.test('facts about accounts are judged', async (t) => {
  for (const { name, world, part, expect } of ROWS) {
    const findings = run(world);
    const found = findings.find(({ id }) => id.startsWith(`account:${part}`));
    t.match(found, expect, `${name}: ${findings.map(({ id, status }) => `${id} ${status}`).join(', ')}`);
    t.equal(new Set(findings.map(({ id }) => id)).size, findings.length, `${name}: every id once`);
  }
});

t.test('the right to log on interactively, which administrators have everywhere, is no finding', async (t) => {
  const all = run({ rights: rights({ SeNetworkLogonRight: ['S-1-1-0'], SeInteractiveLogonRight: ['S-1-5-32-544', SVC] }) });
  t.equal(
    all.some(({ cause }) => cause === 'account.interactive-logon'),
    false,
  );
});

t.test('a denial stays: another account is the first step', async (t) => {
  const { remedy } =
    run({ rights: rights({ SeDenyNetworkLogonRight: [`${DOMAIN}-512`, SVC] }) }).find(({ id }) => id.startsWith(`account:${NETWORK}`)) ??
    {};
  t.match(remedy, /use another account .* leave the denial as it is/);
});

t.test('a run that ended early knows nothing', async (t) => {
  const scope = scopeOf([], [], {
    servers: {
      standpoint: 'site-server',
      scp: 'scp1',
      siteServers: [],
      installationAccount: 'CORP\\svc',
      accountRule: 'any',
      domainControllers: [],
    },
  });
  const findings = judge(
    plan(scope).map((task) => ({ task })),
    scope,
  );
  t.match(
    findings.find(({ id }) => id.includes('/state')),
    { status: 'inconclusive', cause: 'account.lookup-failed' },
  );
  t.equal(
    findings.some(({ status }) => status === 'fail' || status === 'pass'),
    false,
  );
});

function without(key: 'userAccountControl' | 'computed'): DirectoryFacts {
  const { [key]: _left, ...rest } = inDirectory();
  return rest;
}

function withoutGroups(): DirectoryFacts {
  const { groups: _left, ...rest } = inDirectory();
  return rest;
}

function withoutPasswordTime(): DirectoryFacts {
  const { passwordLastSet: _left, ...rest } = inDirectory();
  return rest;
}

t.test('nothing is said of remote rights where Windows leaves them', async (t) => {
  for (const more of [{ isRemoteAdministrationAllowed: true }, { sid: `${OTHER}-500` }]) {
    const installation = { ...LOCAL.installation, ...more };
    const findings = run({ ...LOCAL, installation, administrators: administrators([installation.sid ?? '', 'SCP1\\svc']) });
    t.equal(
      findings.find(({ id }) => id.includes('remote-rights')),
      undefined,
      JSON.stringify(more),
    );
  }
});

t.test('which names are those of the server itself', async (t) => {
  const rows: readonly (readonly [string, Partial<AskedAccount>])[] = [
    ['SCP1\\svc', { name: 'svc', localTo: 'scp1.corp.test' }],
    ['scp1\\svc', { name: 'svc', localTo: 'scp1.corp.test' }],
    ['scp1.corp.test\\svc', { name: 'svc', localTo: 'scp1.corp.test' }],
    ['.\\svc', { name: 'svc', localTo: 'scp1.corp.test' }],
    ['CORP\\svc', { name: 'svc', domain: 'CORP' }],
    ['scp1.other.test\\svc', { name: 'svc', domain: 'scp1.other.test' }],
    ['svc@scp1.corp.test', { domain: 'scp1.corp.test' }],
  ];
  for (const [given, expected] of rows) {
    const parsed = parseAccount(given, 'installation', 'scp1.corp.test');
    t.match(parsed, expected, given);
    t.equal('localTo' in parsed, 'localTo' in expected, given);
  }
  t.notOk('localTo' in parseAccount('.\\svc', 'installation'), 'no server is known');
});
