import t from 'tap';
import { slots } from '../../../src/checks/slots.ts';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A task that begins, can be made silent, and ends when it is told to. */
function tasks(count: number, concurrency: number) {
  const places = slots(concurrency);
  const begun: { quiet: () => () => void; end: () => void }[] = [];
  const all = Array.from({ length: count }, () =>
    places.run(({ quiet }) => new Promise<void>((resolve) => begun.push({ quiet, end: resolve }))),
  );
  return { places, begun, all: Promise.all(all) };
}

t.test('as many as asked for, in order, and each that ends makes room for one', async (t) => {
  const { begun, all } = tasks(5, 2);
  await soon();
  t.equal(begun.length, 2);
  begun[0]?.end();
  await soon();
  t.equal(begun.length, 3);
  for (let index = 1; index < 5; index += 1) {
    begun[index]?.end();
    await soon();
  }
  await all;
});

t.test('where one after another is silent, more begin, up to 32 times as many; an end in words brings the number back', async (t) => {
  const { begun } = tasks(200, 4);
  await soon();
  const over = begun.slice(0, 4).map(({ quiet }) => quiet());
  await soon();
  t.equal(begun.length, 4 + 4 + 3 * 4, 'four silent ones do not count, and three more begin for each');
  for (const { quiet } of begun.slice(4)) quiet();
  await soon();
  t.equal(begun.length, 20 + 4 + 3 * 20);
  for (const { quiet } of begun.slice(20)) quiet();
  await soon();
  t.equal(begun.length, 128);
  for (const end of over) end();
  for (const { end } of begun.slice(0, 4)) end();
  await soon();
  t.equal(begun.length, 132, 'those that end make room');
  begun[128]?.end();
  await soon();
  t.equal(begun.length, 132, 'one answers: more than four are under way that are not silent, and none begins');
});

t.test('a thousand silent tasks are under way at once, and no more unless so many are asked for', async (t) => {
  for (const [concurrency, most] of [
    [32, 1024],
    [48, 1024],
    [100, 1600],
  ] as const) {
    const { begun } = tasks(2000, concurrency);
    for (let silent = 0; silent < begun.length; silent += 1) {
      begun[silent]?.quiet();
      await soon();
    }
    t.equal(begun.length, most, `concurrency ${concurrency}`);
  }
});

t.test('both families of one task are one silent task', async (t) => {
  const { begun } = tasks(20, 1);
  await soon();
  const [first, second] = [begun[0]?.quiet(), begun[0]?.quiet()];
  t.equal(begun.length, 1 + 1 + 3);
  first?.();
  first?.();
  second?.();
  begun[1]?.end();
  await soon();
  t.equal(begun.length, 5, 'nobody is silent any more');
});

t.test('work that is worth it only while others work ends with them, and keeps nobody waiting', async (t) => {
  const places = slots(2);
  const order: string[] = [];
  const second = places.run(async () => {
    await soon();
    order.push('worked');
  });
  const first = places.run(({ whileOthersWork }) =>
    whileOthersWork(async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      order.push('left');
    }),
  );
  await Promise.all([first, second]);
  t.same(order, ['worked', 'left']);
  t.equal(
    await places.run(({ whileOthersWork }) => whileOthersWork(async (signal) => signal.aborted)),
    true,
    'with nobody else it does not begin',
  );
});

t.test('a task that fails gives its place back', async (t) => {
  const places = slots(1);
  await t.rejects(places.run(async () => Promise.reject(new Error('x'))));
  t.equal(await places.run(async () => 'next'), 'next');
});
