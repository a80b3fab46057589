import fc from 'fast-check';
import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { endpointCheck } from '../../../../../src/checks/endpoint/index.ts';
import { plan } from '../../../../../src/checks/endpoint/plan.ts';
import { followProofs, PROOFS, planProofs, WEAKENING, weighProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { Judged, ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { IndexedScope } from '../../../../../src/checks/endpoint/proof/scope/scope-index.ts';
import { runnable } from '../../../../../src/checks/run.ts';
import type { Context } from '../../../../../src/model/network/context.ts';
import type { Observation, Step } from '../../../../../src/model/network/observation.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import { RunState } from '../../../../../src/model/network/run-state.ts';
import {
  certificate,
  DIRECT,
  DNS_OK,
  endpoint,
  NO_FINGERPRINTS,
  observation,
  PROXY,
  ROOT,
  scopeOf,
  step,
  TCP_OK,
} from '../../../../support/endpoint-examples.ts';

const FILE = '/x/payload.cab';
const RANGES = endpoint('ranges/x', 'download.microsoft.com', { path: FILE, expect: { ranges: true } });
/** A wildcard, a redirect, expectations, addresses of revocation, handshakes that are cut, what nothing needs: something for each proof that follows. */
const SCOPE = scopeOf(
  [
    RANGES,
    endpoint('plain/x', 'download.microsoft.com', { path: FILE }),
    { ...endpoint('wild/x', '*.manage.microsoft.com'), hosts: ['fef.manage.microsoft.com'] },
    endpoint('aka/x', 'aka.ms', { path: '/x' }),
    endpoint('plain/http', 'filtered.example.org', { scheme: 'http', ports: [80] }),
    ...Array.from({ length: 40 }, (_, index) => endpoint(`cut/${index}`, `h${index}.example.com`)),
  ],
  [DIRECT, PROXY],
  {
    journey: true,
    controlResolver: 'udp://203.0.113.54',
    negative: [{ ...endpoint('negative/x', '*.stores.example.net'), hosts: ['download.microsoft.com'] }],
  },
);
const NAMED = certificate({ crlUrls: ['http://aia.example.com/a.crl'] });
const TLS = step('tls', { chain: [NAMED, ROOT], endsInGenuineRoot: true, authorizationError: '', nameError: '' });

function stepsFor({ target, scheme, variation, derivedFrom }: Probe): readonly Step[] {
  const open = [DNS_OK, TCP_OK];
  if (variation?.until === 'dns') return [DNS_OK];
  // The operating system says otherwise than its DNS server.
  if (/^h1\./.test(target.host))
    open[0] = step('dns', { ...DNS_OK.facts, serverAnswer: { resolver: '10.0.0.1', addresses: ['13.107.1.1'], cnames: [] } });
  if (/^h\d/.test(target.host)) return [...open, step('tls', {}, 'ECONNRESET')];
  if (/^aia/.test(target.host)) return [...open.slice(0, 1), step('tcp', {}, 'ECONNREFUSED')];
  if (target.host === 'filtered.example.org') return [...open, step('http', {}, 'ECONNRESET')];
  if (scheme === 'tcp') return [step('tcp', {}, 'TIMEOUT')];
  const secured = scheme === 'https' ? [...open, TLS] : open;
  if (target.host === 'aka.ms') return [...secured, step('http', { status: 302, headers: {}, location: 'https://unlisted.example.com/' })];
  const cut = derivedFrom?.because === 'behaviour';
  return [...secured, cut ? step('http', {}, 'ECONNRESET') : step('http', { status: 200, headers: {}, bodyBytes: 4096 })];
}

/** Nothing here touches the network: only the end of the run is looked at. */
const CONTEXT: Context = {
  run: new RunState(),
  signal: new AbortController().signal,
  layerTimeoutMs: 1000,
  retries: 0,
  allAddresses: false,
  resolver: { kind: 'system' },
  trust: { extraRootsPem: [], endpointRootsPem: [], system: false },
  now: () => 0,
  random: () => 0,
  credentialsFor: () => undefined,
};

const judged = (answer: ProbeAnswer) => verdictOf(answer, SCOPE, NO_FINGERPRINTS);
const followers = (answer: ProbeAnswer): readonly Probe[] => followProofs(answer, SCOPE, judged);

/** Every answer of a run without any bound. */
function allAnswers(): readonly ProbeAnswer[] {
  const own = plan(SCOPE);
  const tasks = [...own, ...planProofs(SCOPE, own)];
  const asked = new Set(tasks.map(({ key }) => key));
  const answers: ProbeAnswer[] = [];
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    const answer = { task, facts: observation(stepsFor(task)) };
    answers.push(answer);
    for (const further of followers(answer)) {
      if (asked.has(further.key)) continue;
      asked.add(further.key);
      tasks.push(further);
    }
  }
  return answers;
}

const ANSWERS = allAnswers();

t.test('the answers call for something of every proof that follows', async (t) => {
  const asking = new Set(ANSWERS.flatMap(({ task }) => task.derivedFrom?.because ?? []));
  t.same(
    PROOFS.map(({ name }) => name).filter((name) => name !== 'clock' && !asking.has(name)),
    [],
  );
});

t.test('each proof asks under its own name', async (t) => {
  for (const proof of PROOFS) {
    const asked = [
      ...(proof.plan?.(SCOPE, plan(SCOPE)) ?? []),
      ...ANSWERS.flatMap((answer) => proof.follow?.(answer, SCOPE, judged) ?? []),
    ];
    t.ok(
      asked.every(({ derivedFrom }) => derivedFrom?.because === proof.name),
      proof.name,
    );
  }
  t.equal(new Set(PROOFS.map(({ name }) => name)).size, PROOFS.length);
});

t.test('the same answers in any order, and asked about twice, call for the same', async (t) => {
  const expected = new Map(ANSWERS.map((answer) => [answer.task.key, followers(answer)]));
  fc.assert(
    fc.property(fc.shuffledSubarray([...ANSWERS]), (some) => {
      t.strictSame(
        some.map(followers),
        some.map(({ task }) => expected.get(task.key)),
      );
    }),
    { numRuns: 20 },
  );
});

t.test('a network that cuts every handshake is asked again for 32 targets a route, whichever come first', async (t) => {
  for (const concurrency of [1, 7]) {
    const check = endpointCheck(NO_FINGERPRINTS);
    const asked: Probe[] = [];
    const observed = runnable<Probe, Observation, IndexedScope>({
      ...check,
      observe: async (probe: Probe) => {
        asked.push(probe);
        await new Promise((resolve) => setTimeout(resolve, (asked.length * 7) % 5));
        return { ...observation(stepsFor(probe)), probe: probe.key };
      },
    });
    await observed.run(SCOPE, CONTEXT, { concurrency }, {});
    const further = asked.filter(({ derivedFrom }) => derivedFrom?.because === 'handshake');
    t.equal(further.length, 160);
    t.equal(new Set(further.map(({ target }) => target.host)).size, 32, 'all five tries of each');
  }
});

t.test('verdicts of endpoints that share a probe stay apart, in whichever order they are weakened', async (t) => {
  const own = ANSWERS.filter(({ task }) => task.derivedFrom === undefined);
  const alone: readonly Judged[] = own.flatMap((answer) =>
    answer.task.endpointKeys.flatMap((key) => {
      const scoped = SCOPE.index.byKey.get(key);
      return scoped === undefined ? [] : [{ answer, endpoint: scoped, verdict: judged(answer) }];
    }),
  );
  const shared = { scope: SCOPE, fingerprints: NO_FINGERPRINTS, verdictOf: judged };
  const told = (proofs: typeof WEAKENING) => weighProofs(alone, ANSWERS, shared, proofs).judged;
  const causes = (judgedHere: readonly Judged[], key: string): readonly unknown[] =>
    judgedHere
      .filter(({ endpoint: scoped }) => scoped.key === key)
      .map(({ verdict }) => (verdict.status === 'pass' ? null : verdict.cause));
  const usual = told(WEAKENING).map(({ verdict }) => verdict.status);
  fc.assert(
    fc.property(fc.shuffledSubarray([...WEAKENING], { minLength: WEAKENING.length }), (proofs) => {
      const order = proofs.map(({ name }) => name).join();
      const weighed = told(proofs);
      // Which of two that are as bad is told depends on the order, never how bad it is.
      t.same(
        weighed.map(({ verdict }) => verdict.status),
        usual,
        order,
      );
      t.same(causes(weighed, 'plain/x'), ['tls.revocation-unreachable', 'tls.revocation-unreachable'], order);
    }),
    { numRuns: 30 },
  );
  t.match(
    judge(ANSWERS, SCOPE, NO_FINGERPRINTS).filter(({ id }) => /^endpoint:(ranges|plain).*@direct$/.test(id)),
    [
      { status: 'fail', cause: 'http.range-unsupported' },
      { status: 'fail', cause: 'tls.revocation-unreachable' },
    ],
  );
});
