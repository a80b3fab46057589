import t from 'tap';
import type { AccountFacts, AccountTask, DirectoryFacts } from '../../../src/checks/account/facts.ts';
import { judge } from '../../../src/checks/account/judge/index.ts';
import { follow, plan } from '../../../src/checks/account/plan.ts';
import * as powershell from '../../../src/checks/account/sources/powershell.ts';
import { powershellInterface } from '../../../src/checks/account/sources/server/interface.ts';
import type { Answer } from '../../../src/model/answer.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { Secret } from '../../../src/model/network/secret.ts';
import { NO_SERVERS, scopeOf } from '../../support/endpoint-examples.ts';
import { withoutPowerShell } from '../../support/lab/powershell.ts';
import { asWindowsPowerShell } from '../../support/powershell/as-windows.ts';
import { windowsAccounts } from '../../support/powershell/windows-accounts.ts';

// A busy machine takes its time to start anything.
t.setTimeout(600_000);
const skip = withoutPowerShell();

const DOMAIN = 'S-1-5-21-1-2-3';
const SERVER = 'S-1-5-21-50-60-70';
const SVC = `${DOMAIN}-1104`;
const TIER = `${DOMAIN}-1300`;
const LOCAL_GROUP = `${DOMAIN}-1500`;
/** Who holds "Access this computer from the network" on a member server as it is installed (security baseline pages), as a German one calls them. */
const AS_INSTALLED = 'SeNetworkLogonRight|S-1-1-0|S-1-5-32-544|S-1-5-32-545|S-1-5-32-551';
const NAMES = [
  'name|S-1-1-0|Jeder',
  'name|S-1-5-32-544|VORDEFINIERT\\Administratoren|alias',
  'name|S-1-5-32-545|VORDEFINIERT\\Benutzer|alias',
  'name|S-1-5-32-551|VORDEFINIERT\\Sicherungs-Operatoren|alias',
  `name|${SVC}|CORP\\svc`,
  `name|${TIER}|CORP\\Tier 1`,
  `name|${LOCAL_GROUP}|CORP\\Deny Net|alias`,
  `name|${SERVER}-1010|SCP\\Installers|alias`,
  `name|${SERVER}-501|SCP\\Gast`,
  'name|S-1-5-114|NT-AUTORITÄT\\Lokales Konto und Mitglied der Gruppe "Administratoren"',
];

interface Row {
  readonly name: string;
  /** Of Administrators; the first is always the built-in account. */
  readonly admins?: readonly string[];
  /** Lines about this computer, without its name: `right|...`, `lsa|5`, `logon|1909`. */
  readonly more?: readonly string[];
  readonly account?: string;
  readonly directory?: Partial<DirectoryFacts>;
  /** Part of a finding's name behind the account, or the whole of it, and what it says. */
  readonly expect: Readonly<Record<string, object>>;
}

const PASS = { status: 'pass' };
const UNKNOWN = { status: 'inconclusive', cause: 'account.lookup-failed' };
const refused = (cause: string, owner: string) => ({ status: 'fail', cause, owner });
const LOCAL = { admins: [`${SERVER}-1005`], account: '.\\svc' } as const;
const user = (flags: number, ...more: readonly string[]): string =>
  ['user|svc', `UserFlags=${flags}`, `objectSid=${SERVER}-1005`, 'PasswordExpired=0', 'PasswordAge=100', ...more].join('|');

const ROWS: readonly Row[] = [
  {
    name: 'directly',
    expect: { 'local-administrator': PASS, 'network-logon': PASS, logon: PASS, 'admin-share': PASS, prerequisite: PASS },
  },
  {
    name: 'through a group of the domain',
    admins: [TIER],
    directory: inGroups(TIER),
    expect: { 'local-administrator': { ...PASS, evidence: { memberThrough: ['CORP\\Tier 1'] } } },
  },
  {
    name: 'not at all',
    admins: [],
    more: ['logon|5'],
    expect: { 'local-administrator': refused('account.not-local-admin', 'host'), 'admin-share': refused('account.admin-share', 'host') },
  },
  {
    name: 'an orphan beside it',
    admins: [SVC, `${DOMAIN}-4711`],
    expect: { 'orphaned-members@': { status: 'warn', cause: 'account.orphaned-member' } },
  },
  {
    name: 'denied by a domain local group of its own domain, whose members the server does not tell',
    directory: inGroups(LOCAL_GROUP),
    more: [`right|SeDenyNetworkLogonRight|${LOCAL_GROUP}`, 'logon|1385'],
    expect: { 'network-logon': refused('account.denied-network-logon', 'host'), prerequisite: { status: 'fail' } },
  },
  { name: 'denied to the guest alone', more: [`right|SeDenyNetworkLogonRight|${SERVER}-501`], expect: { 'network-logon': PASS } },
  {
    name: 'granted by a local group of the server only',
    more: [`right|SeNetworkLogonRight|${SERVER}-1010`, `members|Installers|${SVC}`],
    expect: { 'network-logon': { ...PASS, evidence: { grantedTo: ['SCP\\Installers'] } } },
  },
  {
    name: 'granted to nobody',
    more: ['right|SeNetworkLogonRight', 'logon|1385'],
    expect: { 'network-logon': refused('account.no-network-logon', 'host'), logon: refused('account.no-network-logon', 'host') },
  },
  {
    name: 'local accounts denied, an account of the domain',
    more: ['right|SeDenyNetworkLogonRight|S-1-5-114'],
    expect: { 'network-logon': PASS },
  },
  {
    name: 'Domain Admins denied (tiering), and the account is one',
    directory: inGroups(`${DOMAIN}-512`),
    more: [`right|SeDenyNetworkLogonRight|${DOMAIN}-512`, 'logon|1385'],
    expect: {
      'network-logon': { ...refused('account.denied-network-logon', 'host'), remedy: /^use another account.*leave the denial/ },
      privileged: { status: 'warn', cause: 'account.interactive-logon' },
      prerequisite: refused('account.denied-network-logon', 'host'),
    },
  },
  {
    name: 'denied to all local accounts, by their own identifier',
    more: ['right|SeDenyNetworkLogonRight|S-1-5-113'],
    expect: { 'network-logon': PASS, prerequisite: PASS },
  },
  {
    name: 'only Protected Users keeps it from NTLM, by its full name',
    directory: inGroups(`${DOMAIN}-525`),
    expect: { 'protected-users': { status: 'warn', cause: 'account.kerberos-only' }, logon: PASS },
  },
  {
    name: 'disabled, and a member: the prerequisite asks to enable it',
    directory: { userAccountControl: 0x202 },
    more: ['logon|1331'],
    expect: {
      state: refused('account.disabled', 'directory'),
      'local-administrator': PASS,
      prerequisite: refused('account.disabled', 'directory'),
    },
  },
  {
    name: 'a policy that administrators may read only',
    more: ['lsa|5', 'logon|1326'],
    expect: { 'network-logon': { ...UNKNOWN, owner: 'host' } },
  },
  {
    name: 'a server that cannot be asked',
    more: ['adsi|-2147024843', 'logon|53'],
    expect: { 'local-administrator': { ...UNKNOWN, owner: 'host' }, logon: UNKNOWN },
  },
  {
    name: 'ADMIN$ is missing',
    more: ['logon|67'],
    expect: { logon: PASS, 'admin-share': { status: 'warn', cause: 'account.admin-share' } },
  },
  ...(
    [
      [1326, 'account.logon-refused', 'configmgr'],
      [86, 'account.logon-refused', 'configmgr'],
      [1909, 'account.locked', 'directory'],
      [1331, 'account.disabled', 'directory'],
      [1328, 'account.restricted', 'directory'],
      [1329, 'account.restricted', 'directory'],
      [1793, 'account.expired', 'directory'],
      [1330, 'account.password-expired', 'directory'],
      [1907, 'account.must-change-password', 'directory'],
      [1327, 'account.logon-refused', 'directory'],
      [1935, 'account.logon-refused', 'directory'],
      [1937, 'account.logon-refused', 'configmgr'],
      [1385, 'account.no-network-logon', 'host'],
    ] as const
  ).map(([code, cause, owner]) => ({ name: `log-on ${code}`, more: [`logon|${code}`], expect: { logon: refused(cause, owner) } })),
  ...[1219, 1398, 1396, 1311, 384].map((code) => ({
    name: `log-on ${code}, which says nothing of the password`,
    more: [`logon|${code}`],
    expect: { logon: { ...UNKNOWN, owner: /./ } },
  })),
  {
    name: 'a local account',
    ...LOCAL,
    more: [user(0x10200), 'logon|5'],
    expect: { state: PASS, 'local-administrator': PASS, 'remote-rights': { status: 'warn' } },
  },
  { name: 'the same where its rights count over the network', ...LOCAL, more: [user(0x10200), 'filter|1'], expect: { state: PASS } },
  {
    name: 'a local account denied with all of them',
    ...LOCAL,
    more: [user(0x10200), 'right|SeDenyNetworkLogonRight|S-1-5-114', 'logon|1385'],
    expect: { 'network-logon': refused('account.denied-network-logon', 'host') },
  },
  {
    name: 'a local account that is disabled',
    ...LOCAL,
    more: [user(0x10202)],
    expect: { state: refused('account.disabled', 'directory') },
  },
  { name: 'a local account that is locked', ...LOCAL, more: [user(0x10210)], expect: { state: refused('account.locked', 'directory') } },
  { name: 'a local account that is not there', ...LOCAL, expect: { state: { status: 'fail', cause: 'account.not-found' } } },
  { name: 'Remote Registry and WMI answer', expect: { '/remote-registry': PASS, '/wmi': PASS } },
  {
    name: 'neither does',
    more: ['registry|53', 'wmi|-2147023174'],
    expect: { '/remote-registry': refused('host.interface-silent', 'host'), '/wmi': refused('host.interface-silent', 'host') },
  },
  {
    name: 'who asks is no administrator',
    more: ['registry|5', 'wmi|-2147024891'],
    expect: { '/remote-registry': { ...UNKNOWN, required: false }, '/wmi': { ...UNKNOWN, required: false } },
  },
];

function inGroups(...sids: readonly string[]): Partial<DirectoryFacts> {
  return { groups: sids.map((sid) => ({ sid, name: sid, through: [sid] })) };
}

/** Each row is a computer of its own. */
const computerOf = (index: number): string => `scp${index}.corp.test`;

function linesOf({ admins = [SVC], more = [] }: Row, computer: string): readonly string[] {
  const own = more.map((line) => line.replace(/^(\w+)\|/, (_, kind: string) => `${kind}|${computer}|`));
  const isInstalled = !more.some((line) => line.startsWith('right|SeNetworkLogonRight'));
  return [
    ...[`${SERVER}-500`, ...admins].map((sid) => `admin|${computer}|${sid}`),
    ...(isInstalled ? [`right|${computer}|${AS_INSTALLED}`] : []),
    ...own,
  ];
}

const signal = new AbortController().signal;

/** One question, by the sources of Windows; the directory answers as the row says, names and clocks are not asked. */
async function answer(task: AccountTask, { directory }: Row): Promise<AccountFacts | undefined> {
  switch (task.question) {
    case 'directory':
      if (task.account.localTo !== undefined) return powershell.localAccount(task.account.localTo, task.account.name, { signal });
      return {
        ...{
          question: 'directory',
          source: 'dc1.corp.test',
          sourceKind: 'ldap',
          found: true,
          sid: SVC,
          domain: 'corp.test',
          samAccountName: 'svc',
        },
        ...{ userAccountControl: 0x10200, computed: 0, passwordLastSet: '2026-01-01T00:00:00.000Z', groups: [], ...directory },
      };
    case 'local-administrators':
      return powershell.localAdministrators(task.target, { signal });
    case 'logon-rights':
      return powershell.logonRights(task.target, task.sids, { signal });
    case 'logon':
      return powershell.logon(task.target, { username: 'corp.test\\svc', password: new Secret('Passw0rd!') }, { signal }, () => undefined);
    case 'interface':
      return powershellInterface(task.interface, task.target, { signal });
    default:
      return undefined;
  }
}

async function findingsAt(row: Row, computer: string): Promise<readonly Finding[]> {
  const scope = scopeOf([], [], {
    servers: { ...NO_SERVERS, scp: computer, domain: 'corp.test', installationAccount: row.account ?? 'corp.test\\svc' },
  });
  const answers: Answer<AccountTask, AccountFacts>[] = [];
  for (const tasks = [...plan(scope)]; tasks.length > 0; ) {
    const [task] = tasks.splice(0, 1);
    if (task === undefined) break;
    const facts = await answer(task, row);
    const answered = facts === undefined ? { task } : { task, facts };
    answers.push(answered);
    tasks.push(...follow(answered, scope));
  }
  return judge(answers, scope);
}

t.test('accounts by what Windows answers: LSA, SAMR, ADSI, the Workstation service, registry and WMI', { skip }, async (t) => {
  asWindowsPowerShell(t, windowsAccounts([...NAMES, ...ROWS.flatMap((row, index) => linesOf(row, computerOf(index)))]));
  for (const [index, row] of ROWS.entries()) {
    const findings = await findingsAt(row, computerOf(index));
    for (const [part, expected] of Object.entries(row.expect)) {
      const found = findings.find(({ id }) => id.includes(`/${part.replace(/^\//, '')}`) || id.startsWith(`account:${part}`));
      t.match(found, expected, `${row.name}, ${part}: ${found?.message ?? JSON.stringify(findings.map(({ id, status }) => [id, status]))}`);
    }
  }
});
