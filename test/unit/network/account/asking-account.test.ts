import t from 'tap';
import type { Context } from '../../../../src/model/network/context.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { Secret } from '../../../../src/model/network/secret.ts';
import { askingAs } from '../../../../src/network/account/asking-account.ts';

t.test('the end of the run while another log-on as the same account is under way is an answer, no rejection', async (t) => {
  const end = new AbortController();
  const user = { username: 'CORP\\reader', password: new Secret('right') };
  const context: Context = {
    run: new RunState(),
    signal: end.signal,
    layerTimeoutMs: 1000,
    retries: 0,
    allAddresses: false,
    resolver: { kind: 'system' },
    trust: { extraRootsPem: [], endpointRootsPem: [], system: false },
    now: () => performance.now(),
    random: () => 0,
    credentialsFor: () => undefined,
    user,
  };
  const first = askingAs(
    context,
    (offering) => {
      offering();
      return new Promise<string>((resolve) => end.signal.addEventListener('abort', () => resolve('over')));
    },
    () => undefined,
  );
  const second = askingAs(
    context,
    () => Promise.resolve('asked'),
    () => undefined,
  );
  end.abort('DEADLINE');
  t.equal(await first, 'over');
  t.match(await second, { code: 'DEADLINE', message: /another log-on with this account/ });
});
