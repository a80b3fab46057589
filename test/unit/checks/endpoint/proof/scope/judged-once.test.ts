import t from 'tap';
import { judge, judgeAlone, verdictOf } from '../../../../../../src/checks/endpoint/findings/judge.ts';
import type { Step } from '../../../../../../src/model/network/observation.ts';
import {
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  probe,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../../support/endpoint-examples.ts';

const HOST = 'download.microsoft.com';
const GOOD: readonly Step[] = [DNS_OK, TCP_OK, TLS_OK, step('http', { status: 200, headers: {} })];

t.test('the finding that was told is the one of the report where nothing changed, for each endpoint behind the probe', (t) => {
  const scope = scopeOf([endpoint('updates/x', HOST), endpoint('servicing/x', HOST)]);
  const answer = { task: probe(HOST, { endpointKeys: ['updates/x', 'servicing/x'] }), facts: observation(GOOD) };
  const told = judgeAlone(answer, scope, NO_FINGERPRINTS);
  const findings = judge([answer], scope, NO_FINGERPRINTS);
  t.same(
    told.map(({ id }) => id),
    ['endpoint:updates/x:443@direct', 'endpoint:servicing/x:443@direct'],
  );
  t.ok(told.every((finding, index) => findings[index] === finding));
  t.end();
});

t.test('another task, other facts, another scope or other fingerprints are judged anew', (t) => {
  const scope = scopeOf([endpoint('updates/x', HOST)]);
  const task = probe(HOST, { endpointKeys: ['updates/x'] });
  const facts = observation(GOOD);
  const verdict = verdictOf({ task, facts }, scope, NO_FINGERPRINTS);
  t.equal(verdictOf({ task, facts }, scope, NO_FINGERPRINTS), verdict);
  t.equal(verdictOf({ task: probe('go.microsoft.com'), facts }, scope, NO_FINGERPRINTS).evidence.host, 'go.microsoft.com');
  t.equal(verdictOf({ task, facts: observation([DNS_OK, step('tcp', {}, 'ECONNREFUSED')]) }, scope, NO_FINGERPRINTS).status, 'fail');
  t.not(verdictOf({ task, facts }, scopeOf([endpoint('updates/x', HOST)]), NO_FINGERPRINTS), verdict);
  t.not(verdictOf({ task, facts }, scope, { ...NO_FINGERPRINTS }), verdict);
  t.equal(verdictOf({ task }, scope, NO_FINGERPRINTS).status, 'inconclusive');
  t.end();
});
