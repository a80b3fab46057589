import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { type HandshakeOutcome, shownByTries } from '../../../../../src/checks/endpoint/proof/handshake/outcome.ts';
import { followProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { Observation, Step } from '../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import {
  DIRECT,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  PROXY,
  probe,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../support/endpoint-examples.ts';

const HOST = 'download.microsoft.com';
const SCOPE = scopeOf([endpoint('updates/x', HOST)], [DIRECT, PROXY]);
const HTTP_OK = step('http', { method: 'GET', status: 200, headers: {}, location: '', bodyExcerpt: '', contentType: '' });

type Kind = 'own' | 'neutral' | 'small';
const kindOf = ({ variation }: Probe): Kind =>
  variation?.servername !== undefined ? 'neutral' : variation?.ciphers === undefined ? 'own' : 'small';

interface Ran {
  readonly finding: Finding | undefined;
  readonly asked: readonly Kind[];
}

/** One failed handshake, and whatever is asked because of it, answered by `network`: it gets the kind of the try and how many of its kind came before. */
function run(network: (kind: Kind, before: number) => Step, facts: Partial<Observation> = {}, more: Partial<Probe> = {}): Ran {
  const task = probe(HOST, { endpointKeys: ['updates/x'], ...more });
  const own: ProbeAnswer = { task, facts: observation([DNS_OK, TCP_OK, network('own', 0)], facts) };
  const answers = [own];
  const asked: Kind[] = [];
  for (const answer of answers) {
    for (const next of followProofs(answer, SCOPE, (one) => verdictOf(one, SCOPE, NO_FINGERPRINTS))) {
      const kind = kindOf(next);
      const before = asked.filter((other) => other === kind).length + (kind === 'own' ? 1 : 0);
      asked.push(kind);
      answers.push({ task: next, facts: observation([TCP_OK, network(kind, before)]) });
    }
  }
  return { finding: judge(answers, SCOPE, NO_FINGERPRINTS).find(({ kind }) => kind === 'endpoint'), asked };
}

const cut = (code: string): Step => step('tls', {}, code);
const alert = (number: number, level = 2): Step => step('tls', { alert: { level, number } }, 'CLOSED');
const clear = (firstBytes: string): Step => step('tls', { firstBytes }, 'ERR_SSL_WRONG_VERSION_NUMBER');

t.test('what tries show together', (t) => {
  const r: HandshakeOutcome = 'reset';
  const s: HandshakeOutcome = 'silent';
  const ok: HandshakeOutcome = 'through';
  const rows: readonly (readonly [string, Parameters<typeof shownByTries>[0], object])[] = [
    ['nothing further', { own: [r], neutral: [] }, {}],
    ['two against two', { own: [r, r], neutral: [ok, ok] }, { sniDependent: true }],
    ['one against one is not enough', { own: [r], neutral: [ok] }, { sniDependent: undefined, changing: undefined }],
    ['two against one is not enough', { own: [r, r], neutral: [ok] }, { sniDependent: undefined, changing: undefined }],
    ['the own name gets through once', { own: [r, r, ok], neutral: [ok, ok, ok] }, { changing: true, sniDependent: undefined }],
    ['the neutral one does not always', { own: [r, r, r], neutral: [ok, r, ok] }, { changing: true, sniDependent: undefined }],
    ['all are cut', { own: [r, r, r], neutral: [r, r, r] }, { sniDependent: false, smallHelloWorks: undefined }],
    [
      'all are silent but a small answer',
      { own: [s, s], neutral: [s, s], small: 'alert 40' },
      { sniDependent: false, smallHelloWorks: true },
    ],
    ['all are silent', { own: [s, s], neutral: [s, s], small: s }, { sniDependent: false, smallHelloWorks: false }],
    [
      'a name filter is no matter of size',
      { own: [s, s], neutral: [ok, ok], small: s },
      { sniDependent: true, smallHelloWorks: undefined },
    ],
    ['the same alert for any name', { own: ['alert 112', 'alert 112'], neutral: ['alert 112', 'alert 112'] }, { sniDependent: false }],
    [
      'an alert that is heard only on listening',
      { own: ['closed', 'alert 200'], neutral: ['alert 200', 'alert 200'] },
      { sniDependent: false },
    ],
    ['an alert for this name only', { own: ['alert 40', 'alert 40'], neutral: [ok, ok] }, { sniDependent: true }],
    ['the server refuses the neutral name in its own way', { own: [r, r], neutral: ['alert 112', 'alert 112'] }, { sniDependent: true }],
  ];
  for (const [name, tried, shown] of rows) {
    const { sniDependent, changing, smallHelloWorks } = shownByTries(tried);
    t.match({ sniDependent, changing, smallHelloWorks }, shown, name);
  }
  t.end();
});

t.test('a failed handshake is asked about by turns, a silent one at once', async (t) => {
  t.same(run(() => cut('ECONNRESET')).asked, ['neutral', 'own', 'neutral', 'neutral', 'own']);
  t.same(run(() => cut('TIMEOUT')).asked, ['neutral', 'own', 'own', 'neutral', 'neutral', 'small']);
  t.same(run(() => cut('ECONNRESET'), {}, { route: PROXY }).asked, [], 'whose address it is, only the proxy knows');
  t.same(run(() => clear('SSH-2.0-x'), {}, { route: PROXY }).asked, ['own'], 'what it said is heard all the same');
});

t.test('no order of two to four servers in turn, some of them bad, looks like a filter for a name', (t) => {
  for (const code of ['ECONNRESET', 'TIMEOUT']) {
    for (const size of [2, 3, 4]) {
      // The first of them is bad, another one is not.
      for (let bits = 1; bits < 2 ** (size - 1); bits += 1) {
        const isGood = (connection: number): boolean => connection % size > 0 && ((bits >> ((connection % size) - 1)) & 1) === 1;
        let connections = 0;
        const { finding } = run(() => {
          connections += 1;
          return isGood(connections - 1) ? TLS_OK : cut(code);
        });
        t.not(finding?.evidence.sniDependent, true, `${code}, ${size} servers, ${bits.toString(2)}`);
      }
    }
  }
  t.end();
});

t.test('verdicts after the tries', async (t) => {
  const named = (code: string) => (kind: Kind) => (kind === 'neutral' ? TLS_OK : cut(code));
  const rows: readonly (readonly [string, Ran, object])[] = [
    [
      'reset by name',
      run(named('ECONNRESET')),
      { cause: 'tls.reset', owner: 'firewall', confidence: 'certain', status: 'fail', remedy: /server name/ },
    ],
    ['silent by name', run(named('TIMEOUT')), { cause: 'tls.timeout', confidence: 'certain', message: /the name is what is filtered/ }],
    [
      'reset whatever the name',
      run(() => cut('ECONNRESET')),
      { cause: 'tls.reset', message: /fares no better/, remedy: /a rule for the name changes nothing/ },
    ],
    [
      'a bad server among good ones',
      run((kind, before) => (kind === 'own' && before < 2 ? cut('ECONNRESET') : TLS_OK)),
      { cause: 'tls.reset', status: 'warn', owner: 'service', confidence: 'likely', message: /change from try to try/ },
    ],
    [
      'a bad server that the neutral name meets too',
      run((kind, before) => (kind === 'neutral' && before === 1 ? TLS_OK : cut('ECONNRESET'))),
      { status: 'fail', owner: 'service', message: /change from try to try/ },
    ],
    [
      'large packets lost',
      run((kind) => (kind === 'small' ? alert(40) : cut('TIMEOUT'))),
      { cause: 'tls.timeout', owner: 'firewall', confidence: 'likely', message: /path MTU/, remedy: /MSS/ },
    ],
    [
      'silent after a part of the answer',
      run(() => ({ ...cut('TIMEOUT'), facts: { receivedBytes: 1400 } }) as Step),
      { cause: 'tls.timeout', message: /stalled after 1400 bytes of an answer/ },
    ],
    [
      'large packets arrive, and still it stalls',
      run((kind) => (kind === 'small' ? alert(40) : ({ ...cut('TIMEOUT'), facts: { receivedBytes: 2148 } } as Step))),
      { cause: 'tls.timeout', message: /stalled after 2148 bytes of an answer.*fares no better/ },
    ],
    [
      'reset after a part of the answer',
      run(() => ({ ...cut('ECONNRESET'), facts: { receivedBytes: 1400 } }) as Step),
      { cause: 'tls.reset', message: /was reset after 1400 bytes of an answer had come/ },
    ],
    [
      'silent throughout',
      run(() => cut('TIMEOUT')),
      { cause: 'tls.timeout', confidence: 'likely', message: /slower than that/, remedy: /--timeout 30000/ },
    ],
    [
      '112 for every name',
      run(() => alert(112)),
      { cause: 'tls.protocol', owner: 'dns', message: /unrecognized_name \(112\)/, remedy: /stale or wrong address/ },
    ],
    ['112 for this name', run((kind) => (kind === 'neutral' ? TLS_OK : alert(112))), { owner: 'firewall', remedy: /off the filter/ }],
    [
      '40 for this name',
      run((kind) => (kind === 'neutral' ? TLS_OK : alert(40))),
      { owner: 'firewall', message: /the name is what is filtered/ },
    ],
    ['40 for every name', run(() => alert(40)), { owner: 'security', remedy: /ECDHE-RSA-AES-GCM/ }],
    ['49', run(() => alert(49)), { owner: 'firewall', message: /does not let this client in/ }],
    ['80', run(() => alert(80)), { owner: 'service', remedy: /run again in a few minutes/ }],
    ['a warning before the end', run(() => alert(1, 90)), { cause: 'tls.closed' }],
    [
      'SSH',
      run(() => clear('SSH-2.0-OpenSSH_9.2\r\n')),
      { cause: 'tls.protocol', owner: 'security', message: /it said "SSH-2\.0-OpenSSH_9\.2"/ },
    ],
    [
      'a sign-in page in clear',
      run(() => clear('HTTP/1.1 302 Found\r\nLocation: http://portal.test/login\r\n\r\n')),
      { cause: 'http.captive-portal', layer: 'http', owner: 'firewall', message: /http:\/\/portal\.test\/login/ },
    ],
    ['status 511 in clear', run(() => clear('HTTP/1.1 511 Network Authentication Required\r\n\r\n')), { cause: 'http.captive-portal' }],
    [
      'a web server that takes TLS for a bad request',
      run(() => clear('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n')),
      { cause: 'tls.protocol', message: /HTTP\/1\.1 400 Bad Request/ },
    ],
    [
      'a redirect to the same host',
      run(() => clear(`HTTP/1.1 301 Moved\r\nLocation: https://${HOST}/\r\n\r\n`)),
      { cause: 'tls.protocol', message: /said "HTTP\/1\.1 301 Moved", redirect to https/ },
    ],
    [
      'a redirect to a page to log on at, on the same host',
      run(() => clear('HTTP/1.1 302 Found\r\nLocation: /login?from=x\r\n\r\n')),
      { cause: 'http.captive-portal', confidence: 'likely', message: /\/login\?from=x/ },
    ],
    [
      'a redirect within the same host',
      run(() => clear('HTTP/1.1 302 Found\r\nLocation: /en\r\n\r\n')),
      { cause: 'tls.protocol', message: /plain HTTP.*redirect to \/en/ },
    ],
    [
      'a page with a form to log on',
      run(() => clear('HTTP/1.1 200 OK\r\n\r\n<html><form><input name=p type="password"></form>')),
      { cause: 'http.captive-portal' },
    ],
    [
      'a page of a guest network',
      run(() => clear('HTTP/1.1 200 OK\r\n\r\n<html><title>Guest Wi-Fi</title>')),
      { cause: 'http.captive-portal' },
    ],
    [
      'any page',
      run(() => clear('HTTP/1.1 200 OK\r\n\r\n<html><title>It works</title>')),
      { cause: 'tls.protocol', message: /plain HTTP.*200 OK.*It works/ },
    ],
  ];
  for (const [name, { finding }, wanted] of rows) t.match(finding, wanted, `${name}: ${finding?.message} > ${finding?.remedy}`);
});

t.test('the other address family is asked about as well, and named', async (t) => {
  const task = probe(HOST, { endpointKeys: ['updates/x'] });
  const tcp6 = step('tcp', { address: '2001:db8::80', port: 443, attempts: [{ address: '2001:db8::80', family: 6, durationMs: 1 }] });
  const own: ProbeAnswer = { task, facts: observation([DNS_OK, TCP_OK, TLS_OK, HTTP_OK], { otherFamily: [tcp6, cut('TIMEOUT')] }) };
  const further = followProofs(own, SCOPE, (one) => verdictOf(one, SCOPE, NO_FINGERPRINTS)).filter(
    ({ derivedFrom }) => derivedFrom?.because === 'handshake',
  );
  t.equal(new Set(further.map(({ variation }) => variation?.address)).size, 1);
  t.equal(further[0]?.variation?.address, '2001:db8::80');
  const answers = further.map((one) => ({ task: one, facts: observation([tcp6, kindOf(one) === 'small' ? alert(40) : cut('TIMEOUT')]) }));
  const finding = judge([own, ...answers], SCOPE, NO_FINGERPRINTS).find(({ kind }) => kind === 'endpoint');
  t.match(finding, { cause: 'tls.timeout', status: 'fail', message: /over IPv6 .*path MTU.* IPv4 works/, remedy: /path MTU of IPv6/ });
});

t.test('what handshakes brought is told for each address family', async (t) => {
  const came = (address: string, receivedBytes: number): readonly Step[] => [
    step('tcp', { address, port: 443 }),
    { ...TLS_OK, facts: { ...TLS_OK.facts, receivedBytes } } as Step,
    HTTP_OK,
  ];
  const answer: ProbeAnswer = {
    task: probe(HOST, { endpointKeys: ['updates/x'] }),
    facts: observation([DNS_OK, ...came('203.0.113.80', 4100)], { otherFamily: came('2001:db8::80', 4200) }),
  };
  t.match(judge([answer], SCOPE, NO_FINGERPRINTS)[0], { status: 'pass', evidence: { handshakeBytes: { IPv4: 4100, IPv6: 4200 } } });
});

t.test('an address that fares now so, now otherwise for one name proves no filter for another', async (t) => {
  const names = ['a.test', 'b.test'];
  const scope = scopeOf(names.map((name) => endpoint(name, name)));
  const flaky: ProbeAnswer = {
    task: probe('a.test', { endpointKeys: ['a.test'] }),
    facts: observation([DNS_OK, TCP_OK, TLS_OK, HTTP_OK], {
      earlierAttempts: [
        { layer: 'tls', peer: 'target', failure: { code: 'ECONNRESET', message: '' }, address: '203.0.113.80', durationMs: 3 },
      ],
    }),
  };
  const own: ProbeAnswer = { task: probe('b.test', { endpointKeys: ['b.test'] }), facts: observation([DNS_OK, TCP_OK, cut('ECONNRESET')]) };
  const answers = [flaky, own];
  for (const answer of answers)
    for (const next of followProofs(answer, scope, (one) => verdictOf(one, scope, NO_FINGERPRINTS)))
      answers.push({ task: next, facts: observation([TCP_OK, kindOf(next) === 'neutral' ? TLS_OK : cut('ECONNRESET')]) });
  const findings = judge(answers, scope, NO_FINGERPRINTS);
  t.match(
    findings.find(({ target }) => target.host === 'b.test'),
    { owner: 'service', confidence: 'likely', message: /change from try to try/ },
  );
  t.match(
    findings.find(({ target }) => target.host === 'a.test'),
    { status: 'warn', evidence: { elapsedMs: 3 }, message: /^It answers now.*after 3 ms/ },
  );
});
