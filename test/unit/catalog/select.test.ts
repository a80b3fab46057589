import t from 'tap';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import type { Selection } from '../../../src/catalog/selection.ts';
import { endWarnings, selectionNotes, unprovenNotes } from '../../../src/catalog/selection-notes.ts';
import type { ReleaseName } from '../../../src/model/catalog/release.ts';
import type { ScopedEndpoint } from '../../../src/model/scope.ts';
import { UsageError } from '../../../src/model/usage-error.ts';
import { catalogOf } from '../../support/catalog/catalog-text.ts';
import { PUBLIC } from '../../support/catalog/selections.ts';

const TEXT = `
id: own
title: Own list
revision: "1"
endpoints:
  - { id: a/exact, host: Exact.Example., feature: a }
  - { id: a/wild, host: "*.wild.example", feature: a, probe: [x.wild.example, X.wild.example], why: It is needed. }
  - { id: a/blind, host: "*.blind.example", feature: a }
  - { id: a/bare, host: bare.example, feature: a, probe: [account.bare.example] }
  - { id: b/gov, host: gov.example, feature: b, clouds: [usgov] }
  - { id: b/both, host: both.example, feature: b, clouds: [public, usgov] }
  - { id: c/console, host: console.example, feature: c, connector: console }
  - { id: c/many, host: many.example, feature: c, connector: [scp, console] }
  - { id: d/old, host: old.example, feature: d, until: "2002" }
  - { id: e/tenant, host: login.example, path: "/{TenantID}/x", feature: e }
  - { id: e/prefix, host: "<prefix>.<region>.cloud.example", feature: e, probe: ["<prefix>.probe.example"] }
  - { id: e/spaces, host: "<FQDN for child site>", feature: e }
  - { id: e/region, host: "*.<Region>.wild.example", feature: e }
`;
const own = catalogOf(TEXT, 'own.yaml', 'own');
const select = (wanted: Partial<Selection>, catalogs = [own]) => selectEndpoints(catalogs, { ...PUBLIC, ...wanted });
const keys = (endpoints: readonly ScopedEndpoint[]) => endpoints.map(({ key }) => key).join(' ');
const one = (id: string, wanted: Partial<Selection> = {}) => select({ ...wanted, only: [id] })[0] as ScopedEndpoint;

t.test('what is selected', (t) => {
  const rows: readonly (readonly [wanted: Partial<Selection>, keys: string])[] = [
    [{}, 'a/exact a/wild a/blind a/bare b/both c/many e/tenant e/prefix e/spaces e/region'],
    [{ features: ['b'] }, 'b/both'],
    [{ features: ['b', 'c'] }, 'b/both c/many'],
    [{ cloud: 'usgov' }, 'b/gov b/both'],
    [{ cloud: 'all', features: ['b'] }, 'b/gov b/both'],
    [{ connectors: ['console'] }, 'c/console c/many'],
    [{ connectors: ['all'], features: ['c'] }, 'c/console c/many'],
    [{ features: ['d'], includeRetired: true, readFor: { onDate: '2026-11-27', siteVersion: '2603' } }, 'd/old'],
    [{ only: ['a/*'] }, 'a/exact a/wild a/blind a/bare'],
    [{ only: ['*/exact', 'c/m?ny'] }, 'a/exact c/many'],
    [{ only: ['own:a/exact'] }, 'a/exact'],
  ];
  for (const [wanted, expected] of rows) t.equal(keys(select(wanted)), expected, JSON.stringify(wanted));
  t.end();
});

t.test('which hosts are probed', (t) => {
  const rows: readonly (readonly [id: string, params: Readonly<Record<string, string>>, pattern: string, hosts: readonly string[]])[] = [
    ['a/exact', {}, 'exact.example', ['exact.example']],
    ['a/wild', {}, '*.wild.example', ['x.wild.example']],
    ['a/bare', {}, 'bare.example', ['account.bare.example']],
    ['e/prefix', { Prefix: 'Contoso', region: 'westus' }, 'contoso.westus.cloud.example', ['contoso.probe.example']],
    ['e/spaces', { 'FQDN for child site': 'sup.corp.example' }, 'sup.corp.example', ['sup.corp.example']],
  ];
  for (const [id, params, pattern, hosts] of rows) {
    const scoped = one(id, { params });
    t.same([scoped.pattern, scoped.hosts, scoped.skip], [pattern, hosts, undefined], id);
  }
  t.end();
});

t.test('why something is skipped', (t) => {
  const rows: readonly (readonly [id: string, wanted: Partial<Selection>, reason: string | undefined, message: RegExp])[] = [
    [
      'a/blind',
      {},
      'not-applicable',
      /^No host of \*\.blind\.example is published for this role, so none can be probed\. The rule is needed/,
    ],
    ['e/region', { params: { Region: 'westus' } }, 'not-applicable', /^No host of \*\.westus\.wild\.example/],
    ['e/region', {}, 'missing-parameter', /give it with --param "Region=VALUE"\.$/],
    ['e/prefix', {}, 'missing-parameter', /--param "prefix=VALUE" --param "region=VALUE"\.$/],
    ['e/spaces', {}, 'missing-parameter', /--param "FQDN for child site=VALUE"/],
    ['a/exact', { mode: 'offline' }, 'offline-mode', /never connects/],
    ['c/many', { mode: 'offline', connectors: ['scp'] }, 'offline-mode', /never connects/],
    ['a/exact', { mode: 'offline', onToolHost: true }, 'offline-mode', /does not ask for it/],
    ['c/many', { mode: 'offline', connectors: ['console'] }, undefined, /^$/],
    ['c/console', { mode: 'offline', connectors: ['all'] }, undefined, /^$/],
  ];
  for (const [id, wanted, reason, message] of rows) {
    const scoped = one(id, wanted);
    t.equal(scoped.skip?.reason, reason, id);
    t.match(scoped.skip?.message ?? '', message, id);
    if (reason !== undefined) t.same(scoped.hosts, [], `${id}: nothing is probed`);
  }
  t.end();
});

t.test('a placeholder in the path alone does not keep the host from being probed', (t) => {
  const without = one('e/tenant');
  t.same([without.hosts, without.endpoint.path, without.publishedPath, without.skip], [['login.example'], '/', '/{TenantID}/x', undefined]);
  const given = one('e/tenant', { params: { tenantid: 'contoso.example' } });
  t.same([given.endpoint.path, given.publishedPath], ['/contoso.example/x', undefined]);
  t.equal(one('e/tenant', { params: { TenantID: 'a b\r\nX: y/../\ud800' } }).endpoint.path, '/a%20b%0D%0AX%3A%20y%2F..%2F%EF%BF%BD/x');
  t.end();
});

t.test('a catalog that the service connection point does not need says so, where nobody named who connects', (t) => {
  const agents = catalogOf(
    'id: agents\ntitle: t\nrevision: "1"\nendpoints:\n  - { id: a, host: a.example, feature: f, connector: build-agent }\n',
    'f',
    '',
  );
  const wanted = {
    features: [],
    cloud: 'public' as const,
    mode: 'online' as const,
    connectors: ['scp'],
    params: {},
    only: [],
    includeRetired: false,
  };
  t.throws(() => selectEndpoints([agents], { ...wanted, readFor: { onDate: '2026-11-27', siteVersion: '2603' } }), {
    message: /is needed by "scp", which is asked for by default/,
    hint: /--connector build-agent, or --connector all/,
  });
  t.end();
});

t.test('wrong names and values are told with what there is', (t) => {
  const rows: readonly (readonly [wanted: Partial<Selection>, located: RegExp, hint: RegExp])[] = [
    [{ features: ['aa'] }, /^--feature: no catalog entry knows "aa"$/, /^did you mean "a"\? there is: a, b, c, d, e$/],
    [{ features: ['something-else'] }, /no catalog entry knows/, /^there is: a, b, c, d, e$/],
    [{ connectors: ['consol'] }, /^--connector: /, /^did you mean "console"\? there is: all, scp, console$/],
    [{ params: { prefx: 'x' } }, /^--param: no catalog entry knows "prefx"$/, /did you mean "prefix"\?/],
    [{ params: { prefix: 'a b', region: 'r' } }, /^--param prefix: "a b" makes no host name of <prefix>\.<region>/, /letters, digits/],
    [{ params: { prefix: '*', region: 'r' } }, /^--param prefix: /, /letters/],
    [{ params: { prefix: 'evil.example/', region: 'r' } }, /^--param prefix: /, /letters/],
    [{ only: ['a/exat'] }, /^--only: no entry's id fits "a\/exat"$/, /did you mean "a\/exact"/],
    [{ only: ['x/*'] }, /^--only: /, /configmgr-preflight endpoints/],
    [{ only: ['c/console'] }, /^the selection is empty/, /others need these entries: --connector console$/],
    [{ features: ['d'] }, /^the selection is empty/, /dropped: --include-retired/],
    [{ only: ['b/gov'] }, /^the selection is empty/, /these entries are for: --cloud usgov$/],
    [{ cloud: 'china', features: ['a'] }, /^the selection is empty/, /--cloud public$/],
    [{ only: ['d/old'], connectors: ['console'] }, /^the selection is empty/, /endpoints --all/],
  ];
  for (const [wanted, located, hint] of rows) {
    try {
      select(wanted);
      t.fail(`accepted: ${JSON.stringify(wanted)}`);
    } catch (error) {
      t.ok(error instanceof UsageError, String(error));
      t.match((error as UsageError).located, located, JSON.stringify(wanted));
      t.match((error as UsageError).hint, hint, JSON.stringify(wanted));
    }
  }
  t.end();
});

t.test('several catalogs', (t) => {
  const other = catalogOf(TEXT.replace('id: own', 'id: other').replace('a/wild', 'a/own-wild'), 'other.yaml', 'other');
  const selected = select({ features: ['a'] }, [own, other]);
  t.equal(keys(selected), 'own:a/exact a/wild own:a/blind own:a/bare other:a/exact a/own-wild other:a/blind other:a/bare');
  t.equal(new Set(selected.map(({ key }) => key)).size, selected.length, 'keys are unique');
  t.equal(keys(select({ only: ['other:a/exact'] }, [own, other])), 'other:a/exact');
  t.equal(keys(select({ features: ['b'] }, [own, own])), 'b/both', 'the same file twice counts once');
  t.throws(() => select({}, [own, { ...own, sha256: 'changed' }]), /two different catalogs have the id "own"/);
  t.end();
});

t.test('a cloud of its own leaves out what lists name without a cloud: that is said', (t) => {
  t.same(selectionNotes([own], { ...PUBLIC, cloud: 'usgov' }), [
    '9 entries that the list names for the public cloud, or without a cloud, are not part of this selection (a, c, e); where the site needs them too, check them with --cloud public.',
  ]);
  t.same(selectionNotes([own], PUBLIC), []);
  t.same(selectionNotes([own], { ...PUBLIC, cloud: 'all' }), []);
  t.same(selectionNotes([own], { ...PUBLIC, cloud: 'usgov', features: ['b'] }), []);
  t.end();
});

t.test('work that no published host stands for is proven by no run: that is said', (t) => {
  const ask = (...lines: readonly string[]) =>
    unprovenNotes(
      select({ cloud: 'all' }, [
        catalogOf(`id: t\ntitle: T\nrevision: "1"\nendpoints:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`, 't.yaml', 't'),
      ]),
    );
  const gov = 'id: g/any, host: "*.gov.example", feature: g, expect: { holdSeconds: 180 }';
  t.match(ask(gov, 'id: g/one, host: one.example, feature: g'), [/^Nothing of g below \*\.gov\.example is proven by this run/]);
  t.same(ask('id: g/any, host: "*.gov.example", feature: g'), [], 'one answer is all it wants: the skipped row says enough');
  t.same(ask(gov.replace('feature', 'probe: [a.gov.example], feature')), []);
  t.same(ask(gov.replace('feature', 'required: false, feature')), []);
  t.end();
});

t.test('what ends within 90 days is told with its date', (t) => {
  const ending = (until: string) =>
    select({ includeRetired: true }, [
      catalogOf(
        `id: t\ntitle: T\nrevision: "1"\nendpoints:\n  - { id: a/x, host: x.example, feature: f, until: "${until}" }\n`,
        't.yaml',
        't',
      ),
    ]);
  const rows: readonly [string, string, ReleaseName, readonly RegExp[]][] = [
    ['2027-09-30', '2026-11-28T00:00:00Z', '2603', []],
    ['2027-09-30', '2027-07-02T10:00:00Z', '2603', [/a\/x until 2027-09-30 only, in 90 days/]],
    ['2027-09-30', '2027-09-30T10:00:00Z', '2603', [/release 2603 ends on 2027-11-05/, /2027-09-30 only, today/]],
    ['2027-09', '2027-09-01T00:00:00Z', '2603', [/release 2603 ends/, /until 2027-09 only/]],
    ['2211', '2026-11-28T00:00:00Z', '2509', []],
    ['2027-09-30', '2026-11-28T00:00:00Z', '2503', [/Support of release 2503 ended on 2026-09-30: plan/]],
    ['2027-09-30', '2027-05-11T00:00:00Z', '2509', [/release 2509 ends on 2027-05-12, in 1 day:/]],
  ];
  for (const [until, now, release, wanted] of rows) {
    const warnings = endWarnings(ending(until), release, now);
    t.equal(warnings.length, wanted.length, `${until} ${now} ${release}`);
    t.match(warnings, wanted);
  }
  t.end();
});
