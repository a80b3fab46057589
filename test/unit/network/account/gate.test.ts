import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { type Credentials, Secret } from '../../../../src/model/network/secret.ts';
import { type LogOn, type LogOnVerdict, logOn, type RefusalReason } from '../../../../src/network/account/gate.ts';
import { isSameLogOn, mayBeOneAccount } from '../../../../src/network/account/name.ts';

const account = (username: string, password = 'right'): Credentials => ({ username, password: new Secret(password) });
const refused = (reason: RefusalReason): LogOnVerdict => ({ reason, failure: { code: 'NO', message: 'no' } });
const never = new AbortController().signal;
setMaxListeners(0, never);

/** [one, other, with one password, with two passwords]: may a failed log-on as one count against the other? */
const PAIRS: readonly (readonly [string, string, boolean, boolean])[] = [
  ['svc', 'svc', true, true],
  ['SVC', 'svc ', true, true],
  ['svc', 'CORP\\svc', true, true],
  ['svc', 'svc@corp.test', true, true],
  ['CORP\\svc', 'corp\\SVC', true, true],
  ['CORP\\svc', 'corp.test\\svc', true, true],
  ['CORP\\svc', 'svc@corp.test', true, true],
  ['corp.test\\svc', 'svc@CORP.test.', true, true],
  ['CORP\\svc', 'svc@contoso.test', true, false],
  ['CORP\\svc', 'contoso.test\\svc', true, false],
  ['svc@corp.test', 'svc@mail.test', true, false],
  ['corp.test\\svc', 'svc@mail.test', true, false],
  ['averylongdomainname.test\\svc', 'AVERYLONGDOMAIN\\svc', true, true],
  ['CORP\\svc', 'OTHER\\svc', false, false],
  ['.\\svc', 'CORP\\svc', false, false],
  ['corp.test\\svc', 'other.test\\svc', false, false],
  ['CORP\\svc', 'CORP\\svc2', false, false],
  ['svc', 'reader', false, false],
];

t.test('which names may denote one account', async (t) => {
  for (const [one, other, alike, unlike] of PAIRS) {
    t.equal(mayBeOneAccount(account(one), account(other)), alike, `${one} and ${other}, one password`);
    t.equal(mayBeOneAccount(account(other), account(one)), alike, `${other} and ${one}, one password`);
    t.equal(mayBeOneAccount(account(one), account(other, 'else')), unlike, `${one} and ${other}, two passwords`);
  }
  t.ok(isSameLogOn(account('CORP\\svc'), account('corp\\SVC')), 'written alike');
  t.notOk(isSameLogOn(account('svc'), account('CORP\\svc')), 'a proof holds for what was written');
  t.notOk(isSameLogOn(account('svc'), account('svc', 'else')), 'and for its password');
});

interface Asked {
  readonly as?: Credentials;
  readonly place?: string;
  readonly verdict: LogOnVerdict | 'rejects' | 'not-reached';
}

function on(run: RunState, { as = account('svc'), place = 'proxy', verdict }: Asked, made: string[] = []): Promise<LogOn<string>> {
  return logOn({
    run,
    signal: never,
    credentials: as,
    place,
    attempt: async (offering) => {
      if (verdict === 'not-reached') throw new Error('nobody there');
      offering();
      made.push(as.username);
      await turn();
      if (verdict === 'rejects') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      return 'asked';
    },
    verdictOn: () => (verdict === 'rejects' || verdict === 'not-reached' ? 'accepted' : verdict),
  });
}

t.test('one attempt, whatever it ends with but proof', async (t) => {
  for (const verdict of ['rejects', refused('credentials'), refused('unproven'), refused('other')] as const) {
    const run = new RunState();
    const made: string[] = [];
    const many = Array.from({ length: 20 }, (_, index) =>
      on(run, { verdict, place: `proxy${index % 3}`, as: account(index % 2 ? 'svc' : 'CORP\\svc') }, made).catch(() => undefined),
    );
    await Promise.all(many);
    run.startRound();
    const later = await on(run, { verdict: 'accepted', as: account('svc@corp.test') }, made);
    t.equal(made.length, 1, JSON.stringify(verdict));
    t.match(later, { notTried: { reason: typeof verdict === 'string' ? 'unproven' : verdict.reason, place: 'proxy0' } });
  }
});

t.test('proof opens the gate for that place, and each place proves for itself', async (t) => {
  const run = new RunState();
  const made: string[] = [];
  await Promise.all(Array.from({ length: 5 }, () => on(run, { verdict: 'accepted' }, made)));
  t.equal(made.length, 5);
  await Promise.all(Array.from({ length: 5 }, () => on(run, { verdict: refused('credentials'), place: 'another' }, made)));
  t.equal(made.length, 6, 'the other place is asked once');
  await on(run, { verdict: refused('unproven') }, made);
  await on(run, { verdict: 'accepted' }, made);
  t.equal(made.length, 8, 'what was proved stays open, also when a later answer proves nothing');
  t.match(await on(run, { verdict: 'accepted', place: 'third' }, made), { notTried: { reason: 'credentials', place: 'another' } });
});

t.test('after the proof one refusal may be about something else; two in a row are the end', async (t) => {
  const run = new RunState();
  const made: string[] = [];
  await on(run, { verdict: 'accepted' }, made);
  await on(run, { verdict: refused('credentials') }, made);
  await on(run, { verdict: 'accepted' }, made);
  await on(run, { verdict: refused('credentials') }, made);
  await Promise.all(Array.from({ length: 5 }, () => on(run, { verdict: refused('credentials') }, made)));
  t.match(await on(run, { verdict: 'accepted' }, made), { notTried: { reason: 'other', place: 'proxy' } });
  t.equal(made.length, 5);
});

t.test('each round proves anew, one log-on at a time', async (t) => {
  const run = new RunState();
  const made: string[] = [];
  await on(run, { verdict: 'accepted' }, made);
  run.startRound();
  await Promise.all(Array.from({ length: 5 }, () => on(run, { verdict: refused('credentials') }, made)));
  t.equal(made.length, 2);
});

t.test('what was never offered says nothing', async (t) => {
  const run = new RunState();
  const made: string[] = [];
  await t.rejects(on(run, { verdict: 'not-reached' }, made), { message: 'nobody there' });
  await on(run, { verdict: 'not-offered' }, made);
  t.match(await on(run, { verdict: 'accepted' }, made), { outcome: 'asked' });
});

t.test('accounts that cannot be one do not wait for each other; a wait ends with its signal', async (t) => {
  const run = new RunState();
  const ending = new AbortController();
  let go = (): void => undefined;
  const slow = logOn({
    run,
    signal: never,
    credentials: account('CORP\\svc'),
    place: 'proxy',
    attempt: (offering) => {
      offering();
      return new Promise<string>((resolve) => {
        go = () => resolve('asked');
      });
    },
    verdictOn: () => 'accepted',
  });
  t.match(await on(run, { as: account('OTHER\\svc'), verdict: 'accepted' }), { outcome: 'asked' });
  const waiting = logOn({
    run,
    signal: ending.signal,
    credentials: account('svc'),
    place: 'proxy',
    attempt: async () => 'never',
    verdictOn: () => 'accepted',
  });
  ending.abort('TIMEOUT');
  await t.rejects(waiting, { code: 'TIMEOUT' });
  go();
  t.match(await slow, { outcome: 'asked' });
});
