import t from 'tap';
import { secondsToWait } from '../../../../../src/checks/endpoint/verdict/evidence.ts';

t.test('Retry-After is seconds, or a date by the clock of whoever sent it', (t) => {
  const date = 'Sat, 28 Nov 2026 12:00:00 GMT';
  const rows: readonly (readonly [Record<string, string>, number | undefined])[] = [
    [{}, undefined],
    [{ 'retry-after': '120' }, 120],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '1.5' }, undefined],
    [{ 'retry-after': '9'.repeat(20) }, undefined],
    [{ 'retry-after': 'soon', date }, undefined],
    [{ 'retry-after': 'Sat, 28 Nov 2026 12:05:00 GMT', date }, 300],
    [{ 'retry-after': 'Sat, 28 Nov 2026 11:00:00 GMT', date }, 0],
    [{ 'retry-after': 'Sat, 28 Nov 2026 12:05:00 GMT' }, undefined],
    [{ 'retry-after': 'Sat, 28 Nov 2026 12:05:00 GMT', date: 'today' }, undefined],
    [{ 'retry-after': '2026-11-28T12:05:00Z', date }, undefined],
    [{ 'retry-after': 'Sat, 31 Nov 2026 25:61:00 GMT', date }, undefined],
  ];
  for (const [headers, seconds] of rows) t.equal(secondsToWait(headers), seconds, JSON.stringify(headers));
  t.end();
});
