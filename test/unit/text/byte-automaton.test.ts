import fc from 'fast-check';
import t from 'tap';
import { isWorthReading, worthReadingBytes } from '../../../src/logs/worth-reading.ts';
import { byteAutomaton, mayMatch } from '../../../src/text/byte-automaton.ts';
import { LOG_CASES } from '../../support/logs/cases.ts';

const EXPRESSIONS = [/ab?c|[x-z]\d{2}|^Begin (?:of|the) work/i, /é|one[a-z]{0,6} .{0,100}another|\(a\b/];

t.test('what an expression matches is never missed', async (t) => {
  const automaton = byteAutomaton(EXPRESSIONS);
  const piece = fc.constantFrom(
    'a',
    'b',
    'C',
    'ac',
    'x',
    'Y1',
    '2',
    'begin ',
    'THE work',
    'of work',
    'one',
    'onely far another',
    'é',
    '日',
    '(a',
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      return !EXPRESSIONS.some((one) => one.test(text)) || mayMatch(automaton, Buffer.from(text));
    }),
    { numRuns: 3000 },
  );
  for (const text of ['', 'a', 'bc', 'x1', 'begin work', 'onely']) t.notOk(mayMatch(automaton, Buffer.from(text)), text);
});

t.test('what it does not understand is refused when it is made', async (t) => {
  for (const one of [/a*b/, /(?<=a)b/, /a+/, /a$/, /(a)b/, /a?/])
    t.throws(() => byteAutomaton([one]), { name: 'SyntaxError' }, String(one));
});

t.test('everything in logs that is worth reading is found among its bytes', async (t) => {
  const automaton = worthReadingBytes();
  const lines = LOG_CASES.flatMap(({ log }) => log.split('\n'));
  const quiet = lines.filter((line) => !mayMatch(automaton, Buffer.from(line)));
  t.strictSame(quiet.filter(isWorthReading), []);
  t.ok(quiet.length > 0);
});
