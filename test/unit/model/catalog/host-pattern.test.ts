import fc from 'fast-check';
import t from 'tap';
import { covers, fillPlaceholders, hostForm, normaliseHost, placeholdersIn } from '../../../../src/model/catalog/host-pattern.ts';
import type { HostForm } from '../../../../src/model/catalog/requirement.ts';
import { globMatches } from '../../../../src/text/glob.ts';
import { anyText } from '../../../support/any-text.ts';

t.test('forms', (t) => {
  const rows: readonly (readonly [pattern: string, form: HostForm | undefined])[] = [
    ['go.microsoft.com', { form: 'exact', text: 'go.microsoft.com' }],
    ['Configmgrbits.CDN.manage.Microsoft.com.', { form: 'exact', text: 'configmgrbits.cdn.manage.microsoft.com' }],
    ['*.manage.microsoft.com', { form: 'suffix', text: 'manage.microsoft.com' }],
    ['*manage.microsoft.com', { form: 'dotless-suffix', text: 'manage.microsoft.com' }],
    ['*-umwatsonc.events.data.microsoft.com', { form: 'inside-label', text: '-umwatsonc.events.data.microsoft.com' }],
    ['blob.core.windows.net', { form: 'exact', text: 'blob.core.windows.net' }],
    ['*.<RegionName>.logic.azure.com', undefined],
    ['<FQDN for software update point on child site>', undefined],
    ['192.0.2.1', { form: 'exact', text: '192.0.2.1' }],
    ['2001:DB8::1', { form: 'exact', text: '2001:db8::1' }],
    ['_sip.example', { form: 'exact', text: '_sip.example' }],
    ['bücher.example', { form: 'exact', text: 'xn--bcher-kva.example' }],
    ['BÜCHER.example.', { form: 'exact', text: 'xn--bcher-kva.example' }],
    ['*.bücher.example', { form: 'suffix', text: 'xn--bcher-kva.example' }],
    ['*-x.bücher.example', { form: 'inside-label', text: '-x.xn--bcher-kva.example' }],
    ['*bücher.example', undefined],
    ['例え。テスト', { form: 'exact', text: 'xn--r8jz45g.xn--zckzah' }],
  ];
  for (const [pattern, form] of rows) t.same(hostForm(pattern), form, pattern);
  t.end();
});

t.test('what is no host', (t) => {
  const texts = [
    '',
    '.',
    '*',
    '*.',
    '..',
    'a..b',
    '.a',
    'a b',
    ' a',
    'a ',
    'a\t',
    'a\u00a0b',
    'a\u0000',
    'http://a',
    'a:1',
    'a/b',
    'a?b',
    'a#b',
    'u@a',
    'a%41',
    'a\\b',
    'a,b',
    'a;b',
    'a*b',
    'x.*.y',
    '*.*.y',
    '**.y',
    '<',
    '<>',
    '{}',
    'a"b',
    "a'b",
    'a`b',
    'a|b',
    `${'a'.repeat(64)}.b`,
    `${'a.'.repeat(127)}a`,
    'a\u200bb.example/',
    '[::1]',
  ];
  for (const text of texts) t.equal(normaliseHost(text), undefined, JSON.stringify(text));
  t.equal(normaliseHost(`${'a'.repeat(63)}.b`), `${'a'.repeat(63)}.b`);
  t.end();
});

t.test('what a pattern covers', (t) => {
  const rows: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
    ['go.microsoft.com', ['go.microsoft.com', 'GO.Microsoft.com.'], ['a.go.microsoft.com', 'microsoft.com', 'go.microsoft.com.example']],
    [
      '*.manage.microsoft.com',
      ['sccm.manage.microsoft.com', 'a.b.manage.microsoft.com'],
      [
        'manage.microsoft.com',
        'evilmanage.microsoft.com',
        'x.manage.microsoft.com.example',
        '.manage.microsoft.com',
        '*.manage.microsoft.com',
      ],
    ],
    [
      '*manage.microsoft.com',
      ['manage.microsoft.com', 'x.manage.microsoft.com', 'evilmanage.microsoft.com'],
      ['manage.microsoft.com.example', 'microsoft.com'],
    ],
    [
      '*-umwatsonc.events.data.microsoft.com',
      ['eu-umwatsonc.events.data.microsoft.com'],
      [
        'umwatsonc.events.data.microsoft.com',
        '-umwatsonc.events.data.microsoft.com',
        'a.eu-umwatsonc.events.data.microsoft.com',
        'x.umwatsonc.events.data.microsoft.com',
      ],
    ],
    ['*.bücher.example', ['a.xn--bcher-kva.example', 'A.Bücher.example'], ['bücher.example']],
  ];
  for (const [pattern, yes, no] of rows) {
    const form = hostForm(pattern) as HostForm;
    for (const host of yes) t.ok(covers(form, host), `${pattern} covers ${host}`);
    for (const host of no) t.notOk(covers(form, host), `${pattern} does not cover ${host}`);
  }
  t.end();
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

t.test('laws of suffix patterns', (t) => {
  fc.assert(
    fc.property(name, name, label, (suffix, sub, extra) => {
      const form = hostForm(`*.${suffix}`) as HostForm;
      return (
        covers(form, `${sub}.${suffix}`) &&
        !covers(form, suffix) &&
        !covers(form, `${extra}${suffix}`) &&
        !covers(form, `${sub}.${suffix}.${extra}x`) === !`${sub}.${suffix}.${extra}x`.endsWith(`.${suffix}`)
      );
    }),
  );
  fc.assert(
    fc.property(name, name, (suffix, other) => {
      const [dotted, dotless] = [hostForm(`*.${suffix}`) as HostForm, hostForm(`*${suffix}`) as HostForm];
      return !covers(dotted, other) || covers(dotless, other);
    }),
  );
  t.end();
});

t.test('laws of the other forms', (t) => {
  fc.assert(fc.property(name, name, (host, other) => covers(hostForm(host) as HostForm, other) === (host === other)));
  fc.assert(
    fc.property(label, name, name, (star, rest, sub) => {
      const form = hostForm(`*-x.${rest}`) as HostForm;
      return covers(form, `${star}-x.${rest}`) && !covers(form, `${sub}.${star}-x.${rest}`) && !covers(form, `x.${rest}`);
    }),
  );
  fc.assert(
    fc.property(name, name, label, (suffix, sub, glue) =>
      [suffix, `${sub}.${suffix}`, `${glue}${suffix}`].every((host) => covers(hostForm(`*${suffix}`) as HostForm, host)),
    ),
  );
  t.end();
});

t.test('case, a trailing dot and the spelling of an international name change nothing', (t) => {
  fc.assert(
    fc.property(name, name, (pattern, host) => {
      const forms = [pattern, `${pattern}.`, pattern.toUpperCase()].map((text) => hostForm(`*.${text}`) as HostForm);
      const answers = forms.flatMap((form) => [host, `${host}.`, host.toUpperCase()].map((text) => covers(form, text)));
      return new Set(answers).size === 1;
    }),
  );
  t.end();
});

t.test('normalising is settled after one time and never throws', (t) => {
  fc.assert(
    fc.property(fc.oneof(anyText(80), fc.domain(), fc.webAuthority()), (text) => {
      const once = normaliseHost(text);
      return once === undefined || normaliseHost(once) === once;
    }),
    { numRuns: 3000 },
  );
  t.end();
});

t.test('placeholders', (t) => {
  t.same(placeholdersIn('<FQDN for software update point on child site>'), ['FQDN for software update point on child site']);
  t.same(placeholdersIn('<prefix>.<region>.cloudapp.azure.com'), ['prefix', 'region']);
  t.same(placeholdersIn('/{TenantID}/x'), ['TenantID']);
  t.same(placeholdersIn('plain.example'), []);
  t.equal(fillPlaceholders('<prefix>.<region>.x', { PREFIX: 'contoso' }), 'contoso.<region>.x');
  t.equal(fillPlaceholders('<a>', { a: '<a>' }), '<a>', 'filled once');
  t.equal(fillPlaceholders('<constructor>', {}), '<constructor>');
  t.equal(normaliseHost('<FQDN for software update point on child site>'), '<fqdn for software update point on child site>');
  t.equal(normaliseHost('<pre fix>.a b'), undefined);
  t.end();
});

t.test('globs over ids', (t) => {
  const rows: readonly (readonly [glob: string, text: string, fits: boolean])[] = [
    ['updates/*', 'updates/a.b', true],
    ['updates/*', 'x/updates/a', false],
    ['*', '', true],
    ['*', 'a/b', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*.com', 'a.com.com', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
  ];
  for (const [glob, text, fits] of rows) t.equal(globMatches(glob, text), fits, `${glob} ${text}`);
  const before = process.cpuUsage();
  globMatches(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000));
  t.ok(process.cpuUsage(before).user / 1000 < 500, 'no explosion');
  t.end();
});
