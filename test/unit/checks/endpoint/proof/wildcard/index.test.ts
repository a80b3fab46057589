import t from 'tap';
import { judge, verdictOf } from '../../../../../../src/checks/endpoint/findings/judge.ts';
import { followProofs } from '../../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../../src/checks/endpoint/proof/proof.ts';
import type { Step } from '../../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../../src/model/network/probe.ts';
import type { Route } from '../../../../../../src/model/network/route.ts';
import {
  certificate,
  DIRECT,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  PROXY,
  probe,
  scopeOf,
  step,
  TCP_OK,
} from '../../../../../support/endpoint-examples.ts';
import { ANSWERED, GENUINE, OTHER_NAME, refusedByProxy, TUNNEL } from '../../../../../support/endpoint-steps.ts';

const CANARY = 'preflight-0123456789ab.manage.microsoft.com';
const PRIVATE = step(
  'tls',
  { chain: [certificate({ issuer: 'CN=Corp' })], endsInGenuineRoot: false, authorizationError: 'UNABLE' },
  'UNABLE',
);
const MANAGE = { ...endpoint('any/manage', '*.manage.microsoft.com'), hosts: ['sccm.manage.microsoft.com'] };
const OTHER = endpoint('updates/other', 'download.example.com');

/** The known host passes and so does the other endpoint; what the further probes get is in the table. */
function findingsAfter(route: Route, answerOf: (probe: Probe) => readonly Step[] | undefined) {
  const scope = scopeOf([MANAGE, OTHER], [route]);
  const way = route.kind === 'direct' ? [TCP_OK] : TUNNEL;
  const queue: ProbeAnswer[] = [
    { task: probe('sccm.manage.microsoft.com', { route, endpointKeys: [MANAGE.key] }), facts: observation([...way, GENUINE, ANSWERED]) },
    { task: probe('download.example.com', { route, endpointKeys: [OTHER.key] }), facts: observation([...way, GENUINE, ANSWERED]) },
  ];
  const asked = new Set<string>();
  for (let index = 0; index < queue.length; index += 1) {
    for (const task of followProofs(queue[index] as ProbeAnswer, scope, (other) => verdictOf(other, scope, NO_FINGERPRINTS))) {
      if (task.derivedFrom?.because !== 'wildcard' || asked.has(task.key)) continue;
      asked.add(task.key);
      const steps = answerOf(task);
      queue.push(steps === undefined ? { task } : { task, facts: observation(steps) });
    }
  }
  return judge(queue, scope, NO_FINGERPRINTS);
}

const outcomes: readonly [string, Route, (probe: Probe) => readonly Step[] | undefined, string, string][] = [
  ['the proxy knows no such name', PROXY, () => refusedByProxy(503, { 'x-squid-error': 'ERR_DNS_FAIL 0' }), 'pass', 'certain'],
  ['the proxy says so by the standard', PROXY, () => refusedByProxy(502, { 'proxy-status': 'p; error=dns_error' }), 'pass', 'certain'],
  [
    'the proxy says in its own words that it tried',
    PROXY,
    () => refusedByProxy(502, { 'x-squid-error': 'ERR_READ_ERROR 0' }),
    'pass',
    'certain',
  ],
  ['the proxy denies', PROXY, () => refusedByProxy(403), 'wildcard.denied', 'certain'],
  ['the proxy wants credentials for it', PROXY, () => refusedByProxy(407), 'wildcard.unproven', 'certain'],
  ['a status that may mean anything', PROXY, () => refusedByProxy(502), 'wildcard.unproven', 'certain'],
  [
    'the same status, where an unlisted name is denied',
    PROXY,
    ({ target }) => refusedByProxy(target.host.endsWith('.invalid') ? 403 : 502),
    'pass',
    'certain',
  ],
  ['a tunnel, and behind it a foreign certificate', PROXY, () => [...TUNNEL, PRIVATE], 'wildcard.unproven', 'certain'],
  ['a tunnel that ends at once', PROXY, () => [...TUNNEL, step('tls', {}, 'CLOSED')], 'wildcard.unproven', 'certain'],
  ['a tunnel to a genuine server', PROXY, () => [...TUNNEL, OTHER_NAME], 'pass', 'certain'],
  ['the genuine certificate for other names', DIRECT, () => [TCP_OK, OTHER_NAME], 'pass', 'certain'],
  ['a foreign certificate', DIRECT, () => [TCP_OK, PRIVATE], 'wildcard.unproven', 'certain'],
  ['silence', DIRECT, () => [TCP_OK, step('tls', {}, 'TIMEOUT')], 'wildcard.denied', 'likely'],
  ['no connection this time', DIRECT, () => [step('tcp', {}, 'TIMEOUT')], 'wildcard.unproven', 'certain'],
  ['a reset for every name', DIRECT, () => [TCP_OK, step('tls', {}, 'ECONNRESET')], 'wildcard.unproven', 'certain'],
  [
    'a reset, while a foreign name gets an answer there',
    DIRECT,
    ({ target }) => [TCP_OK, target.host === CANARY ? step('tls', {}, 'ECONNRESET') : OTHER_NAME],
    'wildcard.denied',
    'likely',
  ],
  [
    'a reset, while a name gets an answer that the server there serves itself',
    DIRECT,
    ({ target }) => [TCP_OK, target.host === CANARY ? step('tls', {}, 'ECONNRESET') : GENUINE],
    'wildcard.unproven',
    'certain',
  ],
];

t.test('what a made-up name tells about its wildcard', async (t) => {
  for (const [name, route, answerOf, wanted, confidence] of outcomes) {
    const findings = findingsAfter(route, answerOf);
    const wildcard = findings.find(({ id }) => id === `endpoint:any/manage/*:443@${route.name}`);
    const known = findings.find(({ id }) => id.includes('sccm.manage'));
    t.equal(known?.status, 'pass', name);
    t.equal(known?.evidence.canary, wanted === 'pass' ? CANARY : undefined, name);
    t.same([wildcard?.cause ?? 'pass', wildcard?.confidence ?? 'certain'], [wanted, confidence], name);
    if (wildcard !== undefined)
      t.match([wildcard.status, wildcard.layer], [wanted === 'wildcard.denied' ? 'fail' : 'warn', 'wildcard'], name);
  }
});

t.test('a run that ended first leaves the wildcard open', async (t) => {
  const wildcard = findingsAfter(DIRECT, () => undefined).find(({ id }) => id.includes('/*:443'));
  t.match(wildcard, { status: 'inconclusive', cause: 'wildcard.unproven' });
});
