import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { followProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { Step } from '../../../../../src/model/network/observation.ts';
import {
  DIRECT,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  PROXY,
  scopeOf,
  step,
  TCP_OK,
} from '../../../../support/endpoint-examples.ts';

type Kind = 'own' | 'neutral';
interface Ran {
  readonly finding: Finding | undefined;
  readonly asked: readonly Kind[];
}

/** One plain request, and whatever is asked because of it, answered by `network`: it gets the kind of the try and how many of its kind came before. */
function run(network: (kind: Kind, before: number) => Step, route = DIRECT, scheme: 'http' | 'https' = 'http'): Ran {
  const scope = scopeOf([endpoint('r/x', 'crl.example.com', { scheme, path: '/a.crl' })], [route]);
  const [task] = plan(scope);
  if (task === undefined) throw new Error('nothing is planned');
  const answers: ProbeAnswer[] = [{ task, facts: observation([DNS_OK, TCP_OK, network('own', 0)]) }];
  const asked: Kind[] = [];
  for (const answer of answers) {
    for (const next of followProofs(answer, scope, (one) => verdictOf(one, scope, NO_FINGERPRINTS))) {
      t.equal(next.variation?.address, TCP_OK.layer === 'tcp' ? TCP_OK.facts.address : '', 'the same address');
      t.equal(next.variation?.requests?.[0]?.path, '/a.crl');
      const kind = next.variation?.requests?.[0]?.headers?.host === 'www.example.com' ? 'neutral' : 'own';
      const before = asked.filter((other) => other === kind).length + (kind === 'own' ? 1 : 0);
      asked.push(kind);
      answers.push({ task: next, facts: observation([TCP_OK, network(kind, before)]) });
    }
  }
  return { finding: judge(answers, scope, NO_FINGERPRINTS).find(({ kind }) => kind === 'endpoint'), asked };
}

const cut = (code: string): Step => step('http', {}, code);
const ANSWER = step('http', { method: 'GET', status: 404, headers: {} });
const byName = (code: string) => (kind: Kind) => (kind === 'neutral' ? ANSWER : cut(code));

t.test('the same address is asked again with a neutral Host and with the own one', async (t) => {
  t.same(run(() => cut('ECONNRESET')).asked, ['neutral', 'own', 'own', 'neutral', 'neutral']);
  t.same(run(() => cut('TIMEOUT')).asked, ['neutral', 'own', 'own', 'neutral', 'neutral']);
  t.same(run(() => ANSWER).asked, [], 'what was answered');
  t.same(run(() => step('http', { status: 200 }, 'TIMEOUT')).asked, [], 'a body that does not arrive');
  t.same(run(() => cut('ECONNRESET'), PROXY).asked, [], 'a proxy reads the address, not the name');
  t.same(run(() => cut('DEADLINE')).asked, [], 'the end of the run');
});

t.test('what the requests showed', async (t) => {
  const rows: readonly (readonly [string, Ran, object])[] = [
    ['cut by name', run(byName('ECONNRESET')), { cause: 'http.reset', confidence: 'certain', message: /the name is what is filtered/ }],
    ['closed by name', run(byName('UND_ERR_SOCKET')), { cause: 'http.reset', confidence: 'certain', evidence: { hostDependent: true } }],
    [
      'dropped by name',
      run(byName('TIMEOUT')),
      { cause: 'http.timeout', owner: 'firewall', confidence: 'certain', remedy: /^allow HTTP requests with the host name/ },
    ],
    [
      'silent whatever the name',
      run(() => cut('TIMEOUT')),
      { confidence: 'likely', evidence: { hostDependent: false }, message: /not the name/ },
    ],
    [
      'the neutral name fares now so, now otherwise',
      run((kind, before) => (kind === 'neutral' && before === 0 ? ANSWER : cut('ECONNRESET'))),
      { status: 'fail', evidence: { changing: true, hostDependent: undefined }, message: /change from try to try/ },
    ],
  ];
  for (const [name, { finding }, wanted] of rows) t.match(finding, wanted, `${name}: ${finding?.message} > ${finding?.remedy}`);
});
