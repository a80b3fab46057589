import t from 'tap';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { logOn } from '../../../../src/network/account/gate.ts';
import { type Asked, authenticated } from '../../../../src/network/auth/index.ts';

const signal = new AbortController().signal;

/** A proxy that wants the identity of the process and nothing else. */
const wantsNegotiate = async () => ({
  answer: 'refused',
  status: 407,
  headers: {},
  challenges: ['Negotiate'],
  isKept: async () => true,
  discard: () => undefined,
});

t.test('without a ticket of its own a process is told so each time, never that somebody refused it', async (t) => {
  if (process.platform === 'win32') return t.comment('every process of Windows has an identity');
  const { KRB5CCNAME, KRB5_CONFIG } = process.env;
  const restore = (name: string, value: string | undefined): unknown =>
    value === undefined ? Reflect.deleteProperty(process.env, name) : Reflect.set(process.env, name, value);
  t.teardown(() => [restore('KRB5CCNAME', KRB5CCNAME), restore('KRB5_CONFIG', KRB5_CONFIG)]);
  process.env.KRB5CCNAME = `FILE:${t.testdir()}/none`;
  process.env.KRB5_CONFIG = `${t.testdir()}/none.conf`;
  const run = new RunState();
  const asked: Asked = {
    method: 'CONNECT',
    uri: 'go.microsoft.com:443',
    credentials: undefined,
    serviceHost: 'proxy.corp.test',
    challengeStatus: 407,
    auth: 'auto',
    ownIdentity: true,
    proves: () => false,
    gate: (attempt, verdictOn) => logOn({ run, signal, credentials: undefined, place: 'the proxy', attempt, verdictOn }),
  };
  const first = await authenticated(asked, wantsNegotiate);
  const second = await authenticated(asked, wantsNegotiate);
  for (const { schemeTried, logOn: outcome, refusedBefore } of [first, second])
    t.same({ schemeTried, outcome, refusedBefore }, { schemeTried: 'none', outcome: undefined, refusedBefore: undefined });
  t.same(second.authAttempts, first.authAttempts, 'with the same reason');
});
