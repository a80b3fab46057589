import t from 'tap';
import { isColored } from '../../../src/cli/streams/color.ts';

t.test('colour: the flag, NO_COLOR, what forces it, then the terminal', (t) => {
  const rows: readonly (readonly [env: Readonly<Record<string, string>>, onTerminal: boolean, inPipe: boolean])[] = [
    [{}, true, false],
    [{ TERM: 'xterm' }, true, false],
    [{ TERM: 'dumb' }, false, false],
    [{ TERM: 'dumb', FORCE_COLOR: '1' }, true, true],
    [{ FORCE_COLOR: '0' }, false, false],
    [{ FORCE_COLOR: 'false' }, false, false],
    [{ FORCE_COLOR: '' }, true, false],
    [{ FORCE_COLOR: 'true' }, true, true],
    [{ CLICOLOR: '0' }, false, false],
    [{ CLICOLOR: '1' }, true, false],
    [{ CLICOLOR_FORCE: '1' }, true, true],
    [{ CLICOLOR_FORCE: '1', TERM: 'dumb' }, true, true],
    [{ CLICOLOR_FORCE: '0' }, true, false],
    [{ FORCE_COLOR: '0', CLICOLOR_FORCE: '1' }, false, false],
    [{ NO_COLOR: '1' }, false, false],
    [{ NO_COLOR: '' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1', CLICOLOR_FORCE: '1' }, false, false],
  ];
  for (const [env, onTerminal, inPipe] of rows) {
    const at = (outIsTty: boolean) => ({ env, terminal: { outIsTty, errIsTty: false, columns: 80 } });
    t.strictSame([isColored(true, at(true)), isColored(true, at(false))], [onTerminal, inPipe], JSON.stringify(env));
    t.equal(isColored(false, at(true)), false, '--no-color');
  }
  t.end();
});
