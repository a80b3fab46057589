import t from 'tap';
import { applyWaivers } from '../../../src/report/waive.ts';
import { failure, finding } from '../../support/report/examples.ts';

const id = 'endpoint:updates/a.example:443@direct';
const waiver = { pattern: 'endpoint:updates/a.example*', reason: 'change CHG-1', until: '2026-11-20' };

t.test('a waiver in force', async (t) => {
  const { findings, notes } = applyWaivers([failure(id)], [waiver], '2026-11-20T23:59:59Z');
  t.match(findings[0], { status: 'skip', skipReason: 'waived', waiver, cause: 'tcp.timeout' }, 'holds to the end of its last day');
  t.strictSame(notes, []);
});

t.test('an expired waiver fails loudly', async (t) => {
  const { findings, notes } = applyWaivers([failure(id), failure(`${id}2`, { status: 'warn' })], [waiver], '2026-11-21T00:00:00Z');
  t.strictSame(
    findings.map((one) => one.status),
    ['fail', 'fail'],
    'a warning that somebody promised to remove fails',
  );
  t.match(findings[0]?.message, /^The waiver of this finding expired on 2026-11-20 \(change CHG-1\)\. No answer/);
  t.match(notes, [/expired on 2026-11-20 \(change CHG-1\): 2 findings no longer waived/]);
});

t.test('what a waiver does not touch', async (t) => {
  const others = [
    finding({ id }),
    finding({ id, status: 'skip', skipReason: 'offline-mode' }),
    failure('endpoint:x/other.example:443@direct'),
  ];
  const { findings, notes } = applyWaivers(others, [waiver], '2026-11-01T00:00:00Z');
  t.strictSame(findings, others);
  t.match(notes, [/matched nothing/]);
  const unclear = finding({ id, status: 'inconclusive' });
  t.equal(applyWaivers([unclear], [waiver], '2027-01-01').findings[0]?.status, 'inconclusive', 'an expired waiver invents no failure');
  t.match(applyWaivers([finding({ id })], [waiver], '2027-01-01').notes, [/nothing needs it any more/]);
  t.equal(
    applyWaivers([failure(id)], [{ ...waiver, until: '2026-01-01' }, waiver], '2026-11-01').findings[0]?.status,
    'skip',
    'a renewed one wins',
  );
});
