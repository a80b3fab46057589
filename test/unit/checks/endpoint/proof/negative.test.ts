import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { followProofs, planProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { Step } from '../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import type { Route } from '../../../../../src/model/network/route.ts';
import { proposedRules, ruleRows } from '../../../../../src/report/orders/rule-table.ts';
import { workOrders } from '../../../../../src/report/orders/work-orders.ts';
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
} from '../../../../support/endpoint-examples.ts';
import { ANSWERED, GENUINE, OTHER_NAME, refusedByProxy, TUNNEL } from '../../../../support/endpoint-steps.ts';
import { reportOf } from '../../../../support/report/examples.ts';

const NO_NAME = step('dns', {}, 'NXDOMAIN');

const KNOWN = endpoint('updates/known', 'store.blob.example.com');
const OLD = endpoint('old', 'retired.example.net', { why: 'Nobody asks it any more.' });
const STORES = { ...endpoint('stores', '*.blob.example.com'), hosts: ['store.blob.example.com'] };

/** The known host passes unless told otherwise; what the probes of the negative tests get is in the table. */
function negativeAfter(route: Route, scoped: typeof OLD, answerOf: (probe: Probe) => readonly Step[] | undefined, passes = true) {
  const scope = scopeOf([KNOWN], [route], { negative: [scoped] });
  const way = route.kind === 'direct' ? [TCP_OK] : TUNNEL;
  const known: ProbeAnswer = {
    task: probe('store.blob.example.com', { route, endpointKeys: [KNOWN.key] }),
    facts: observation(passes ? [...way, GENUINE, ANSWERED] : [step('tcp', {}, 'TIMEOUT')]),
  };
  const probes = [...planProofs(scope, plan(scope)), ...followProofs(known, scope, (other) => verdictOf(other, scope, NO_FINGERPRINTS))];
  const own = probes.filter(({ derivedFrom }) => derivedFrom?.because === 'negative');
  const answers = own.map((task): ProbeAnswer => {
    const steps = answerOf(task);
    return steps === undefined ? { task } : { task, facts: observation(steps) };
  });
  return judge([known, ...answers], scope, NO_FINGERPRINTS);
}

const atAddress = ({ variation }: Probe): boolean => variation?.address !== undefined;

const rows: readonly [string, Route, typeof OLD, (probe: Probe) => readonly Step[] | undefined, string, string][] = [
  ['the retired host answers', DIRECT, OLD, () => [TCP_OK, GENUINE, ANSWERED], 'warn', 'certain'],
  ['with a certificate for other names', DIRECT, OLD, () => [TCP_OK, OTHER_NAME], 'warn', 'likely'],
  ['nobody is let through to it', DIRECT, OLD, () => [step('tcp', {}, 'TIMEOUT')], 'pass', 'likely'],
  ['the handshake is reset', DIRECT, OLD, () => [TCP_OK, step('tls', {}, 'ECONNRESET')], 'pass', 'likely'],
  ['it does not exist any more', DIRECT, OLD, () => [NO_NAME], 'skip', 'certain'],
  ['the resolver does not answer', DIRECT, OLD, () => [step('dns', {}, 'TIMEOUT')], 'inconclusive', 'likely'],
  [
    'a foreign certificate',
    DIRECT,
    OLD,
    () => [TCP_OK, step('tls', { chain: [certificate({ issuer: 'CN=Corp' })], authorizationError: 'UNABLE' }, 'UNABLE')],
    'inconclusive',
    'likely',
  ],
  ['the run ended first', DIRECT, OLD, () => undefined, 'inconclusive', 'likely'],
  ['the proxy denies it', PROXY, OLD, () => refusedByProxy(403), 'pass', 'certain'],
  ['the proxy would have asked for it', PROXY, OLD, () => refusedByProxy(503, { 'x-squid-error': 'ERR_DNS_FAIL 0' }), 'warn', 'certain'],
  ['the proxy says that it tried', PROXY, OLD, () => refusedByProxy(502, { 'x-squid-error': 'ERR_READ_ERROR 0' }), 'warn', 'likely'],
  ['a status that may mean anything', PROXY, OLD, () => refusedByProxy(502), 'inconclusive', 'likely'],
  ['the proxy wants credentials', PROXY, OLD, () => refusedByProxy(407), 'inconclusive', 'likely'],
  ['a tunnel to a genuine server', PROXY, OLD, () => [...TUNNEL, OTHER_NAME], 'warn', 'likely'],
  [
    'a made-up name at the address of a known host',
    DIRECT,
    STORES,
    (one) => (atAddress(one) ? [TCP_OK, OTHER_NAME] : [NO_NAME]),
    'warn',
    'likely',
  ],
  ['silence there', DIRECT, STORES, (one) => (atAddress(one) ? [TCP_OK, step('tls', {}, 'TIMEOUT')] : [NO_NAME]), 'pass', 'likely'],
  [
    'a reset there may be the server',
    DIRECT,
    STORES,
    (one) => (atAddress(one) ? [TCP_OK, step('tls', {}, 'ECONNRESET')] : [NO_NAME]),
    'inconclusive',
    'likely',
  ],
];

t.test('what nothing needs: open is a warning, shut passes, and doubt stays doubt', (t) => {
  for (const [name, route, scoped, answerOf, status, confidence] of rows) {
    const findings = negativeAfter(route, scoped, answerOf);
    const own = findings.filter(({ id }) => id === `endpoint:negative/${scoped.key}:443@${route.name}`);
    t.equal(own.length, 1, name);
    const [finding] = own;
    t.same([finding?.status, finding?.confidence, finding?.required], [status, confidence, false], name);
    t.same([finding?.cause, finding?.owner === 'security'], status === 'warn' ? ['wildcard.too-wide', true] : [null, false], name);
    t.equal(findings.find(({ id }) => id.includes('updates/known'))?.status, 'pass', `${name}: the endpoint itself`);
    t.notMatch(finding?.message, /^$/, name);
  }
  t.end();
});

t.test('where nothing gets out, nothing was blocked by a rule', (t) => {
  for (const steps of [[step('tcp', {}, 'TIMEOUT')], [TCP_OK, step('tls', {}, 'TIMEOUT')]]) {
    const finding = negativeAfter(DIRECT, OLD, () => steps, false).find(({ id }) => id.includes('negative/'));
    t.match(finding, { status: 'inconclusive', cause: null, message: /Nothing else gets out/ });
  }
  t.end();
});

t.test('three rows of rules are no problem of a route', (t) => {
  const scope = scopeOf([KNOWN], [DIRECT], { negative: [1, 2, 3].map((one) => endpoint(`old${one}`, `old${one}.example.net`)) });
  const answers = planProofs(scope, plan(scope))
    .filter(({ derivedFrom }) => derivedFrom?.because === 'negative')
    .map((task) => ({ task, facts: observation([TCP_OK, GENUINE, ANSWERED]) }));
  t.same(
    judge(answers, scope, NO_FINGERPRINTS).filter(({ kind, cause }) => kind === 'route' && cause === 'wildcard.too-wide'),
    [],
  );
  t.end();
});

t.test('nobody is asked to open what should be shut', (t) => {
  const findings = negativeAfter(DIRECT, OLD, () => [TCP_OK, GENUINE, ANSWERED]);
  const report = reportOf(findings);
  const [order, ...others] = workOrders(report, false);
  t.same(others, []);
  if (order === undefined) throw new Error('no order');
  t.equal(order.owner, 'security');
  t.match(ruleRows(order, report), [
    { destination: 'retired.example.net', neededFor: 'nothing', change: 'existing rule: narrower', inspection: '' },
  ]);
  t.same(proposedRules(order), []);
  t.end();
});

t.test('without --negative nothing of it is asked', (t) => {
  const scope = scopeOf([KNOWN], [DIRECT]);
  t.same(
    planProofs(scope, plan(scope)).filter(({ derivedFrom }) => derivedFrom?.because === 'negative'),
    [],
  );
  t.end();
});
