import t from 'tap';
import type { PlacementFacts } from '../../../../../src/checks/placement/facts.ts';
import { judge } from '../../../../../src/checks/placement/judge/index.ts';
import type { Scope } from '../../../../../src/model/scope.ts';
import { NO_SERVERS, scopeOf } from '../../../../support/endpoint-examples.ts';

const PROVIDER = 'provider.corp.example';
const CENTRAL = { SiteCode: 'CAS', ServerName: 'cm01.corp.example', Type: 4, ReportingSiteCode: '' };
const CHILD = { SiteCode: 'PS1', ServerName: 'cm02.corp.example', Type: 2, ReportingSiteCode: 'CAS' };
const SECONDARY = { SiteCode: 'SS1', ServerName: 'cm03.corp.example', Type: 1, ReportingSiteCode: 'PS1' };
const ALONE = { SiteCode: 'P01', ServerName: 'cm01.corp.example', Type: 2 };
const point = (server: string, SiteCode = 'CAS') => ({
  RoleName: 'SMS Dmp Connector',
  NetworkOSPath: `\\\\${server}`,
  SiteCode,
  Props: [{ PropertyName: 'OfflineMode', Value: 0 }],
});

const siteSystem = ({ UserName, FDMOperation }: { readonly UserName: string; readonly FDMOperation?: number }) => ({
  RoleName: 'SMS Site System',
  NetworkOSPath: '\\\\scp1.corp.example',
  SiteCode: 'CAS',
  Props: [
    { PropertyName: 'UseMachineAccount', Value: 0 },
    { PropertyName: 'UserName', Value: 0, Value2: UserName },
    { PropertyName: 'UseProxy', Value: 0 },
    ...(FDMOperation === undefined ? [] : [{ PropertyName: 'FDMOperation', Value: FDMOperation }]),
  ],
});

type Row = readonly [name: string, facts: Partial<PlacementFacts>, servers: Partial<Scope['servers']>, expected: readonly string[]];

const ROWS: readonly Row[] = [
  ['a central administration site', { sites: [CENTRAL, CHILD] }, {}, ['top-tier pass', 'role pass']],
  ['a stand-alone primary', { sites: [ALONE] }, { siteServers: ['CM01'] }, ['top-tier pass', 'role pass']],
  [
    'a child primary',
    { sites: [CENTRAL, CHILD] },
    { siteServers: ['cm02.corp.example'] },
    ['top-tier fail placement.not-top-tier', 'role pass'],
  ],
  [
    'a secondary site',
    { sites: [CENTRAL, CHILD, SECONDARY] },
    { siteServers: ['cm03.corp.example'] },
    ['top-tier fail placement.not-top-tier', 'role pass'],
  ],
  ['a server of no site', { sites: [CENTRAL] }, { siteServers: ['cm09.corp.example'] }, ['top-tier warn', 'role pass']],
  ['no site at the top', { sites: [CHILD] }, {}, ['top-tier inconclusive placement.lookup-failed', 'role pass']],
  [
    'another server has the role',
    { sites: [CENTRAL], roles: [point('old.corp.example')] },
    { scp: 'scp1.corp.example' },
    ['top-tier pass', 'role fail placement.already-installed'],
  ],
  [
    'it is about to move',
    { sites: [CENTRAL], roles: [point('old.corp.example')] },
    { scp: 'scp1.corp.example', moveTo: 'scp1.corp.example' },
    ['top-tier pass', 'role warn placement.already-installed'],
  ],
  [
    'this server has it',
    { sites: [CENTRAL], roles: [point('SCP1.corp.example')] },
    { scp: 'scp1.corp.example' },
    ['top-tier pass', 'role pass'],
  ],
  [
    'this server has it below the top',
    { sites: [CENTRAL, CHILD], roles: [point('scp1.corp.example', 'PS1')] },
    { scp: 'scp1.corp.example' },
    ['top-tier pass', 'role fail placement.not-top-tier'],
  ],
  ...[
    ['PARTNER\\svc', 'CORP\\svc', 'warn'],
    ['PARTNER\\svc', 'corp.example\\svc', 'warn'],
    ['svc@mail.example', 'CORP\\svc', 'warn'],
    ['CORP\\svc', 'svc@corp.example', 'pass'],
  ].map(
    ([configured = '', installationAccount = '', status]): Row => [
      `configured ${configured}, asked about ${installationAccount}`,
      { sites: [CENTRAL], roles: [siteSystem({ UserName: configured })] },
      { scp: 'scp1.corp.example', installationAccount },
      ['top-tier pass', 'role pass', 'proxy pass', `installation-account ${status}`],
    ],
  ),
  ...([1, 0] as const).map(
    (initiates): Row => [
      `who initiates: ${initiates}`,
      { sites: [CENTRAL], roles: [siteSystem({ UserName: 'CORP\\svc', FDMOperation: initiates })] },
      { scp: 'scp1.corp.example', siteInitiates: true },
      ['top-tier pass', 'role pass', 'proxy pass', 'installation-account pass', `initiator ${initiates === 1 ? 'pass' : 'warn'}`],
    ],
  ),
  [
    'the provider does not answer',
    { failure: { code: 'TIMEOUT', message: 'no answer' } },
    {},
    ['hierarchy inconclusive placement.lookup-failed'],
  ],
  ...['SHORT_NAME', 'NO_REALM', 'NO_KDC', 'KERBEROS_MISSING', 'KINIT_MISSING', 'NTLM_REFUSED'].map(
    (code): Row => [code, { failure: { code, message: code } }, {}, ['hierarchy inconclusive placement.kerberos-required']],
  ),
  ...['NT_STATUS_WRONG_PASSWORD', 'TICKET_REFUSED', 'NEGOTIATE_REFUSED', 'HTTP_401'].map(
    (code): Row => [code, { failure: { code, message: code } }, {}, ['hierarchy inconclusive placement.lookup-failed']],
  ),
];

t.test('who is not let in learns what to do, and only a refused password is called wrong', (t) => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ['SHORT_NAME', /full DNS name/],
    ['NO_REALM', /user@domain\.fqdn/],
    ['NO_KDC', /TCP 88/],
    ['KINIT_MISSING', /krb5-user/],
    ['NTLM_REFUSED', /--site-version/],
    ['NO_CREDENTIALS', /kinit/],
    ['TICKET_REFUSED', /setspn -Q HTTP\/provider\.corp\.example/],
    ['IDENTITY_REFUSED', /NTLM/],
    ['NEGOTIATE_REFUSED', /NTLM.*runas \/netonly/],
    ['NT_STATUS_WRONG_PASSWORD', /correct the name or the password/],
    ['KERBEROS_CLOCK_SKEW', /clock/],
  ];
  for (const [code, remedy] of rows) {
    const scope = scopeOf([], [], { servers: { ...NO_SERVERS, smsProvider: PROVIDER } });
    const facts = { source: PROVIDER, sites: [], roles: [], failure: { code, message: code } };
    const found = judge([{ task: { key: 'a', provider: PROVIDER }, facts }], scope).find(({ id }) => id === 'placement:hierarchy');
    t.match(found?.remedy, remedy, code);
    if (!/WRONG/.test(code)) t.notMatch(found?.remedy, /correct the name or/, code);
    if (found?.cause === 'placement.kerberos-required') t.match(found.message, /NTLM since release 2509/);
  }
  t.end();
});

t.test('what the documentation rules out needs no provider', async (t) => {
  const said = (servers: Partial<Scope['servers']>, more: Partial<Scope> = {}) =>
    judge([], scopeOf([], [], { servers: { ...NO_SERVERS, ...servers }, ...more }))
      .filter(({ status }) => status !== 'skip')
      .map(({ id, status, cause }) => [id.replace('placement:', ''), status, cause ?? ''].join(' ').trim());
  const pair = ['cm01.corp.example', 'cm02.corp.example'];
  t.same(said({ scp: 'cm02.corp.example', siteServers: pair }), ['site-server-pair fail placement.on-ha-site-server']);
  t.same(said({ scp: 'CM02', siteServers: pair }), ['site-server-pair fail placement.on-ha-site-server'], 'by its short name');
  t.same(said({ scp: 'scp01.corp.example', siteServers: pair }), ['site-server-pair pass']);
  t.same(said({ scp: 'cm01.corp.example', siteServers: pair.slice(0, 1) }), [], 'a single site server may carry the role');
  t.same(said({}, { mode: 'offline' }), ['mode pass'], 'nothing on the internet is needed');
  t.same(said({}, { mode: 'offline', features: ['updates', 'tenant-attach'] }), ['mode fail placement.mode-offline']);
  t.same(said({}, { mode: 'offline', features: ['updates'] }), ['mode pass']);
  t.same(
    said({ standpoint: 'tool-host' }, { mode: 'offline', features: ['tenant-attach'] }),
    [],
    'the computer of the tool is no server of the role',
  );
});

t.test('what the provider told, judged', async (t) => {
  for (const [name, facts, servers, expected] of ROWS) {
    const scope = scopeOf([], undefined, { servers: { ...NO_SERVERS, smsProvider: PROVIDER, ...servers } });
    const answer = { task: { key: PROVIDER, provider: PROVIDER }, facts: { source: PROVIDER, sites: [], roles: [], ...facts } };
    const findings = judge([answer], scope);
    t.same(
      findings.map(({ id, status, cause }) => `${id.replace('placement:', '')} ${status}${cause === null ? '' : ` ${cause}`}`),
      expected,
      name,
    );
    for (const { message, owner, status } of findings) {
      t.not(message, '', name);
      if (status === 'fail') t.equal(owner, 'configmgr', name);
    }
  }
});

t.test('without a provider nothing is asked, and a run that ended first says so', async (t) => {
  t.match(judge([], scopeOf([])), [{ status: 'skip', skipReason: 'not-selected', cause: null }]);
  const scope = scopeOf([], undefined, { servers: { ...NO_SERVERS, smsProvider: PROVIDER } });
  t.match(judge([{ task: { key: PROVIDER, provider: PROVIDER } }], scope), [
    { status: 'inconclusive', cause: 'placement.lookup-failed', evidence: { code: 'NOT_RUN' } },
  ]);
});
