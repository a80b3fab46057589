import t from 'tap';
import { loadCatalogs } from '../../../src/catalog/load.ts';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import { createLedger } from '../../../src/logs/attribute.ts';
import { logParser } from '../../../src/logs/entries/cmtrace.ts';
import { judgeLogs } from '../../../src/logs/judge.ts';
import { catalogLookup } from '../../../src/logs/lookup.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { EVERYTHING } from '../../support/catalog/selections.ts';
import { server } from '../../support/logs/samples.ts';

const endpoints = selectEndpoints(await loadCatalogs([]), EVERYTHING);
const lookup = catalogLookup(endpoints);

function judged(...logs: readonly string[]): readonly Finding[] {
  const ledger = createLedger(lookup.forms);
  logs.forEach((text, index) => {
    const parser = logParser();
    for (const entry of [...parser.push(text), ...parser.end()]) ledger.take(entry, { file: `log${index}.log`, log: `log${index}` });
  });
  return judgeLogs(ledger.result(), lookup, () => true);
}

const REFUSED = 'The remote server returned an error: (407) Proxy Authentication Required.';
const ASK = 'Creating web request to: https://go.microsoft.com/fwlink/?LinkId=1&sig=hidden Method: GET';

t.test('the host of an error', async (t) => {
  const rows: readonly (readonly [name: string, log: string, id: string, attribution: string])[] = [
    ['in the entry itself', server(`Failed https://aka.ms/x: ${REFUSED}`), 'endpoint:logs/aka.ms:443/proxy.auth-required', 'entry'],
    ['the request before it', server(ASK) + server(REFUSED), 'endpoint:logs/go.microsoft.com:443/proxy.auth-required', 'earlier request'],
    [
      'another thread between them',
      server(ASK) + server('Download https://aka.ms/y', { thread: 2 }) + server(REFUSED),
      'endpoint:logs/go.microsoft.com:443/proxy.auth-required',
      'earlier request',
    ],
    [
      'another component between them',
      server(ASK) + server('Download https://aka.ms/y', { component: 'B' }) + server(REFUSED),
      'endpoint:logs/go.microsoft.com:443/proxy.auth-required',
      'earlier request',
    ],
    [
      'the last of several',
      server(ASK) + server('Redirected to URL https://download.microsoft.com/a') + server(REFUSED),
      'endpoint:logs/download.microsoft.com:443/proxy.auth-required',
      'earlier request',
    ],
    [
      'a name in quotes',
      server(ASK) + server("The remote name could not be resolved: 'Download.Microsoft.com'"),
      'endpoint:logs/download.microsoft.com:443/dns.nxdomain',
      'entry',
    ],
    [
      'a bare name that the catalog lists',
      server('cannot connect to go.microsoft.com, error 12029'),
      'endpoint:logs/go.microsoft.com:443/tcp.unreachable',
      'entry',
    ],
    [
      'a port of its own',
      server(`GET http://go.microsoft.com:8080/a: An unexpected error occurred on a send`),
      'endpoint:logs/go.microsoft.com:8080/http.reset',
      'entry',
    ],
    ['none at all', server(REFUSED, { component: 'A B/C' }), 'endpoint:logs/A_B_C/proxy.auth-required', 'none'],
    ['a code nobody knows', server(`${ASK} failed, error 12099`), 'endpoint:logs/go.microsoft.com:443/unknown-12099', 'entry'],
    [
      'the proxy refuses',
      server(ASK) + server('actively refused it 10.0.0.5:8080'),
      'route:logs/10.0.0.5:8080/proxy.unreachable',
      'earlier request',
    ],
    [
      'the name of the proxy',
      server(ASK) + server("The proxy name could not be resolved: 'proxy.corp.example'"),
      'route:logs/proxy.corp.example/proxy.dns',
      'earlier request',
    ],
  ];
  for (const [name, log, id, attribution] of rows) {
    const trouble = judged(log).filter(({ status }) => status !== 'pass');
    t.match(trouble, [{ id, evidence: { attribution, count: 1 } }], name);
    t.equal(trouble.length, 1, name);
    t.notMatch(JSON.stringify(trouble), /hidden/, `${name}: no token`);
  }
});

t.test('a proxy that refuses, one that is silent, and a server out of ports', async (t) => {
  const rows: readonly (readonly [string, object])[] = [
    ['actively refused it 10.0.0.5:8080', { cause: 'proxy.unreachable', owner: 'proxy', evidence: { isSilent: false, code: '10061' } }],
    ['10.0.0.5:8080 failed, error 10060', { cause: 'proxy.unreachable', owner: 'firewall', evidence: { isSilent: true, code: '10060' } }],
    ['10.0.0.5:8080 failed, error 10013', { cause: 'proxy.unreachable', owner: 'firewall', evidence: { isSilent: true, code: '10013' } }],
    ['10.0.0.5:8080 failed, error 10055', { cause: 'tcp.local-limit', status: 'inconclusive', owner: 'host' }],
  ];
  for (const [line, expected] of rows)
    t.match(
      judged(server(ASK) + server(line)).find(({ status }) => status !== 'pass'),
      expected,
      line,
    );
});

t.test('status, cause and owner', async (t) => {
  t.match(judged(server(ASK) + server(REFUSED)), [
    {
      kind: 'endpoint',
      status: 'fail',
      cause: 'proxy.auth-required',
      layer: 'proxy',
      owner: 'proxy',
      required: true,
      confidence: 'likely',
      target: { host: 'go.microsoft.com', port: 443 },
    },
  ]);
  t.match(judged(server(`${ASK} failed, error 12099`)), [
    { status: 'inconclusive', cause: null, owner: null, evidence: { code: '12099' } },
  ]);
  t.match(judged(server(`https://nowhere.contoso.com/ ${REFUSED}`)), [
    { status: 'fail', feature: null, evidence: { unlisted: true }, message: /in no catalog entry/ },
  ]);
  t.match(judged(server(`CONNECT through proxy: proxy.corp.example:8080 to https://go.microsoft.com/: ${REFUSED}`)), [
    { evidence: { proxy: 'proxy.corp.example:8080', proxyStatus: 407 } },
  ]);
  t.strictSame(judged(server('Checking for preview version')), []);
});

t.test('errors of one place and cause are one finding', async (t) => {
  const [one, ...more] = judged(server(ASK) + server(REFUSED) + server(ASK) + server(REFUSED), server(ASK) + server(REFUSED));
  t.strictSame(more, []);
  t.match(one?.evidence, {
    count: 3,
    logs: [
      { file: 'log0.log', count: 2, lines: [2, 4] },
      { file: 'log1.log', count: 1, lines: [2] },
    ],
    components: ['SMS_DMP_DOWNLOADER'],
    firstAt: /^2024-03-14T14:/,
    excerpt: REFUSED,
  });
});

t.test('what came right later is a warning', async (t) => {
  const good = server('Response from https://go.microsoft.com/fwlink/ is: 200 (OK)');
  t.match(judged(server(ASK) + server(REFUSED) + server('Response from https://go.microsoft.com/fwlink/ is: 200 (OK)')), [
    { status: 'warn', evidence: { answeredAgainAt: /^2024-03-14T14:/ }, message: /answered again on 2024-03-14/ },
  ]);
  t.match(judged(good + server(ASK) + server(REFUSED)), [{ status: 'fail' }], 'not what went well before');
  t.match(
    judged(server(ASK) + server(REFUSED), server('Response from https://go.microsoft.com/fwlink/ is: 200 (OK)')),
    [{ status: 'fail' }],
    'not what another log tells',
  );
  t.match(
    judged(server(ASK) + server(REFUSED) + server('Response from https://aka.ms/ is: 200 (OK)')),
    [{ status: 'fail' }, { status: 'pass', title: 'aka.ms:443' }],
    'not another host',
  );
  t.match(judged(server(`${ASK} failed, error 12099`) + server('Response from https://go.microsoft.com/ is: 200 (OK)')), [
    { status: 'inconclusive', required: false },
  ]);
});

t.test('wrappers are told only where nothing names the reason', async (t) => {
  const wrapper = 'Failed to call AdminUIContentDownload. error = Error -2146233079';
  t.equal(judged(server(ASK) + server(REFUSED) + server(wrapper)).length, 1, 'after the reason');
  t.equal(judged(server(ASK) + server(wrapper) + server(REFUSED)).length, 1, 'before the reason');
  t.match(judged(server(ASK) + server(wrapper)), [{ status: 'inconclusive', cause: null }], 'alone');
  const answered = server('Response from https://go.microsoft.com/ is: 401 (Unauthorized)');
  t.match(
    judged(answered + server('[Critical][GenericUploadWorker][0][System.Net.WebException][0x80131509]')),
    [{ status: 'pass' }],
    'the service answered',
  );
});

t.test('a host that only ever answered passes', async (t) => {
  t.match(judged(server(ASK) + server('Redirected to URL https://download.microsoft.com/a') + server('Successfully downloaded it')), [
    { id: 'endpoint:logs/go.microsoft.com:443', status: 'pass' },
    { id: 'endpoint:logs/download.microsoft.com:443', status: 'pass', feature: 'updates' },
  ]);
  t.strictSame(judged(server('Response from https://inside.contoso.com/ is: 200 (OK)')), []);
});
