import t from 'tap';
import { onAbort } from '../../../../src/network/timing/on-abort.ts';

t.test('those who wait for a signal are called once, in the order of asking, unless they took it back', (t) => {
  const controller = new AbortController();
  const called: string[] = [];
  const same = (): void => void called.push('same');
  onAbort(controller.signal, () => called.push('first'));
  const takeBack = onAbort(controller.signal, () => called.push('taken back'));
  onAbort(controller.signal, same);
  onAbort(controller.signal, same);
  takeBack();
  controller.abort('TIMEOUT');
  controller.abort('TIMEOUT');
  t.same(called, ['first', 'same', 'same']);
  t.end();
});

t.test('a signal that is aborted already is heard at once, also by who asks while others are told', (t) => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => {
    onAbort(controller.signal, () => called.push('late'));
    called.push('first');
  });
  controller.abort('DEADLINE');
  onAbort(controller.signal, () => called.push('afterwards'));
  t.same(called, ['late', 'first', 'afterwards']);
  t.end();
});

t.test('who takes it back while others are told is not called', (t) => {
  const controller = new AbortController();
  const called: string[] = [];
  let takeBack: () => void = () => undefined;
  onAbort(controller.signal, () => takeBack());
  takeBack = onAbort(controller.signal, () => called.push('second'));
  controller.abort('TIMEOUT');
  t.same(called, []);
  t.end();
});
