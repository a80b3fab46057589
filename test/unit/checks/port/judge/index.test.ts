import t from 'tap';
import { dynamicOf } from '../../../../../src/checks/port/dynamic-port.ts';
import type { ConnectionFacts, DatagramFacts, PortFacts } from '../../../../../src/checks/port/facts.ts';
import { judge } from '../../../../../src/checks/port/judge/index.ts';
import { follow, type PortTask, plan, rowsOf } from '../../../../../src/checks/port/plan.ts';
import type { Answer } from '../../../../../src/model/answer.ts';
import type { ReleaseName } from '../../../../../src/model/catalog/release.ts';
import type { Step } from '../../../../../src/model/network/observation.ts';
import type { ServerScope } from '../../../../../src/model/servers.ts';
import { kerberosPing, ldapPing } from '../../../../../src/network/datagram/directory.ts';
import { COLUMNS, sheetRows } from '../../../../../src/report/formats/request/columns.ts';
import { proposedRules, ruleRows } from '../../../../../src/report/orders/rule-table.ts';
import { workOrders } from '../../../../../src/report/orders/work-orders.ts';
import { NO_SERVERS, scopeOf } from '../../../../support/endpoint-examples.ts';
import { reportOf } from '../../../../support/report/examples.ts';

const SERVERS: ServerScope = {
  ...NO_SERVERS,
  scp: 'scp1.corp.test',
  siteServers: ['cm01.corp.test'],
  standpoint: 'site-server',
  domain: 'corp.test',
};

const step = (code?: string): Step =>
  ({
    layer: 'tcp',
    startMs: 0,
    durationMs: 5,
    facts: { attempts: [{ address: '10.0.0.2' }] },
    ...(code === undefined ? {} : { failure: { code, message: '' } }),
  }) as unknown as Step;

/** One answer a row: the rows of this target and port fail with the code, all others are open; the endpoint mapper names 49664. */
function answers(servers: ServerScope, code: string, isHit: (id: string) => boolean): readonly Answer<PortTask, PortFacts>[] {
  return plan(scopeOf([], [], { servers })).map((task) => {
    if (task.question === 'domain-controllers') return { task, facts: { question: 'domain-controllers', controllers: ['dc1.corp.test'] } };
    if (task.question === 'datagram') return { task, facts: { question: 'datagram', address: '10.0.0.2' } };
    const { host, port } = task.target;
    const facts: ConnectionFacts = {
      question: 'connection',
      steps: [step(isHit(`${host}:${port}`) ? code : undefined)],
      ...(task.dynamic === true ? { dynamicPort: 49_664, dynamicSteps: [step(isHit(`${host}:dynamic`) ? code : undefined)] } : {}),
    };
    return { task, facts };
  });
}

t.test('what is tried from where', async (t) => {
  const from = (servers: ServerScope) => plan(scopeOf([], [], { servers })).map(({ key }) => key);
  t.same(from(SERVERS), ['site-server->scp1.corp.test:445', 'site-server->scp1.corp.test:135+dynamic', 'domain-controllers@corp.test']);
  t.same(from({ ...SERVERS, standpoint: 'scp', sqlServer: 'sql1\\named', smsProvider: 'cm01.corp.test' }), [
    'scp->cm01.corp.test:445',
    'scp->cm01.corp.test:135+dynamic',
    'scp->sql1\\named:1433',
    'scp->cm01.corp.test:443',
  ]);
  t.same(from({ ...SERVERS, scp: 'CM01' }), ['domain-controllers@corp.test'], 'the site server itself, by its short name');
  t.same(from({ ...SERVERS, domainControllers: ['dc9'] }).filter((key) => key.includes('dc9')).length, 7);
  const found = { task: {} as PortTask, facts: { question: 'domain-controllers', controllers: ['dc1', 'dc2'] } } as const;
  t.same(follow(found, scopeOf([], [], { servers: SERVERS })).length, 14);
  t.same(rowsOf({ ...SERVERS, sqlServer: 'sql1:50123' }).find(({ target }) => target.host === 'sql1')?.target.port, 50_123);
});

t.test('a port that the endpoint mapper gives out: the range is asked for', async (t) => {
  const findings = judge(
    answers(SERVERS, 'ETIMEDOUT', (id) => id === 'scp1.corp.test:dynamic'),
    scopeOf([], [], { servers: SERVERS }),
  );
  const dynamic = findings.find(({ id }) => id === 'port:site-server->scp1.corp.test:dynamic');
  t.match(dynamic, {
    status: 'fail',
    cause: 'tcp.timeout',
    owner: 'firewall',
    title: 'site-server to scp1.corp.test:49152-65535',
    target: { port: 49_664, portRange: '49152-65535', source: 'cm01.corp.test' },
    remedy: /allow TCP 49152-65535 from cm01\.corp\.test to scp1\.corp\.test/,
  });
  const [order] = workOrders(reportOf(findings), false);
  t.match(order, {
    owner: 'firewall',
    asks: ['Please allow the connections between the servers of our site that are listed below.'],
    items: [{ title: 'scp1.corp.test:49152-65535', destination: { portRange: '49152-65535', source: 'cm01.corp.test' } }],
  });
});

t.test('a refusal may also mean that nothing listens', async (t) => {
  const all = (servers: ServerScope, hit: string) =>
    judge(
      answers(servers, 'ECONNREFUSED', (id) => id === hit),
      scopeOf([], [], { servers }),
    ).find(({ id }) => id.endsWith(hit));
  t.match(all(SERVERS, 'scp1.corp.test:445'), { status: 'fail', cause: 'tcp.refused', confidence: 'likely', remedy: /LanmanServer/ });
  const toSql = { ...SERVERS, standpoint: 'scp' as const, sqlServer: 'sql1.corp.test' };
  t.match(all(toSql, 'sql1.corp.test:1433'), { status: 'fail', remedy: /from scp1\.corp\.test to sql1.*named instance/ });
  const withDc = { ...SERVERS, domainControllers: ['dc1.corp.test'] };
  t.match(all(withDc, 'dc1.corp.test:3268'), { status: 'warn', remedy: /not every controller/ });
});

t.test('the SQL Server of the site database: what it tells of itself against what is supported', async (t) => {
  const servers = { ...SERVERS, standpoint: 'scp' as const, sqlServer: 'sql1.corp.test' };
  const of = (sqlVersion: string | undefined, siteVersion: ReleaseName = '2603', startedAt = '2026-11-28T12:00:00Z') =>
    judge(
      answers(servers, '', () => false).map(({ task, facts }) => ({
        task,
        facts: { ...facts, ...(task.key.includes('sql1') && sqlVersion !== undefined ? { sqlVersion } : {}) } as PortFacts,
      })),
      { ...scopeOf([], [], { servers }), siteVersion, startedAt },
    ).filter(({ id }) => id === 'port:scp->sql1.corp.test:1433/version');
  t.same(of(undefined), [], 'nothing was told');
  t.match(of('16.0.4125'), [
    { status: 'pass', message: 'SQL Server 2022 (16.0.4125), supported until 2033-01-11.', evidence: { sqlServer: /2022/ } },
  ]);
  const warned = { status: 'warn', owner: 'configmgr', cause: null };
  t.match(of('13.0.7037'), [{ ...warned, message: /^Support of SQL Server 2016 ended on 2026-07-14: / }]);
  t.match(of('13.0.7037', '2509', '2026-07-14T08:00:00Z'), [{ ...warned, message: /ends on 2026-07-14, in 0 days/ }]);
  t.match(of('14.0.3465'), [{ status: 'pass' }]);
  t.match(of('14.0.3465', '2603', '2027-07-20T00:00:00Z'), [{ ...warned, message: /2017 ends on 2027-10-12, in 84 days/ }]);
  t.match(of('14.0.3465', '2603', '2027-07-01T00:00:00Z'), [{ status: 'pass' }], 'more than 90 days ahead');
  t.match(of('15.0.2000'), [{ ...warned, message: /cumulative update 5 \(15\.0\.4053\) or later/ }]);
  t.match(of('15.0.4053'), [{ status: 'pass' }]);
  t.match(of('17.0.1000'), [{ status: 'pass' }]);
  t.match(of('17.0.1000', '2509'), [{ ...warned, message: /from release 2603 .* the site runs 2509/ }]);
  t.match(of('12.0.6024'), [{ ...warned, message: /older than any/ }]);
  t.match(of('18.0.700'), [{ ...warned, message: /not in the list/ }]);
});

t.test('two site servers, no server at all, a run that ended', async (t) => {
  const two = { ...SERVERS, siteServers: ['cm01.corp.test', 'cm02.corp.test'] };
  t.match(
    judge(
      answers(two, 'ETIMEDOUT', () => true),
      scopeOf([], [], { servers: two }),
    )[0]?.remedy,
    /from the site server to/,
  );
  t.match(judge([], scopeOf([], [], { servers: NO_SERVERS })), [{ status: 'skip', skipReason: 'not-selected', message: /--site-server/ }]);
  const cut = plan(scopeOf([], [], { servers: SERVERS })).map((task) => ({ task }));
  for (const { status, id } of judge(cut, scopeOf([], [], { servers: SERVERS })).filter(({ status: one }) => one !== 'skip'))
    t.equal(status, 'inconclusive', id);
});

t.test('which of the named ports is tried', async (t) => {
  t.equal(dynamicOf([135, 445, 5722, 49_664, 49_665]), 49_664);
  t.equal(dynamicOf([135, 1026, 1027]), 1026, 'an older range');
  t.equal(dynamicOf([135, 445]), undefined);
});

t.test('a server of the inside that has no record gets advice for internal names', async (t) => {
  const nowhere = { layer: 'dns', startMs: 0, durationMs: 5, facts: { resolver: '10.88.0.1' }, failure: { code: 'NXDOMAIN', message: '' } };
  const found = plan(scopeOf([], [], { servers: SERVERS })).flatMap((task) =>
    task.question === 'connection'
      ? judge([{ task, facts: { question: 'connection', steps: [nowhere as unknown as Step] } }], scopeOf([], [], { servers: SERVERS }))
      : [],
  );
  t.match(found[0], {
    status: 'fail',
    cause: 'dns.nxdomain',
    owner: 'dns',
    message: /^scp1\.corp\.test has no DNS record \(asked 10\.88\.0\.1, NXDOMAIN\)/,
    remedy: /^check the spelling of scp1\.corp\.test first\. If it is right, add its A record/,
  });
  const [order] = workOrders(reportOf(found), false);
  t.match(order?.asks, [/our own servers/]);
});

t.test('questions over UDP to a domain controller', async (t) => {
  const scope = scopeOf([], [], { servers: { ...SERVERS, domainControllers: ['dc9.corp.test'] } });
  const rows: readonly (readonly [DatagramFacts | undefined, string, object | undefined])[] = [
    [{ question: 'datagram', address: '10.0.0.9' }, 'udp389', { status: 'pass' }],
    [
      { question: 'datagram', address: '10.0.0.9', failure: { code: 'TIMEOUT', message: '' } },
      'udp389',
      { status: 'fail', cause: 'port.udp-unanswered', owner: 'firewall', layer: 'port', confidence: 'likely', remedy: /UDP 389 from cm01/ },
    ],
    [
      { question: 'datagram', address: '10.0.0.9', failure: { code: 'ECONNREFUSED', message: '' } },
      'udp88',
      { status: 'warn', cause: 'port.udp-unanswered', required: false, message: /TCP by default/ },
    ],
    [
      { question: 'datagram', address: '10.0.0.9', failure: { code: 'EPERM', message: '' } },
      'udp389',
      { status: 'inconclusive', required: false },
    ],
    [{ question: 'datagram', failure: { code: 'NXDOMAIN', message: '' } }, 'udp389', undefined],
    [undefined, 'udp389', { status: 'inconclusive', evidence: { code: 'NOT_RUN' } }],
  ];
  for (const [facts, id, expected] of rows) {
    const all = plan(scope).map((task) => (task.question === 'datagram' && facts !== undefined ? { task, facts } : { task }));
    const finding = judge(all, scope).find((one) => one.id === `port:site-server->dc9.corp.test:${id}`);
    if (expected === undefined) t.equal(finding, undefined);
    else t.match(finding, expected, JSON.stringify(facts));
  }
});

t.test('the role in another domain than the site server: tickets both ways, and who opens the connections', (t) => {
  const servers: ServerScope = { ...SERVERS, standpoint: 'scp', scp: 'scp1.dmz.test', domain: 'dmz.test' };
  const keys = (more: Partial<ServerScope>) => plan(scopeOf([], [], { servers: { ...servers, ...more } })).map(({ key }) => key);
  const back = ['scp->cm01.corp.test:445', 'scp->cm01.corp.test:135+dynamic'];
  t.same(keys({}), [...back, 'domain-controllers@corp.test']);
  t.same(keys({ domain: 'corp.test', scp: 'scp1.corp.test' }), back, 'of the same domain');
  t.same(keys({ domainControllers: ['dc1.dmz.test', 'dc9.corp.test'] }), [
    ...back,
    'scp->dc9.corp.test:88',
    'scp->dc9.corp.test:udp-ldap-ping',
  ]);
  t.same(keys({ siteInitiates: true }), ['domain-controllers@corp.test']);
  const scope = scopeOf([], [], { servers: { ...servers, siteInitiates: true } });
  const [search] = plan(scope);
  const found: PortFacts = { question: 'domain-controllers', controllers: ['dc9.corp.test'] };
  t.match(follow({ task: search as PortTask, facts: found }, scope), [
    { key: 'scp->dc9.corp.test:88', from: 'scp', isFound: true },
    { key: 'scp->dc9.corp.test:udp-ldap-ping', domain: 'corp.test', client: 'SCP1$', isFound: true },
  ]);
  const judged = judge([{ task: search as PortTask, facts: { ...found, controllers: [] } }], scope);
  t.match(judged[0], { id: 'port:scp->domain-controllers@corp.test', status: 'inconclusive', required: false });
  t.match(
    judged.filter(({ id }) => id.startsWith('port:scp->cm01')),
    [
      { status: 'skip', skipReason: 'not-applicable', message: /initiates all connections/ },
      { status: 'skip', skipReason: 'not-applicable' },
    ],
  );
  t.end();
});

t.test('what is asked for over UDP is a rule of its own, beside those over TCP', (t) => {
  const scope = scopeOf([], [], { servers: { ...SERVERS, domainControllers: ['dc9.corp.test'] } });
  const silent: DatagramFacts = { question: 'datagram', address: '10.0.0.9', failure: { code: 'TIMEOUT', message: '' } };
  const answers = plan(scope).flatMap((task) => (task.question === 'datagram' ? [{ task, facts: silent }] : []));
  const report = reportOf(judge(answers, scope));
  const order = workOrders(report, false).find(({ owner }) => owner === 'firewall');
  t.match(order?.items[0], {
    destination: { pattern: 'dc9.corp.test', port: 389, scheme: 'udp', source: 'cm01.corp.test' },
    required: true,
  });
  t.strictSame(
    ruleRows(order as NonNullable<typeof order>, report).map(({ destination, port, required }) => [destination, port, required]),
    [
      ['dc9.corp.test', 'UDP 389', 'required'],
      ['dc9.corp.test', 'UDP 88', 'optional'],
    ],
  );
  t.match(proposedRules(order as NonNullable<typeof order>), [
    { name: 'SCP-Servers-UDP-389', port: 'UDP 389' },
    { name: 'SCP-Servers-UDP-88', port: 'UDP 88' },
  ]);
  const [cells] = sheetRows([order as NonNullable<typeof order>], report);
  t.strictSame(
    COLUMNS.filter(({ title }) => ['Protocol', 'Port', 'Service'].includes(title)).map(({ value }) =>
      value(cells as NonNullable<typeof cells>),
    ),
    ['UDP', 389, 'udp'],
  );
  t.end();
});

t.test('the questions themselves', async (t) => {
  const ping = ldapPing('corp.test');
  t.match(ping.payload.toString('latin1'), /DnsDomain.*corp\.test.*NtVer.*Netlogon/s);
  t.equal(ping.payload[0], 0x30);
  t.equal(ping.payload[1], ping.payload.length - 2, 'its length');
  t.ok(ping.isAnswer(Buffer.from('300502012164000000', 'hex')), 'an entry for this message');
  t.notOk(ping.isAnswer(Buffer.from('300502010764000000', 'hex')), 'one for another message');
  t.notOk(ping.isAnswer(Buffer.alloc(0)));
  const request = kerberosPing('corp.test', 'CM01$');
  t.equal(request.payload[0], 0x6a, 'AS-REQ');
  t.match(request.payload.toString('latin1'), /CM01\$.*CORP\.TEST.*krbtgt/s);
  t.ok(request.isAnswer(Buffer.from('7e', 'hex')));
  t.notOk(request.isAnswer(Buffer.from('30', 'hex')));
});
