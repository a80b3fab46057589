import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { followProofs, quotaOf } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { Step } from '../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import {
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
const SCOPE = scopeOf([endpoint('updates/x', HOST)]);
const OK = step('http', { status: 200, headers: {} });
const TCP6 = step('tcp', { address: '2001:db8::80', port: 443, attempts: [{ address: '2001:db8::80', family: 6, durationMs: 1 }] });

function asked(steps: readonly Step[], more: Partial<Probe> = {}, otherFamily?: readonly Step[]): readonly Probe[] {
  const answer: ProbeAnswer = {
    task: probe(HOST, { endpointKeys: ['updates/x'], ...more }),
    facts: observation(steps, otherFamily === undefined ? {} : { otherFamily }),
  };
  return followProofs(answer, SCOPE, (one) => verdictOf(one, SCOPE, NO_FINGERPRINTS)).filter(
    ({ derivedFrom }) => derivedFrom?.because === 'large-request',
  );
}

t.test('a genuine service is asked once more with a large head, at each address that answered', (t) => {
  const both = asked([DNS_OK, TCP_OK, TLS_OK, OK], {}, [DNS_OK, TCP6, TLS_OK, OK]);
  t.same(
    both.map(({ variation }) => variation?.address),
    ['203.0.113.80', '2001:db8::80'],
  );
  for (const one of both) {
    t.equal(one.variation?.requests?.[0]?.headers?.['x-padding']?.length, 3000);
    t.match(quotaOf(one), { most: 2, group: /large-requestIPv[46]@direct/ });
  }
  t.equal(asked([DNS_OK, TCP_OK, TLS_OK, OK], {}, [DNS_OK, step('tcp', {}, 'TIMEOUT')]).length, 1, 'one family works');
  t.equal(asked([DNS_OK, TCP_OK, step('tls', {}, 'ECONNRESET')]).length, 0, 'nobody is behind a failed handshake');
  t.equal(asked([DNS_OK, TCP_OK, TLS_OK, OK], { route: PROXY }).length, 0, 'a proxy sends what it likes');
  t.equal(asked([DNS_OK, TCP_OK, OK], { scheme: 'http' }).length, 0, 'anybody may answer in the clear');
  t.end();
});

t.test('what came of it is evidence and changes no verdict', (t) => {
  const own: ProbeAnswer = { task: probe(HOST, { endpointKeys: ['updates/x'] }), facts: observation([DNS_OK, TCP_OK, TLS_OK, OK]) };
  const [large] = asked([DNS_OK, TCP_OK, TLS_OK, OK]);
  const rows: readonly (readonly [string, readonly Step[], object])[] = [
    ['answered', [TCP_OK, TLS_OK, step('http', { status: 431, headers: {} })], { requestBytes: { IPv4: 3000 } }],
    ['silent', [TCP_OK, TLS_OK, step('http', {}, 'TIMEOUT')], { unansweredBytes: { IPv4: 3000 } }],
    ['cut: somebody read it', [TCP_OK, TLS_OK, step('http', {}, 'UND_ERR_SOCKET')], {}],
    ['the handshake was silent', [TCP_OK, step('tls', {}, 'TIMEOUT')], {}],
  ];
  for (const [name, steps, told] of rows) {
    const answers = large === undefined ? [own] : [own, { task: large, facts: observation(steps) }];
    const [finding] = judge(answers, SCOPE, NO_FINGERPRINTS);
    t.equal(finding?.status, 'pass', name);
    const { requestBytes, unansweredBytes } = finding?.evidence ?? {};
    t.same(
      { ...(requestBytes === undefined ? {} : { requestBytes }), ...(unansweredBytes === undefined ? {} : { unansweredBytes }) },
      told,
      name,
    );
  }
  t.end();
});
