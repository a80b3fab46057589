import { join } from 'node:path';
import t from 'tap';
import { run } from '../../../src/cli/commands/firewall.ts';
import { withDerived } from '../../../src/firewall/derived.ts';
import { DIALECT_NAMES, dialectOf } from '../../../src/firewall/products/index.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { recorder } from '../../support/golden/firewall.ts';
import { failure, reportOf } from '../../support/report/examples.ts';

/** A finding of a listed endpoint over verified TLS that redirects to the given addresses, one after the other. */
function namer(hops: readonly { readonly url: string; readonly status: string }[], more: Partial<Finding> = {}): Finding {
  return failure('endpoint:updates/go.microsoft.com:443@direct', {
    status: 'warn',
    cause: 'http.redirect-unlisted',
    layer: 'http',
    target: { pattern: 'go.microsoft.com', host: 'go.microsoft.com', port: 443, scheme: 'https' },
    evidence: { hops },
    ...more,
  });
}

function derived(host: string, more: Partial<Finding> = {}, port = 443, kind = 'redirect'): Finding {
  return failure(`endpoint:derived/${kind}/${host}:${port}@direct`, {
    status: 'pass',
    cause: null,
    layer: null,
    owner: null,
    feature: 'updates',
    target: { pattern: host, host, port, scheme: port === 80 ? 'http' : 'https' },
    evidence: { addresses: ['20.1.1.1'], neededBy: ['updates/go.microsoft.com'] },
    ...more,
  });
}

const to = (...urls: readonly string[]) => urls.map((url) => ({ url, status: 'pass' }));
const judged = (...findings: readonly Finding[]) => withDerived([], reportOf(findings));
const rules = (...findings: readonly Finding[]) => judged(...findings).requirements.map(({ pattern, port }) => `${pattern}:${port}`);

t.test('a destination becomes a rule when verified TLS named it and it was proven', (t) => {
  t.same(rules(namer(to('https://new.example.net/')), derived('new.example.net')), ['new.example.net:443']);
  t.same(rules(namer(to('https://a.example.net/', 'http://b.example.net/x')), derived('b.example.net', {}, 80)), ['b.example.net:80']);
  t.same(rules(namer([], { status: 'pass', cause: null }), derived('crl.example.net', {}, 80, 'revocation')), ['crl.example.net:80']);
  const { taken } = judged(namer(to('https://new.example.net/')), derived('new.example.net'));
  t.same(taken, ['new.example.net:443, named by go.microsoft.com'], 'a person is shown it');
  const overProxy: Partial<Finding> = { route: 'proxy.corp.test:8080', evidence: {} };
  t.same(
    rules(namer(to('https://new.example.net/'), { route: 'proxy.corp.test:8080' }), derived('new.example.net', overProxy)),
    ['new.example.net:443'],
    'over a proxy the certificate shows who answered',
  );
  t.end();
});

t.test('what a redirect over verified TLS leads to, and a device keeps shut, is a rule among what is missing', (t) => {
  const shutAt = (url: string, more: object = {}, finding: Partial<Finding> = {}) =>
    namer([], {
      status: 'fail',
      evidence: { location: url, hops: [{ url, status: 'fail', cause: 'tcp.timeout', addresses: ['20.1.1.1'], ...more }] },
      ...finding,
    });
  const missing = (finding: Finding) => {
    const { requirements, notTaken } = withDerived([], reportOf([finding]), { shut: true });
    return [...requirements.map(({ pattern, port }) => `${pattern}:${port}`), ...notTaken];
  };
  const url = 'https://new.example.net/';
  t.same(missing(shutAt(url)), ['new.example.net:443']);
  t.same(rules(shutAt(url)), [], 'not beside the catalog, before it was proven');
  t.match(missing(shutAt(url, { addresses: ['10.1.1.1'] })), [/10\.1\.1\.1 is not a public one/]);
  t.match(missing(shutAt(url, { addresses: [] })), [/does not show its addresses/]);
  t.match(missing(shutAt(url, { cause: 'tls.intercepted' })), [/not proven \(fail, tls\.intercepted\)/]);
  t.match(missing(shutAt('https://es.corp.internal/')), [/not a host name of the internet/]);
  const clear = { pattern: 'go.microsoft.com', host: 'go.microsoft.com', port: 80, scheme: 'http' };
  t.match(missing(shutAt(url, {}, { target: clear })), [/a redirect leads there/], 'named in the clear');
  const [hop] = to('http://a.example.net/');
  const chained = shutAt(url);
  const hops = [hop, ...(chained.evidence.hops as object[])];
  t.match(
    missing({ ...chained, evidence: { ...chained.evidence, hops } as never }),
    [/no answer over verified TLS/],
    'by a hop in the clear',
  );
  t.end();
});

t.test('everything else is named with the reason', (t) => {
  const named = namer(to('https://new.example.net/', 'http://new.example.net/', 'http://new.example.net:9200/'));
  const rows: readonly (readonly [name: string, reason: RegExp, findings: readonly Finding[]])[] = [
    ['inconclusive', /not proven \(inconclusive\)/, [named, derived('new.example.net', { status: 'inconclusive' })]],
    ['shut', /not proven \(fail, tcp\.refused\)/, [named, derived('new.example.net', { status: 'fail', cause: 'tcp.refused' })]],
    ['an odd port', /TCP 9200 is never taken/, [named, derived('new.example.net', {}, 9200)]],
    ['nobody named it', /no answer over verified TLS/, [derived('new.example.net')]],
    ['another host is named', /no answer over verified TLS/, [namer(to('https://other.example.net/')), derived('new.example.net')]],
    [
      'named in the clear',
      /no answer over verified TLS/,
      [
        namer(to('https://new.example.net/'), {
          id: 'endpoint:updates/go.microsoft.com:80@direct',
          target: { pattern: 'go.microsoft.com', host: 'go.microsoft.com', port: 80, scheme: 'http' },
        }),
        derived('new.example.net'),
      ],
    ],
    [
      'a hop in the clear named it',
      /no answer over verified TLS/,
      [namer(to('http://a.example.net/', 'https://new.example.net/')), derived('new.example.net')],
    ],
    [
      'a hop that was not proven named it',
      /no answer over verified TLS/,
      [namer([{ url: 'https://a.example.net/', status: 'inconclusive' }, ...to('https://new.example.net/')]), derived('new.example.net')],
    ],
    [
      'an intercepted answer named it',
      /no answer over verified TLS/,
      [namer(to('https://new.example.net/'), { cause: 'tls.intercepted' }), derived('new.example.net')],
    ],
    [
      'named over another route',
      /no answer over verified TLS/,
      [namer(to('https://new.example.net/'), { route: 'p:1' }), derived('new.example.net')],
    ],
    [
      'loopback',
      /127\.0\.0\.1 is not a public/,
      [named, derived('new.example.net', { evidence: { addresses: ['20.1.1.1', '127.0.0.1'] } })],
    ],
    [
      'metadata',
      /169\.254\.169\.254 is not a public/,
      [named, derived('new.example.net', { evidence: { addresses: ['169.254.169.254'] } })],
    ],
    [
      'a site-local address in IPv6',
      /fd00::1 is not a public/,
      [named, derived('new.example.net', { evidence: { addresses: ['fd00::1'] } })],
    ],
    ['6to4', /is not a public/, [named, derived('new.example.net', { evidence: { addresses: ['2002:7f00:1::'] } })]],
    ['no addresses', /does not show its addresses/, [named, derived('new.example.net', { evidence: {} })]],
    ['no name', /not a host name/, [namer(to('https://10.0.0.1/')), derived('10.0.0.1')]],
    ['a name of the inside', /not a host name/, [namer(to('https://es.corp.internal/')), derived('es.corp.internal')]],
    ['only a redirect', /a redirect leads there/, [namer([], { evidence: { location: 'https://new.example.net/' } })]],
  ];
  for (const [name, reason, findings] of rows) {
    const { requirements, notTaken, taken } = judged(...findings);
    t.same(requirements, [], name);
    t.same(taken, [], name);
    t.match(notTaken.join('\n'), reason, name);
  }
  t.end();
});

t.test('a report is read by its schema, whatever it holds', (t) => {
  const odd: readonly unknown[] = ['x', 7, null, [7], [{}], { a: 1 }, [{ url: 7, status: 'pass' }]];
  for (const value of odd) {
    const evidence = { neededBy: value, addresses: value, hops: value, location: value, why: value };
    const findings = [
      namer([], { evidence }),
      derived('new.example.net', { evidence }),
      derived('new.example.net', { target: JSON.parse(JSON.stringify({ host: value, port: value, scheme: value })) }),
    ];
    t.same(judged(...findings).requirements, [], JSON.stringify(value));
  }
  t.end();
});

const BAD = [
  '\nCANARY allow all\n',
  "'\nCANARY\n'",
  '"; CANARY; "',
  '*/ CANARY /*',
  '$(CANARY)',
  '`CANARY`',
  '\u2028CANARY',
  '{{CANARY}}',
  '\u0085CANARY',
];

t.test('no dialect carries text of a report, nor a destination that is none, outside of its comments', async (t) => {
  const spoofed = derived('es.attacker.test', { status: 'inconclusive', evidence: { addresses: ['127.0.0.1'] } }, 9200);
  const hostile = BAD.flatMap((bad, i) => [
    derived(`x${i}.example.net`, {
      id: `endpoint:derived/redirect/x${i}.example.net:443@direct${bad}`,
      title: bad,
      feature: bad,
      evidence: { addresses: ['20.1.1.1'], why: bad, neededBy: [bad] },
    }),
    derived(`y${i}${bad}`, {}),
  ]);
  const report = reportOf([namer(to(...BAD.map((_bad, i) => `https://x${i}.example.net/`))), spoofed, ...hostile]);
  const folder = t.testdir({
    'report.json': JSON.stringify(report),
    'catalog.yaml': 'id: c\ntitle: C\nrevision: "1"\nendpoints:\n  - { id: a/b, host: a.example.com, feature: a }\n',
  });
  for (const name of DIALECT_NAMES) {
    const { io, out, err } = recorder();
    const argv = ['--dialect', name, '--allow-loss', '--catalog', join(folder, 'catalog.yaml'), '--report', join(folder, 'report.json')];
    t.equal(await run(argv, io), 0, name);
    const comment = (await dialectOf(name)).comment?.('').trim();
    const lines = out().split(/[\n\r\u2028\u0085]/);
    const bare = lines.filter((line) => comment === undefined || comment === '' || !line.trim().startsWith(comment));
    t.notMatch(bare.join('\n'), /CANARY|attacker/, name);
    // Sets of nftables hold addresses; another program fills them by name.
    if (name !== 'nftables') t.match(bare.join('\n'), /x0\.example\.net/, `${name}: what was proven is a rule`);
    t.match(err(), /Not taken from the report: es\.attacker\.test:9200: /, `${name}: said on standard error`);
    t.match(err(), /From the report, confirm it: x0\.example\.net:443/, name);
  }
});
