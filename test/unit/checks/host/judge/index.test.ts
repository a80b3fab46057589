import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import t from 'tap';
import { ANSWERS, type HostFacts, type HostQuestion } from '../../../../../src/checks/host/facts.ts';
import { ROOTS, ROOTS_TO_COME, SUBORDINATES } from '../../../../../src/checks/host/judge/authorities.ts';
import { judge } from '../../../../../src/checks/host/judge/index.ts';
import { roots } from '../../../../../src/checks/host/judge/roots.ts';
import { compareVersions } from '../../../../../src/checks/host/judge/software.ts';
import type { ReleaseName } from '../../../../../src/model/catalog/release.ts';
import type { Route } from '../../../../../src/model/network/route.ts';
import type { Scope } from '../../../../../src/model/scope.ts';
import { readAnswer } from '../../../../../src/network/windows/powershell.ts';
import { NO_SERVERS, PROXY, scopeOf } from '../../../../support/endpoint-examples.ts';

const SERVER = {
  caption: 'Microsoft Windows Server 2022 Standard',
  build: '20348',
  productType: 3,
  sku: 7,
  isClusterNode: false,
  drive: 'D:',
  installationType: 'Server',
  is64Bit: true,
  partOfDomain: true,
  domain: 'corp.example',
  freeBytes: 200 * 1024 ** 3,
  pendingRestart: false,
  isAdministrator: true,
};
const SOFTWARE = [
  { name: 'Microsoft ODBC Driver 18 for SQL Server', version: '18.5.1.1' },
  { name: 'Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.38.33135', version: '14.38.33135.0' },
  { name: 'Microsoft SQL Server 2012 Native Client ', version: '11.4.7001.0' },
];
const NET = 'HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319';
const CLIENT = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';
const ALL_ROOTS = [
  'df3c24f9bfd666761b268073fe06d1cc8d4f82a4',
  'A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436',
  '73a5e64a3bff8316ff0edccc618a906e4eae4d74',
  '999a64c37ff47d9fab95f14769891460eec4c3c5',
  '7E04DE896A3E666D00E687D33FFAD93BE83D349E',
  '8F43288AD272F3103B6FB1428485EA3014C0BCFE',
];

const withOdbc = (version: string) => ({ installed: [{ name: SOFTWARE[0]?.name, version }, ...SOFTWARE.slice(1)] });

/** What a script printed → the findings' status, cause and id. */
const ROWS: readonly (readonly [string, HostQuestion, object, readonly string[]])[] = [
  ['a good server', 'operating-system', SERVER, ['pass']],
  [
    'a client',
    'operating-system',
    { ...SERVER, caption: 'Microsoft Windows 11 Pro', build: '26100', productType: 1 },
    ['fail host.os-unsupported'],
  ],
  ['an old server', 'operating-system', { ...SERVER, build: '9600' }, ['fail host.os-unsupported']],
  ['Server Core', 'operating-system', { ...SERVER, installationType: 'Server Core' }, ['fail host.server-core']],
  ['a workgroup', 'operating-system', { ...SERVER, partOfDomain: false }, ['fail host.os-unsupported']],
  ['an edition that is not listed', 'operating-system', { ...SERVER, sku: 50 }, ['warn host.os-unsupported']],
  [
    'an answer of a version that did not ask for the edition',
    'operating-system',
    { ...SERVER, sku: undefined, isClusterNode: undefined },
    ['pass'],
  ],
  ['a node of a cluster', 'operating-system', { ...SERVER, isClusterNode: true }, ['warn']],
  ['Server 2016, ninety days before its end', 'operating-system', { ...SERVER, build: '14393' }, ['warn']],
  ['Server 2019', 'operating-system', { ...SERVER, build: '17763' }, ['pass']],
  ['no drive for it', 'operating-system', { ...SERVER, freeBytes: null, drive: null }, ['warn']],
  ['a pending restart, a full disk', 'operating-system', { ...SERVER, pendingRestart: true, freeBytes: 1e9 }, ['warn', 'warn']],
  ['.NET 4.8 and 3.5', 'dotnet', { release: 528_049, feature35: true }, ['pass']],
  ['.NET 4.7.2', 'dotnet', { release: 461_814, feature35: true }, ['fail host.dotnet-missing']],
  ['no .NET 3.5', 'dotnet', { release: 533_320, feature35: false }, ['fail host.dotnet-missing']],
  ['nothing', 'dotnet', { release: null, feature35: null }, ['fail host.dotnet-missing', 'fail host.dotnet-missing']],
  ['software as asked for', 'software', { installed: SOFTWARE }, ['pass']],
  ['a forbidden ODBC driver', 'software', withOdbc('18.6.1.1'), ['fail host.dotnet-missing']],
  ['an old one', 'software', withOdbc('18.3.2.1'), ['fail host.dotnet-missing']],
  ['a later one', 'software', withOdbc('18.10.2.1'), ['pass']],
  ['no Native Client, which release 2603 no longer needs', 'software', { installed: SOFTWARE.slice(0, 2) }, ['pass']],
  ['nothing installed', 'software', { installed: [] }, ['fail host.dotnet-missing', 'warn']],
  ['TLS values set', 'tls', { settings: [{ path: NET, name: 'SchUseStrongCrypto', value: 1 }] }, ['pass']],
  ['TLS values not set', 'tls', { settings: [{ path: NET, name: 'SchUseStrongCrypto', value: null }] }, ['warn']],
  [
    'strong cryptography of .NET off',
    'tls',
    { settings: [{ path: NET, name: 'SchUseStrongCrypto', value: 0 }] },
    ['fail host.tls12-disabled'],
  ],
  [
    'off in the 32-bit view',
    'tls',
    { settings: [{ path: NET.replace('SOFTWARE', 'SOFTWARE\\WOW6432Node'), name: 'SchUseStrongCrypto', value: 0 }] },
    ['warn'],
  ],
  [
    'TLS 1.2 off for those who accept connections',
    'tls',
    { settings: [{ path: CLIENT.replace('Client', 'Server'), name: 'Enabled', value: 0 }] },
    ['warn'],
  ],
  [
    'a documented cipher suite',
    'tls',
    { settings: [], suites: ['TLS_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] },
    ['pass'],
  ],
  [
    'only DHE suites, which the services no longer take',
    'tls',
    { settings: [], suites: ['TLS_AES_256_GCM_SHA384', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'] },
    ['fail host.tls12-disabled'],
  ],
  [
    'none of them',
    'tls',
    { settings: [], suites: ['TLS_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_256_CBC_SHA'] },
    ['fail host.tls12-disabled'],
  ],
  ['suites that could not be listed', 'tls', { settings: [], suites: [] }, ['pass']],
  ['TLS 1.2 off', 'tls', { settings: [{ path: CLIENT, name: 'Enabled', value: 0 }] }, ['fail host.tls12-disabled']],
  ['TLS 1.2 off by default', 'tls', { settings: [{ path: CLIENT, name: 'DisabledByDefault', value: 1 }] }, ['fail host.tls12-disabled']],
  ['TLS 1.2 on, value as Windows stores it', 'tls', { settings: [{ path: CLIENT, name: 'Enabled', value: 4_294_967_295 }] }, ['pass']],
  ['all roots, in any case', 'roots', { thumbprints: ALL_ROOTS }, ['pass']],
  [
    'all roots, of a version that did not look further',
    'roots',
    { thumbprints: ALL_ROOTS, intermediates: null, rootUpdates: null },
    ['pass'],
  ],
  ['Windows fetches what is missing', 'roots', { thumbprints: ALL_ROOTS, intermediates: [], rootUpdates: true }, ['pass']],
  ['nothing fetches what is missing', 'roots', { thumbprints: ALL_ROOTS, intermediates: ['AB'], rootUpdates: false }, ['warn', 'pass']],
  [
    'all of it by hand',
    'roots',
    {
      thumbprints: [...ALL_ROOTS, ...ROOTS_TO_COME.map(({ sha1 }) => sha1)],
      intermediates: SUBORDINATES.map(({ sha1 }) => sha1.toUpperCase()),
      rootUpdates: false,
    },
    ['pass'],
  ],
  ['the root of code signing is missing', 'roots', { thumbprints: ALL_ROOTS.slice(0, -1) }, ['warn host.root-missing']],
  ['one is missing', 'roots', { thumbprints: ALL_ROOTS.slice(1) }, ['warn host.root-missing']],
  ['a good clock', 'clock', { reference: 'dc1.corp.example', skewSeconds: -4 }, ['pass']],
  ['seven minutes behind', 'clock', { reference: 'dc1.corp.example', skewSeconds: -420 }, ['fail host.clock-skew']],
];

t.test('a root that ends is told before, and is not asked for afterwards', async (t) => {
  const at = (day: string) => roots({ thumbprints: ALL_ROOTS.filter((root) => !/^a8985d3a/i.test(root)) }, `${day}T12:00:00Z`);
  t.match(at('2026-11-28'), [{ cause: 'host.root-missing' }]);
  t.match(at('2031-08-20'), [
    { cause: 'host.root-missing' },
    { id: 'root-end/a8985d3a', status: 'warn', message: /Root CA expires on 2031-11-10, in 82 days/ },
  ]);
  t.match(at('2031-11-10'), [{}, { message: /in 0 days/ }]);
  t.same(at('2031-11-11'), [], 'an expired root is not asked for');
  const bundled = new Map(
    rootCertificates.map((pem) => new X509Certificate(pem)).map((own) => [own.fingerprint.replaceAll(':', '').toLowerCase(), own]),
  );
  for (const { name, sha1, validUntil } of [...ROOTS, ...ROOTS_TO_COME]) {
    const own = bundled.get(sha1);
    if (own !== undefined) t.equal(new Date(own.validTo).toISOString().slice(0, 10), validUntil, name);
  }
  t.equal(new Set(SUBORDINATES.map(({ sha1 }) => sha1)).size, SUBORDINATES.length);
});

t.test('what the scripts print, judged', async (t) => {
  for (const [name, question, printed, expected] of ROWS) {
    const read = readAnswer<unknown>(`\uFEFF${JSON.stringify(printed)}\r\n`, ANSWERS[question]);
    if (read === undefined || 'failure' in read) {
      t.fail(`${name}: ${JSON.stringify(read)}`);
      continue;
    }
    const facts = { question, answer: read.value } as HostFacts;
    const findings = judge([{ task: { key: question }, facts }], scopeOf([]));
    t.same(
      findings.map(({ status, cause }) => (cause === null ? status : `${status} ${cause}`)),
      expected,
      name,
    );
    for (const { message, owner, status } of findings) {
      t.not(message, '', name);
      t.equal(owner, status === 'pass' ? null : 'host', name);
    }
  }
});

t.test('Native Client is asked for by releases before 2603, from a version on', async (t) => {
  const said = (installed: readonly { readonly name: string; readonly version: string }[], siteVersion: ReleaseName) =>
    judge(
      [{ task: { key: 'software' }, facts: { question: 'software', answer: { installed } } as HostFacts }],
      scopeOf([], [], { siteVersion }),
    ).map(({ status }) => status);
  t.same(said(SOFTWARE.slice(0, 2), '2509'), ['warn']);
  t.same(said(SOFTWARE, '2509'), ['pass']);
  t.same(said([...SOFTWARE.slice(0, 2), { name: 'Microsoft SQL Server 2012 Native Client ', version: '11.0.2100.60' }], '2509'), ['warn']);
});

t.test('the end of support of an operating system is told ninety days before, and is a failure afterwards', async (t) => {
  const said = (startedAt: string) =>
    judge(
      [{ task: { key: 'operating-system' }, facts: { question: 'operating-system', answer: { ...SERVER, build: '14393' } } }],
      scopeOf([], [], { startedAt }),
    ).map(({ status }) => status);
  t.same(said('2026-10-01T00:00:00.000Z'), ['pass']);
  t.same(said('2026-11-28T00:00:00.000Z'), ['warn']);
  t.same(said('2027-01-12T12:00:00.000Z'), ['warn']);
  t.same(said('2027-01-13T00:00:00.000Z'), ['fail']);
});

t.test('the computer of the service connection tool has less to meet', async (t) => {
  const scope = scopeOf([], [], { servers: { ...NO_SERVERS, standpoint: 'tool-host' } });
  const said = (question: HostQuestion, answer: object) =>
    judge([{ task: { key: question }, facts: { question, answer } as HostFacts }], scope).map(({ status }) => status);
  t.same(said('operating-system', { ...SERVER, productType: 1, partOfDomain: false, build: '22631' }), ['pass']);
  t.same(said('operating-system', { ...SERVER, isAdministrator: false }), ['warn']);
  t.same(said('dotnet', { release: 394_802, feature35: false }), ['warn']);
  t.same(said('dotnet', { release: 394_254, feature35: false }), ['fail']);
  t.same(said('software', { installed: SOFTWARE }), ['fail'], 'the x86 redistributable is missing');
});

t.test('errors, other shapes and other systems', async (t) => {
  const denied = readAnswer('{"error":{"code":"UnauthorizedAccessException","message":"Der Zugriff wurde verweigert."}}', ANSWERS.clock);
  t.same(denied, { failure: { code: 'UnauthorizedAccessException', message: 'Der Zugriff wurde verweigert.' } });
  t.match(readAnswer('{"reference":"dc1"}', ANSWERS.clock), { failure: { code: 'UNKNOWN_SHAPE' } });
  t.equal(readAnswer('Das System kann die Datei nicht finden.', ANSWERS.clock), undefined);
  const [failed] = judge(
    [{ task: { key: 'clock' }, facts: { question: 'clock', failure: { code: 'TIMEOUT', message: '' } } }],
    scopeOf([]),
  );
  t.match(failed, { status: 'inconclusive', cause: 'host.lookup-failed', owner: 'host' });
  const mode = {
    question: 'clock',
    failure: { code: 'CONSTRAINED_LANGUAGE', message: 'Windows PowerShell runs in Constrained Language mode here' },
  } as const;
  const [constrained] = judge([{ task: { key: 'clock' }, facts: mode }], scopeOf([]));
  t.match(constrained, { status: 'inconclusive', cause: 'host.constrained-language', layer: 'host', owner: 'host', message: /AppLocker/ });
  t.match(constrained?.remedy, /as an administrator does not help/);
  const [skipped] = judge(
    [{ task: { key: 'clock' }, facts: { question: 'clock', failure: { code: 'NOT_WINDOWS', message: '' } } }],
    scopeOf([]),
  );
  t.match(skipped, { status: 'skip', skipReason: 'not-supported-here', cause: null });
});

t.test('versions are compared part by part', async (t) => {
  t.ok(compareVersions('18.10.1.1', '18.4.1.1') > 0);
  t.ok(compareVersions('14.28.29914.0', '14.28.29914') === 0);
  t.ok(compareVersions('14.28', '14.28.1') < 0);
});

t.test('the tool and its proxy, without asking anybody', async (t) => {
  const toolHost = { servers: { ...NO_SERVERS, standpoint: 'tool-host', scp: 'scp1.corp.test' }, mode: 'offline' } as const;
  const said = (route: Partial<Route>, more: Partial<Scope> = {}) =>
    judge([], scopeOf([], [{ ...PROXY, ...route }], { ...toolHost, ...more })).map(
      ({ id, status, message }) => `${status} ${id} ${message}`,
    );
  t.match(said({ username: 'CORP\\svc' }), [
    /^pass host:tool-proxy\/proxy\.corp\.test:8080 .*-proxyserveruri proxy\.corp\.test:8080 -proxyusername CORP\\svc/,
    /^skip host:tool-account/,
  ]);
  for (const kind of ['https', 'socks5', 'pac'] as const) t.match(said({ kind })[0], /^warn .*HTTP proxies only/, kind);
  for (const auth of ['ntlm', 'negotiate', 'digest'] as const) t.match(said({ auth })[0], new RegExp(`^warn .*by ${auth}`), auth);
  t.match(said({ auth: 'basic' })[0], /^pass /);
  t.same(said({}, { mode: 'online' }), [], 'only where the tool is used');
  t.same(said({}, { servers: NO_SERVERS }), []);
});
