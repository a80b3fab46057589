import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { z } from 'zod';
import { helperProcess, lastingHelper } from '../../../../src/network/program/helper-process.ts';

const reply = z.object({ id: z.number(), text: z.string() });
const file = join(t.testdir(), 'helper.mjs');
writeFileSync(
  file,
  `process.send({ ready: true });
process.on('message', ({ id, say }) => {
  if (say === 'end') process.exit(1);
  if (say === 'block') for (;;);
  if (say === 'nonsense') process.send({ id, text: 7 });
  else if (say !== 'nothing') process.send({ id, text: say + ' ' + (process.env.GIVEN ?? '') + ' ' + (process.env.HOME ?? 'none') });
});`,
);

t.test('questions get their own replies; what is given up is never called; all that wait are told when it ends', async (t) => {
  let told = '';
  let ends = 0;
  const helper = helperProcess({
    file: pathToFileURL(file),
    env: { GIVEN: 'given' },
    reply,
    onMessage: (message) => {
      told += JSON.stringify(message).includes('ready') ? 'ready' : '';
    },
    onEnd: () => {
      ends += 1;
    },
  });
  const ask = (say: string): Promise<string | undefined> => new Promise((resolve) => helper.ask({ say }, (one) => resolve(one?.text)));
  // It keeps no run waiting, so this test has to wait itself.
  const awake = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(awake));
  t.same(await Promise.all([ask('one'), ask('two')]), ['one given none', 'two given none'], 'and it has the given environment alone');
  t.equal(told, 'ready');
  let isCalled = false;
  helper.ask({ say: 'nothing' }, () => {
    isCalled = true;
  })();
  const waiting = [ask('nothing'), ask('nonsense')];
  t.equal(helper.hasEnded(), false);
  t.same(await Promise.all([...waiting, ask('end')]), [undefined, undefined, undefined]);
  t.equal(await ask('one'), undefined, 'nor is it asked after its end');
  t.same([helper.hasEnded(), ends, isCalled], [true, 1, false]);
});

t.test('one that blocks is ended, and that is no end of its own', async (t) => {
  let ends = 0;
  const helper = helperProcess({ file: pathToFileURL(file), env: {}, reply, onEnd: () => (ends += 1) });
  const told = ['block', 'one'].map((say) => new Promise((resolve) => helper.ask({ say }, resolve)));
  helper.end();
  t.same([...(await Promise.all(told)), ends], [undefined, undefined, 0]);
});

t.test('more questions than it takes are not asked', async (t) => {
  const helper = helperProcess({ file: pathToFileURL(file), env: {}, reply });
  for (let count = 0; count < 10_000; count += 1) helper.ask({ say: 'nothing' }, () => undefined);
  t.equal(await new Promise((resolve) => helper.ask({ say: 'one' }, resolve)), undefined);
  helper.end();
});

t.test('a helper of the whole run is started once more after it ended, and not a third time', async (t) => {
  const helper = lastingHelper({ file: pathToFileURL(file), reply });
  const awake = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(awake));
  const ask = (say: string): Promise<string | undefined> =>
    new Promise((resolve) => helper.running().ask({ say }, (one) => resolve(one?.text)));
  t.match(await ask('one'), /^one /);
  const first = helper.running();
  t.equal(await ask('end'), undefined);
  t.ok(helper.isUsable());
  t.match(await ask('two'), /^two /, 'started again');
  t.not(helper.running(), first);
  t.equal(await ask('end'), undefined);
  t.notOk(helper.isUsable());
});
