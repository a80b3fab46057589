import t from 'tap';
import { isInNetEx, sortIpAddressList } from '../../../../src/network/pac/address-lists.ts';
import { addressFunctions, textFunctions, timeFunctions } from '../../../../src/network/pac/library.ts';

type Row = readonly [args: readonly unknown[], expected: unknown];
type Library = Readonly<Record<string, unknown>>;

function table(library: Library, rows: Readonly<Record<string, readonly Row[]>>): void {
  for (const [name, cases] of Object.entries(rows)) {
    t.test(name, async (t) => {
      for (const [args, expected] of cases) {
        const work = library[name] as (...all: readonly unknown[]) => unknown;
        t.strictSame(work(...args), expected, JSON.stringify(args));
      }
    });
  }
}

table(textFunctions(), {
  isPlainHostName: [
    [['www'], true],
    [['www.example.com'], false],
    [['2001:db8::1'], false],
  ],
  dnsDomainIs: [
    [['www.example.com', '.example.com'], true],
    [['www.example.com', 'example.com'], true],
    [['badexample.com', 'example.com'], true],
    [['www', '.example.com'], false],
    [['WWW.EXAMPLE.COM', '.example.com'], false],
  ],
  localHostOrDomainIs: [
    [['www.example.com', 'www.example.com'], true],
    [['www', 'www.example.com'], true],
    [['www.example.org', 'www.example.com'], false],
    [['home.example.com', 'www.example.com'], false],
  ],
  dnsDomainLevels: [
    [['www'], 0],
    [['www.example.com'], 2],
  ],
  shExpMatch: [
    [['http://home.example.com/people/ari/index.html', '*/ari/*'], true],
    [['http://home.example.com/people/montulli/index.html', '*/ari/*'], false],
    [['www.example.com', '*.example.com'], true],
    [['wwwxexample.com', 'www.example.com'], false],
    [['www.example.com', 'www.?xample.com'], true],
    [['www.example.com', 'www'], false],
    [['www.example.local', '*.(local|lan)'], true],
    [['www.local', '*.local|*.lan'], true],
    [['abc', 'a*c*'], true],
    [['', '*'], true],
    [['a', ''], false],
    [['a+b', 'a+b'], false],
    [[`${'a'.repeat(50)}b`, `${'*a'.repeat(30)}*c`], false],
  ],
  getClientVersion: [[[], '1.0']],
  alert: [[['a word'], undefined]],
});

const KNOWN = new Map([
  ['inside.example.com', '10.1.2.3'],
  ['outside.example.com', '198.51.100.7'],
]);
table(
  addressFunctions((name) => KNOWN.get(String(name)) ?? null),
  {
    convert_addr: [
      [['127.0.0.2'], 2_130_706_434],
      [['192.0.2.1'], -1_073_741_311],
      [['010.000.000.001'], 167_772_161],
      [['1.2'], 16_908_288],
    ],
    isInNet: [
      [['10.1.2.3', '10.0.0.0', '255.0.0.0'], true],
      [['11.1.2.3', '10.0.0.0', '255.0.0.0'], false],
      [['inside.example.com', '10.1.0.0', '255.255.0.0'], true],
      [['outside.example.com', '10.1.0.0', '255.255.0.0'], false],
      [['silent.example.com', '0.0.0.0', '0.0.0.0'], false],
      [['10.99.2.3', '10.1.2.0', '255.0.255.0'], true],
      [['10.99.3.3', '10.1.2.0', '255.0.255.0'], false],
      [['10.1.2.3', '010.000.000.000', '255.0.0.0'], true],
      [['10.1.2.300', '10.0.0.0', '255.0.0.0'], false],
      [['2001:db8::1', '0.0.0.0', '0.0.0.0'], false],
    ],
    isResolvable: [
      [['inside.example.com'], true],
      [['silent.example.com'], false],
    ],
  },
);

table({ isInNetEx, sortIpAddressList } as Library, {
  isInNetEx: [
    [['198.95.249.79', '198.95.249.79/32'], true],
    [['198.95.6.8', '198.95.0.0/16'], true],
    [['198.96.6.8', '198.95.0.0/16'], false],
    [['3ffe:8311:ffff:abcd::1', '3ffe:8311:ffff::/48'], true],
    [['3ffe:8312::1', '3ffe:8311:ffff::/48'], false],
    [['10.0.0.1', '::/0'], true],
    [['10.0.0.1', '2001:db8::/32'], false],
    [['::ffff:10.0.0.1', '10.0.0.0/8'], true],
    [['2001:db8::1', '0.0.0.0/0'], false],
    [['10.0.0.1', '0.0.0.0/0'], true],
    [['10.0.0.1', '10.0.0.0/33'], false],
    [['10.0.0.1', '10.0.0.0'], false],
    [['inside.example.com', '10.0.0.0/8'], false],
  ],
  sortIpAddressList: [
    [['10.2.3.9;2001:4898:28:3:201:2ff:feea:fc14;::1;127.0.0.1;::9'], '::1;::9;2001:4898:28:3:201:2ff:feea:fc14;10.2.3.9;127.0.0.1'],
    [[' 10.0.0.2 ; 10.0.0.1 '], '10.0.0.1;10.0.0.2'],
    [['10.0.0.1;nothing'], false],
    [[''], false],
    [[';'], false],
  ],
});

// Wednesday; the machine of the test may be anywhere, so that the local rows are made of the local fields.
const NOW = new Date(Date.UTC(2026, 6, 15, 13, 30, 20));
const local = { year: NOW.getFullYear(), day: NOW.getDate(), hour: NOW.getHours() };
table(
  timeFunctions(() => NOW),
  {
    weekdayRange: [
      [['WED', 'GMT'], true],
      [['MON', 'FRI', 'GMT'], true],
      [['THU', 'TUE', 'GMT'], false],
      [['FRI', 'WED', 'GMT'], true],
      [['MON', 'MON', 'GMT'], false],
      [['XXX', 'GMT'], false],
      [[], false],
      [['SUN', 'SAT'], true],
    ],
    dateRange: [
      [[15, 'GMT'], true],
      [[14, 'GMT'], false],
      [['JUL', 'GMT'], true],
      [['AUG', 'GMT'], false],
      [[2026, 'GMT'], true],
      [[1, 15, 'GMT'], true],
      [[16, 31, 'GMT'], false],
      [[16, 15, 'GMT'], true],
      [['JUN', 'AUG', 'GMT'], true],
      [['JAN', 'FEB', 'GMT'], false],
      [['NOV', 'JUL', 'GMT'], true],
      [[2020, 2099, 'GMT'], true],
      [[2027, 2099, 'GMT'], false],
      [[1, 'JUL', 15, 'JUL', 'GMT'], true],
      [[24, 'DEC', 2, 'JAN', 'GMT'], false],
      [['JUL', 2026, 'JUL', 2026, 'GMT'], true],
      [[16, 'JUL', 2026, 1, 'JAN', 2027, 'GMT'], false],
      [[15, 'JUL', 2026, 15, 'JUL', 2026, 'GMT'], true],
      [['XXX', 'AUG', 'GMT'], false],
      [[], false],
      [[local.day], true],
      [[local.year, local.year], true],
    ],
    timeRange: [
      [[13, 'GMT'], true],
      [[12, 'GMT'], false],
      [[12, 13, 'GMT'], true],
      [[13, 14, 'GMT'], true],
      [[14, 15, 'GMT'], false],
      [[22, 14, 'GMT'], false],
      [[13, 30, 14, 0, 'GMT'], true],
      [[13, 31, 14, 0, 'GMT'], false],
      [[13, 0, 13, 30, 'GMT'], true],
      [[23, 0, 14, 0, 'GMT'], true],
      [[13, 30, 20, 13, 30, 20, 'GMT'], true],
      [[13, 30, 21, 13, 30, 30, 'GMT'], false],
      [[], false],
      [[local.hour], true],
    ],
  },
);

t.test('timeRange takes no other number of arguments', async (t) => {
  t.throws(() => timeFunctions(() => NOW).timeRange(1, 2, 3), /bad number of arguments/);
});
