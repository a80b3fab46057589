import t from 'tap';
import { judge, verdictOf } from '../../../../../src/checks/endpoint/findings/judge.ts';
import { followProofs } from '../../../../../src/checks/endpoint/proof/index.ts';
import type { ProbeAnswer } from '../../../../../src/checks/endpoint/proof/proof.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { DnsFacts, Step } from '../../../../../src/model/network/observation.ts';
import { certificate, endpoint, NO_FINGERPRINTS, observation, probe, ROOT, scopeOf, step } from '../../../../support/endpoint-examples.ts';

const HOST = 'download.microsoft.com';
const SCOPE = { ...scopeOf([endpoint('updates/x', HOST)]), allowPrivate: false };
const GENUINE = step('tls', { chain: [certificate(), ROOT], endsInGenuineRoot: true, authorizationError: '', nameError: '' });
const FOREIGN = step(
  'tls',
  { chain: [certificate(), ROOT], endsInGenuineRoot: true, authorizationError: '', nameError: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  'ERR_TLS_CERT_ALTNAME_INVALID',
);
const RESET = step('tls', {}, 'ECONNRESET');
const OK = step('http', { status: 200, headers: {} });

function dns(more: Partial<DnsFacts>): Step {
  return step('dns', { name: HOST, resolver: 'system', addresses: ['13.107.7.7'], ...more });
}

function tcp(...addresses: readonly string[]): Step {
  const attempts = addresses.map((address) => ({ address, family: 4 as const, durationMs: 1 }));
  return step('tcp', { address: addresses[0] ?? '', attempts });
}

/** The endpoint's finding, where each further address was answered as the table says. */
function findingOf(steps: readonly Step[], further: Readonly<Record<string, readonly Step[]>>, allAddresses = false): Finding | undefined {
  const scope = { ...SCOPE, allAddresses };
  const own: ProbeAnswer = { task: probe(HOST, { endpointKeys: ['updates/x'] }), facts: observation(steps) };
  const asked = followProofs(own, scope, (one) => verdictOf(one, scope, NO_FINGERPRINTS)).filter(
    ({ derivedFrom }) => derivedFrom?.because === 'address',
  );
  t.same(asked.map(({ variation }) => variation?.address).toSorted(), Object.keys(further).toSorted(), 'what is asked further');
  const answers = asked.map((task) => ({ task, facts: observation(further[task.variation?.address ?? ''] ?? []) }));
  return judge([own, ...answers], scope, NO_FINGERPRINTS).find(({ kind }) => kind === 'endpoint');
}

const ELSEWHERE = { serverAnswer: { resolver: '10.77.53.1', addresses: ['13.107.1.1'], cnames: [] } };
const THERE = { '13.107.1.1': [tcp('13.107.1.1'), GENUINE] };

t.test(
  'the operating system leads elsewhere than its DNS server: the service at the address of the server decides whose matter it is',
  (t) => {
    const rows: readonly (readonly [string, readonly Step[], Readonly<Record<string, readonly Step[]>>, string])[] = [
      ['foreign here, genuine there', [dns(ELSEWHERE), tcp('13.107.7.7'), FOREIGN], THERE, 'host'],
      ['silent here, genuine there', [dns(ELSEWHERE), step('tcp', { attempts: [] }, 'TIMEOUT')], THERE, 'host'],
      ['foreign here and there', [dns(ELSEWHERE), tcp('13.107.7.7'), FOREIGN], { '13.107.1.1': [tcp('13.107.1.1'), FOREIGN] }, 'security'],
      ['silent here and there', [dns(ELSEWHERE), step('tcp', {}, 'TIMEOUT')], { '13.107.1.1': [step('tcp', {}, 'TIMEOUT')] }, 'firewall'],
    ];
    for (const [name, steps, further, owner] of rows) {
      const finding = findingOf(steps, further);
      t.equal(finding?.status, 'fail', name);
      t.equal(finding?.owner, owner, name);
      t.equal(/search list/.test(finding?.remedy ?? ''), owner === 'host', name);
    }
    t.equal(findingOf([dns(ELSEWHERE), tcp('13.107.7.7'), GENUINE, OK], {})?.status, 'pass', 'content networks answer by place');
    t.end();
  },
);

t.test('the server does not know the name, and whoever answers at the address of the system is not the service', (t) => {
  const unknown = {
    serverAnswer: { resolver: '10.77.53.1', addresses: [], cnames: [] },
    serverFailure: { code: 'NXDOMAIN', message: '' },
  };
  const finding = findingOf([dns(unknown), tcp('13.107.7.7'), FOREIGN], {});
  t.equal(finding?.cause, 'dns.nxdomain');
  t.match(finding?.message, /search list/);
  t.equal(findingOf([dns(unknown), tcp('13.107.7.7'), GENUINE, OK], {})?.status, 'pass', 'a name that an agent knows');
  t.equal(findingOf([dns(unknown), step('tcp', {}, 'TIMEOUT')], {})?.cause, 'tcp.timeout', 'the address may be right');
  t.end();
});

t.test('with --all-addresses each address that accepts a connection has to complete a handshake', (t) => {
  const two = [dns({ resolver: '10.77.53.1', addresses: ['13.107.1.1', '13.107.1.2'] }), tcp('13.107.1.1', '13.107.1.2')];
  const rows: readonly (readonly [string, readonly Step[], readonly Step[], string, string | null])[] = [
    ['both', [GENUINE, OK], [tcp('13.107.1.2'), GENUINE], 'pass', null],
    ['the second is reset', [GENUINE, OK], [tcp('13.107.1.2'), RESET], 'warn', 'tcp.partial'],
    ['the first is reset', [RESET], [tcp('13.107.1.2'), GENUINE], 'warn', 'tcp.partial'],
    ['both are reset', [RESET], [tcp('13.107.1.2'), RESET], 'fail', 'tls.reset'],
    ['the second is somebody else', [GENUINE, OK], [tcp('13.107.1.2'), FOREIGN], 'warn', 'tcp.partial'],
    ['the first is somebody else', [FOREIGN], [tcp('13.107.1.2'), GENUINE], 'fail', 'tls.name-mismatch'],
  ];
  for (const [name, first, second, status, cause] of rows) {
    const finding = findingOf([...two, ...first], { '13.107.1.2': second }, true);
    t.equal(finding?.status, status, name);
    t.equal(finding?.cause, cause, name);
    if (cause === 'tcp.partial') t.match(finding?.message, /TLS handshake.*13\.107\.1\.[12]/, name);
  }
  t.equal(findingOf([...two, GENUINE, OK], {})?.status, 'pass', 'without the option nothing more is asked');
  t.end();
});
