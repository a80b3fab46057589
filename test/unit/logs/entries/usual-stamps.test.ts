import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { attributeStamp, trailerStamp } from '../../../../src/logs/entries/stamps.ts';
import { usualStamps } from '../../../../src/logs/entries/usual-stamps.ts';

const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
const clock = fc
  .tuple(two(25), two(61), two(61), fc.integer({ min: 0, max: 999 }), fc.constantFrom('+0', '-60', '+300', '-570', '+-120', '+1500'))
  .map(([hour, minute, second, fraction, bias]) => `${hour}:${minute}:${second}.${String(fraction).padStart(3, '0')}${bias}`);
const date = fc.tuple(two(13), two(32)).map(([month, day]) => `${month}-${day}-2024`);
const name = fc.constantFrom('SMS_DMP_DOWNLOADER', 'A', '');

t.test('stamps that are read quickly say the same as those that are read slowly', async (t) => {
  const read = usualStamps();
  const stamp = fc.oneof(
    fc.tuple(name, date, clock).map(([who, day, time]) => `$$<${who}><${day} ${time}><thread=7568 (0x1D90)>`),
    fc.tuple(name, date, clock).map(([who, day, time]) => `$$<${who}><${day} ${time}>`),
    fc
      .tuple(name, date, clock)
      .map(([who, day, time]) => `<time="${time}" date="${day}" component="${who}" context="" type="1" thread="9">`),
  );
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(stamp, { minLength: 1, maxLength: 20 }), (stamps) => {
        for (const one of stamps) deepStrictEqual(read(one), one.startsWith('$$<') ? trailerStamp(one) : attributeStamp(one), one);
      }),
      { numRuns: 200 },
    ),
  );
});

t.test('within an hour', async (t) => {
  const read = usualStamps();
  for (const time of ['14:03:27.512+300', '14:03:27.513+300', '14:59:59.999+300', '15:00:00.000+300', '14:03:27.512-570', '14:03:27.512'])
    for (const one of [`$$<A><03-14-2024 ${time}><thread=1 (0x1)>`, `<time="${time}" date="03-14-2024" component="A" type="3" thread="1">`])
      t.strictSame(read(one), one.startsWith('$$<') ? trailerStamp(one) : attributeStamp(one), one);
  t.equal(read('$$<A'), undefined);
});
