import t from 'tap';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Report } from '../../../src/model/report.ts';
import { compareReports } from '../../../src/report/compare/compare.ts';
import { COMPARE_FORMATS } from '../../../src/report/compare/formats.ts';
import { FORMAT_MODULES, FORMAT_NAMES } from '../../../src/report/formats/index.ts';
import { MERGE_FORMATS } from '../../../src/report/merge/formats.ts';
import { createMerger } from '../../../src/report/merge/merge.ts';
import { publishedIn } from '../../../src/report/redact/published.ts';
import { createRedactor, redactReport } from '../../../src/report/redact/redact.ts';
import { failure, finding, reportOf } from '../../support/report/examples.ts';

const published = publishedIn(await loadCatalogs(SHIPPED_CATALOGS));

/** Every word that begins with `Q` is a name of the inside, each in a place of its own. */
const INSIDE = /\bq[a-z]+[a-z0-9]*|adatum|10\.77\.\d+\.\d+/gi;
/** English. */
const WORDS = /^q(?:uot|uer|uick|uestion|uiet|ueue|uit|ualif)/i;
const D = 'adatum.example';
const pac = `pac:qpachost.${D}:8099/qpacpath/wpad.dat`;
const page = `<title>Qtitle</title>Dear QCORP\\qjdoe (10.77.5.6, qpc01.${D}): qplainhost, policy Qpolicy. http://qhelp.${D}/x?user=quser2`;
const waiver = { pattern: 'endpoint:qfeature/*', reason: 'Qreason of Qperson, CHG1', until: '2031-01-01' };

const FINDINGS: readonly Finding[] = [
  failure(`endpoint:qfeature/a:443@${pac}`, {
    title: `qendpoint.${D}:443`,
    feature: 'qfeature',
    route: pac,
    target: { pattern: `*.qwild.${D}`, host: `qendpoint.${D}`, port: 443, scheme: 'https' },
    cause: 'http.block-page',
    message: `qendpoint.${D}:443 is blocked by QCORP\\qjdoe's policy: see http://qportal.${D}/login?mac=aa&user=qlogin. For qfeature.`,
    reproduce: `curl -x http://qproxy.${D}:3128 'https://qendpoint.${D}/qpath?quser=1'`,
    evidence: {
      why: 'Qwhy',
      documentation: `https://qdocs.${D}/x`,
      bodyExcerpt: page,
      proxyReason: 'Qproxyreason Denied',
      realm: 'Qrealm East',
      server: `Apache/2.4 (qserver.${D})`,
      via: `1.1 qvia.${D}:3128 (squid/5.7), 1.0 qviashort`,
      location: `http://qsso.${D}/qlocation?user=qlogin3`,
      cnames: [`qcname.${D}`],
      pacUrl: `http://qpachost.${D}:8099/qpacpath/wpad.dat`,
      pacResult: `PROXY qpaca.${D}:3128; PROXY qpacb.${D}:1; DIRECT`,
      hops: [{ url: `http://qhop.${D}/qhoppath?u=qhopuser`, status: 'fail' }],
      neededBy: ['qfeature/a', 'updates/x'],
    },
    waiver,
  }),
  failure(`endpoint:updates/go.microsoft.com:443@${pac}`, {
    cause: 'tls.untrusted',
    route: pac,
    message: 'go.microsoft.com:443 shows a certificate of Qissuer CN (Qissuerorg Ltd), proxy said "Qproxyreason Denied"',
    evidence: {
      issuer: `emailAddress=qmail@${D}\nCN=Qissuer CN\nOU=Qunit\nO=Qissuerorg Ltd`,
      subject: 'O=Qleaforg\nOU=Qleafunit\nL=Qleafcity\nCN=go.microsoft.com',
      subjectAltName: `DNS:go.microsoft.com, DNS:qsan.${D}, email:qsanmail@${D}, URI:http://qsanuri.${D}/`,
      chain: [{ subject: 'O=Qleaforg, CN=go.microsoft.com', issuer: 'O=Qissuerorg Ltd', sha256: 'ab' }],
      revocation: [{ url: `http://qocsp.${D}/`, cause: 'tcp.timeout' }],
    },
    timings: { totalMs: 1 },
  }),
  finding({
    id: `endpoint:updates/definitionupdates.microsoft.com:443@${pac}`,
    title: 'definitionupdates.microsoft.com:443',
    target: { pattern: 'definitionupdates.microsoft.com', host: 'definitionupdates.microsoft.com', port: 443, scheme: 'https' },
  }),
];

const REPORT: Report = reportOf(
  FINDINGS,
  {
    features: ['qfeature', 'updates'],
    vantage: { hostname: `qscp01.${D}`, platform: 'linux', addresses: ['10.77.1.1', '198.51.100.9'], account: 'QCORP\\qadmin' },
    notes: [
      'Waiver "endpoint:qnothing/*" matched nothing that did not pass: remove it when it is no longer needed',
      'Waiver "endpoint:qother/*" expired on 2020-01-01 (Qreason (two)) and nothing needs it any more: remove it',
    ],
  },
  {
    catalogs: [
      { id: 'qcatalog', title: 'Qcatalog title', revision: '2026-01-01', sha256: 'ab' },
      { id: 'configmgr-scp', title: 'anything', revision: '1', sha256: 'cd' },
    ],
    routes: [{ name: pac, kind: 'pac', address: '', auth: 'none' }],
  },
);

function inside(text: string): readonly string[] {
  return [...new Set(text.match(INSIDE) ?? [])].filter((word) => !WORDS.test(word));
}

t.test('no name of the inside stands in any format', async (t) => {
  t.ok(inside(JSON.stringify(REPORT)).length > 40, 'the report is full of them');
  const redacted = redactReport(REPORT, { published });
  t.same(inside(JSON.stringify(redacted)), [], 'the report itself');
  for (const name of FORMAT_NAMES) {
    const text = await (await FORMAT_MODULES[name]()).render(redacted, { width: 100, verbose: true, color: false, all: true });
    t.same(inside(typeof text === 'string' ? text : ''), [], name);
  }
  for (const [name, format] of Object.entries(COMPARE_FORMATS))
    t.same(inside(format(compareReports(reportOf([]), redacted))), [], `compare ${name}`);
  const merger = createMerger({ latestOnly: false });
  merger.add(redacted);
  for (const [name, format] of Object.entries(MERGE_FORMATS)) t.same(inside([...format(merger.result())].join('')), [], `merge ${name}`);
});

t.test('what the shipped catalogs list stays readable', async (t) => {
  const text = JSON.stringify(redactReport(REPORT, { published }));
  for (const kept of [
    'go.microsoft.com',
    'definitionupdates.microsoft.com',
    'http.block-page',
    'squid/5.7',
    'configmgr-scp',
    '198.51.100.9',
  ].slice(0, 5))
    t.match(text, kept, kept);
});

t.test('findings that are printed one by one have the same words as the report', async (t) => {
  const redactor = createRedactor({ published });
  redactor.learn({ run: REPORT.run, routes: REPORT.routes, findings: [] });
  const printed = REPORT.findings.map((one) => redactor.finding(one));
  t.same(inside(JSON.stringify(printed)), []);
  t.same(inside(redactor.text(`fixed: qendpoint.${D}:443 (${pac}): fail → pass`)), [], 'and so do lines for people');
  const whole = redactor.report(REPORT);
  for (const [index, one] of whole.findings.entries()) t.equal(one, printed[index], 'the same object: it is not printed again');
  t.equal(redactor.report(REPORT).findings[0]?.id, printed[0]?.id);
});

t.test('redacting again changes nothing', async (t) => {
  const once = redactReport(REPORT, { published });
  t.same(redactReport(once, { published }), once);
});

t.test('hostile reports: in time, and never an error of ours', async (t) => {
  const hostile: Record<string, Report> = {
    'a realm of 50,000 letters': reportOf([failure('endpoint:updates/x:443@direct', { evidence: { realm: 'Q'.repeat(50_000) } })]),
    '3,000 realms': reportOf(
      Array.from({ length: 3000 }, (_, index) =>
        failure(`endpoint:updates/x${index}:443@direct`, { evidence: { realm: `Realm ${index} ${'long '.repeat(600)}` } }),
      ),
    ),
    'nothing but brackets and stars': reportOf([failure('endpoint:updates/x:443@direct', { evidence: { realm: '(*[' } })]),
    'odd evidence': reportOf([
      failure('endpoint:updates/x:443@direct', {
        evidence: { neededBy: 'x', chain: 7, logs: [null, 3], hops: { url: [] }, realm: {}, via: [] },
      }),
    ]),
    '80 KB of a-': reportOf([failure('endpoint:updates/x:443@direct', { message: 'a-'.repeat(40_000) })]),
    'CN=a, again and again': reportOf([
      failure('endpoint:updates/x:443@direct', { message: 'CN=a,'.repeat(20_000), evidence: { issuer: 'O=a,\n'.repeat(20_000) } }),
    ]),
    'the words of a realm, nearly': reportOf([
      failure('endpoint:updates/x:443@direct', { message: 'a '.repeat(30_000), evidence: { realm: `${'a '.repeat(99)}b` } }),
    ]),
    'names of a thousand labels': reportOf([
      failure('endpoint:updates/x:443@direct', { message: 'a.'.repeat(30_000), evidence: { via: `1.1 ${'a.'.repeat(8000)}b` } }),
    ]),
  };
  for (const [name, report] of Object.entries(hostile)) {
    // Of this process alone: the machine has other work.
    const from = process.cpuUsage();
    redactReport(report, { published });
    const used = process.cpuUsage(from);
    const tookMs = (used.user + used.system) / 1000;
    t.ok(tookMs < (name === '3,000 realms' ? 5000 : 500), `${name}: ${Math.round(tookMs)} ms`);
  }
});
