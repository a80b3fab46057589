import t from 'tap';
import { NEWEST_RELEASE, RELEASE_NAMES, RELEASES, releaseOf } from '../../../../src/model/catalog/release.ts';
import { isAhead, isOver, VALIDITY } from '../../../../src/model/catalog/validity.ts';

const on = (onDate: string, siteVersion = '2603') => ({ onDate, siteVersion });

t.test('an entry ends with its day, its month, or its release', async (t) => {
  for (const [until, readFor, expected] of [
    [undefined, on('2026-11-28T10:00:00Z'), false],
    ['2027-09-30', on('2026-11-28T10:00:00Z'), false],
    ['2026-11-28', on('2026-11-28T23:59:59Z'), false],
    ['2026-11-27', on('2026-11-28T00:00:00Z'), true],
    ['2026-11', on('2026-11-28T00:00:00Z'), false],
    ['2026-10', on('2026-11-28T00:00:00Z'), true],
    ['2024', on('2026-11-28'), true],
    ['2026', on('2026-11-28'), false],
    ['2211', on('2026-11-28'), true],
    ['2509', on('2026-11-28', '2509'), false],
    ['2509', on('2026-11-28', '2603'), true],
  ] as const)
    t.equal(isOver(until, readFor), expected, `until ${until} on ${readFor.onDate} for ${readFor.siteVersion}`);
});

t.test('an entry begins with its day, its month, or its release', async (t) => {
  for (const [since, readFor, expected] of [
    [undefined, on('2026-11-28'), false],
    ['2027-01-01', on('2026-11-28'), true],
    ['2026-11-28', on('2026-11-28'), false],
    ['2603', on('2026-11-28', '2509'), true],
    ['2603', on('2026-11-28', '2603'), false],
  ] as const)
    t.equal(isAhead(since, readFor), expected, `since ${since} on ${readFor.onDate} for ${readFor.siteVersion}`);
});

t.test('only days, months and releases are taken', async (t) => {
  for (const text of ['2027-09-30', '2025-03', '2211', '1610', '2025']) t.ok(VALIDITY.test(text), text);
  for (const text of ['2113-', '3213', 'after 2022-04', '2025-13', '2025-03-32', '', ' 2211', '2211\n'])
    t.notOk(VALIDITY.test(text), JSON.stringify(text));
});

t.test('the releases are in their order, and the newest is the last', async (t) => {
  t.same([...RELEASE_NAMES].sort(), RELEASE_NAMES);
  t.equal(RELEASE_NAMES.at(-1), NEWEST_RELEASE);
  for (const release of RELEASES) {
    t.equal(releaseOf(release.name), release);
    t.match(release.version, /^5\.00\.\d{4}\.\d{4}$/);
    t.ok(Number.isFinite(Date.parse(release.supportEnds)), release.name);
  }
  t.equal(VALIDITY.test('2211\n'), false);
});
