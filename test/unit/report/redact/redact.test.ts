import t from 'tap';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../../../src/catalog/load.ts';
import type { Report } from '../../../../src/model/report.ts';
import { publishedIn } from '../../../../src/report/redact/published.ts';
import { redactReport as redactWith } from '../../../../src/report/redact/redact.ts';
import { failure, finding, reportOf } from '../../../support/report/examples.ts';

const published = publishedIn(await loadCatalogs(SHIPPED_CATALOGS));
const redactReport = (report: Report, words: readonly string[] = []): Report => redactWith(report, { published, words });

const proxy = { name: 'PX-MUC-07.corp.contoso.com:8080', kind: 'http', address: 'PX-MUC-07.corp.contoso.com:8080', auth: 'ntlm' } as const;
const report = reportOf(
  [
    finding({
      id: `endpoint:updates/download.microsoft.com:443@${proxy.name}`,
      route: proxy.name,
      message: 'px-muc-07.corp.contoso.com:8080 answered; scp01 asked dc9.corp.contoso.com at 10.20.30.40 and 203.0.113.7.',
      reproduce: 'curl -x http://px-muc-07.corp.contoso.com:8080 -U CORP\\svc-scp https://download.microsoft.com/',
      evidence: {
        proxy: proxy.address,
        via: '1.1 innerbox (squid/5.7)',
        realm: 'Contoso Web Gateway',
        resolver: '10.20.30.40',
        addresses: ['203.0.113.7', '10.9.8.7', 'fd00:1::5', 'fe80::1%eth0'],
        cause: 'sent by innerbox, realm Contoso Web Gateway; version 10.0.20348; S-1-5-21-1-2-3-1104',
      },
    }),
    failure('endpoint:updates/go.microsoft.com:443@direct', {
      cause: 'tls.intercepted',
      evidence: {
        issuer: 'CN=Contoso Inspection CA, O=Contoso AG',
        chain: [{ subject: 'CN=go.microsoft.com', issuer: 'O=Contoso AG\nCN=Contoso Inspection CA' }],
      },
    }),
    failure('account:installation', {
      kind: 'account',
      target: { account: 'CORP\\svc-scp', host: 'SCP01.corp.contoso.com' },
      message:
        'CORP\\svc-scp (svc-scp@corp.contoso.com) is not in Administrators of SCP01: CN=svc-scp,OU=Service,DC=corp,DC=contoso,DC=com',
      evidence: { members: ['CORP\\SiteServers', 'S-1-5-21-1-2-3-1104'], share: '\\\\scp01\\admin$' },
    }),
  ],
  {},
  { routes: [proxy] },
);

t.test('nothing internal is left, the public part stays', async (t) => {
  const text = JSON.stringify(redactReport(report));
  for (const secret of [
    'contoso',
    'corp',
    'scp01',
    'px-muc',
    'innerbox',
    '10.1.2.3',
    '10.20.30.40',
    '10.9.8.7',
    'fd12:',
    'fd00:',
    'fe80:',
    'svc-scp',
    'siteservers',
    'S-1-5-21',
    'dc9',
  ]) {
    t.notMatch(text.toLowerCase(), secret.toLowerCase(), secret);
  }
  for (const kept of ['download.microsoft.com', 'go.microsoft.com', '203.0.113.7', 'tls.intercepted', '10.0.20348', 'squid/5.7'])
    t.match(text, kept, kept);
});

t.test('consistent: the same thing has the same name everywhere', async (t) => {
  const redacted = redactReport(report);
  const [first, , account] = redacted.findings;
  const name = redacted.routes[0]?.name ?? '';
  t.match(name, /^host-\d+\.domain-1\.example:8080$/);
  t.equal(first?.route, name);
  t.ok(first?.id.endsWith(`@${name}`));
  t.ok(first?.message.startsWith(name));
  t.match(account?.message, String((account?.target as { account?: string } | undefined)?.account));
  t.strictSame(redactReport(report), redacted, 'same input, same output');
  t.strictSame(
    redactReport(redacted).findings.map((one) => one.id),
    redacted.findings.map((one) => one.id),
    'ids stay when done again',
  );
});

t.test('further words, and an endpoint of an own catalog in the domain of the machine', async (t) => {
  const azure = reportOf([finding({ id: 'endpoint:f/x.contoso.com:443@direct' })], {
    vantage: { hostname: 'vm1.contoso.com', platform: '', addresses: [] },
    notes: ['tenant FABRIKAM'],
  });
  const redacted = redactReport(azure, ['fabrikam']);
  t.match(redacted.findings[0]?.id, /^endpoint:entry-1:443@direct$/, 'only shipped catalogs are published');
  t.notMatch(JSON.stringify(redacted), /vm1|fabrikam|contoso/i);
});

t.test('a machine named like one of our words does not turn sentences into nonsense', async (t) => {
  const odd = reportOf([failure('endpoint:f/a.example:443@direct', { message: 'The proxy refused.' })], {
    vantage: { hostname: 'proxy', platform: '', addresses: [] },
  });
  t.equal(redactReport(odd).findings[0]?.message, 'The proxy refused.');
});
