import t from 'tap';
import { judge } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import type { Route } from '../../../../../src/model/network/route.ts';
import {
  DIRECT,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  scopeOf,
  step,
  TCP_OK,
  TLS_OK,
} from '../../../../support/endpoint-examples.ts';

const HTTP_OK = step('http', { status: 200, headers: { server: 'x' }, method: 'GET' });
const REFUSED = step('tcp', { address: '203.0.113.80', port: 443 }, { code: 'ECONNREFUSED', message: 'refused' });

/** Two ways to one service; which answer, over which route → status and need of each. */
function statuses(answers: (probe: Probe) => boolean, routes: readonly Route[] = [DIRECT]): readonly string[] {
  const scope = scopeOf(
    [
      endpoint('u/a', 'download.example', { oneOf: 'download' }),
      endpoint('u/b', 'download2.example', { oneOf: 'download' }),
      endpoint('u/c', 'other.example'),
    ],
    routes,
  );
  const found = judge(
    plan(scope).map((task) => ({ task, facts: observation(answers(task) ? [DNS_OK, TCP_OK, TLS_OK, HTTP_OK] : [DNS_OK, REFUSED]) })),
    scope,
    NO_FINGERPRINTS,
  );
  return found.filter(({ kind }) => kind === 'endpoint').map(({ id, status, required }) => `${id} ${status} ${required}`);
}

t.test('of several ways one has to answer', async (t) => {
  t.same(
    statuses(({ target }) => target.host === 'download.example'),
    ['endpoint:u/a:443@direct pass true', 'endpoint:u/b:443@direct warn false', 'endpoint:u/c:443@direct fail true'],
    'the one that answers spares the other, and nobody else',
  );
  t.same(
    statuses(() => false),
    ['endpoint:u/a:443@direct fail true', 'endpoint:u/b:443@direct fail true', 'endpoint:u/c:443@direct fail true'],
    'where none answers each fails',
  );
});

t.test('what answers over one route spares nothing on another', async (t) => {
  const other = { ...DIRECT, name: 'second' };
  t.same(
    statuses(({ target, route }) => route.name === 'direct' && target.host === 'download.example', [DIRECT, other]).filter((one) =>
      one.includes('@second'),
    ),
    ['endpoint:u/a:443@second fail true', 'endpoint:u/b:443@second fail true', 'endpoint:u/c:443@second fail true'],
  );
});
