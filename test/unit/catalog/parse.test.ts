import fc from 'fast-check';
import t from 'tap';
import { UsageError } from '../../../src/model/usage-error.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import { anyText } from '../../support/any-text.ts';
import { catalogOf } from '../../support/catalog/catalog-text.ts';
import { extent } from '../../support/suite/extent.ts';

const HEAD = 'id: own\ntitle: Own list\nrevision: "1"\nendpoints:\n';
const ENTRY = '  - id: a/b\n    host: host.example\n    feature: f\n';
const parse = (text: string) => catalogOf(text, 'own.yaml', 'abc');

function refusal(text: string): UsageError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 200)}`);
}

t.test('published address ranges are those of a name in the file', (t) => {
  const networks = 'networks: { edge: { ranges: [192.0.2.0/24, "2001:db8::/32"], asOf: "2026-03-24", source: page } }\n';
  const named = `${HEAD.replace(/endpoints:\n$/, '')}${networks}endpoints:\n${ENTRY}    networks: edge\n`;
  t.match(parse(named), { networks: { edge: { asOf: '2026-03-24' } }, endpoints: [{ networks: 'edge' }] });
  t.match(refusal(named.replace('networks: edge', 'networks: egde')), { field: 'endpoints.0.networks', hint: /edge/ });
  t.match(refusal(named.replace('192.0.2.0/24', '192.0.2.0')), { field: 'networks.edge.ranges.0' });
  t.end();
});

t.test('what changed names its day, entries that are there, and a source', (t) => {
  const row = '{ on: "2026-04-01", entries: [a/b], what: It is different., source: page }';
  const text = `${HEAD.replace(/endpoints:\n$/, '')}sources: { page: { title: P, url: "https://example.com/" } }\nchanges:\n  - ${row}\nendpoints:\n${ENTRY}`;
  t.match(parse(text).changes, [{ on: '2026-04-01', entries: ['a/b'] }]);
  t.equal(parse(HEAD + ENTRY).changes, undefined);
  t.match(refusal(text.replace('[a/b]', '[a/c]')), { field: 'changes.0.entries.0', line: 6, message: 'there is no entry "a/c"' });
  t.match(refusal(text.replace('source: page', 'source: paeg')), { field: 'changes.0.source', hint: /page/ });
  t.match(refusal(text.replace('2026-04-01', 'soon')), { field: 'changes.0.on', message: /must be a day/ });
  t.match(refusal(text.replace(', source: page', '')), { field: 'changes.0.source', message: 'is missing' });
  t.end();
});

t.test('all mistakes of a file are told at once, in the order of its lines, with line and field', (t) => {
  const text = `id: Own\ntitle: t\nrevision: 1\nendpoints:\n${[
    '{ id: a, host: 17.0.0.0/8, feature: f }',
    '{ id: a, host: "*.example.com", feature: f, probe: [www.example.org, example.com, a.example.com] }',
    '{ id: c, host: c.example, feature: f, scheme: udp, ports: ["443"] }',
    '{ id: d, host: <tenant>.example.com, feature: f, probe: [www.example.org, x.example.com] }',
    '{ id: e, hosts: e.example, feature: f }',
    '{ id: f, host: f.example, feature: f, expect: { origin: { status: 200 } } }',
    '{ id: g, host: g.example, feature: f, probe: [h.example] }',
  ]
    .map((entry) => `  - ${entry}\n`)
    .join('')}`;
  const error = refusal(text);
  t.same(
    [error, ...error.others].map(({ line, field, hint = '' }) => [line, field, hint.slice(0, 24)]),
    [
      [1, 'id', ''],
      [3, 'revision', 'put it in quotes: "1"'],
      [5, 'endpoints.0.host', 'networks cannot be looke'],
      [6, 'endpoints.1.id', ''],
      [6, 'endpoints.1.probe.0', 'probe lists hosts that t'],
      [6, 'endpoints.1.probe.1', 'probe lists hosts that t'],
      [7, 'endpoints.2.scheme', 'UDP cannot be tested: gi'],
      [7, 'endpoints.2.ports.0', 'without quotes: 443'],
      [8, 'endpoints.3.probe.0', 'probe lists hosts that t'],
      [9, 'endpoints.4.hosts', 'did you mean "host"?'],
      [9, 'endpoints.4.host', ''],
      [10, 'endpoints.5.expect.origin', ''],
      [11, 'endpoints.6.probe.0', 'probe lists hosts that t'],
    ],
  );
  t.match(error.others.at(-2)?.message, /must name more than a status/);
  const endless = refusal(`${HEAD}${'  - {}\n'.repeat(6000)}`);
  t.match(endless.others.at(-1)?.message, /only the first 5000 of 6000 entries were looked at/);
  t.ok(endless.others.length <= 52);
  t.end();
});

t.test('what should be blocked is no requirement', (t) => {
  const blocked = `${ENTRY.replace('a/b', 'a/c')}    expect: blocked\n`;
  const { endpoints, negative } = parse(HEAD + ENTRY + blocked);
  t.same([endpoints.map(({ id }) => id), negative?.map(({ id, expect }) => [id, expect])], [['a/b'], [['a/c', {}]]]);
  t.equal(parse(HEAD + ENTRY).negative, undefined);
  t.match(refusal(HEAD + ENTRY + ENTRY + blocked), { message: /is there twice/ });
  t.match(parse(`${HEAD}${ENTRY}    sentBy: system\n`), { endpoints: [{ sentBy: 'system' }] });
  t.end();
});

t.test('an unknown key of any name is told as one', (t) => {
  for (const key of ['constructor', 'toString', 'hasOwnProperty'])
    t.match(refusal(`${HEAD}${ENTRY}    ${key}: 1\n`), { message: `unknown key "${key}"`, field: `endpoints.0.${key}` });
  t.end();
});

t.test('defaults are filled in', (t) => {
  t.same(parse(HEAD + ENTRY), {
    id: 'own',
    title: 'Own list',
    revision: '1',
    sha256: 'abc',
    sources: {},
    networks: {},
    endpoints: [
      {
        id: 'a/b',
        host: 'host.example',
        scheme: 'https',
        ports: [443],
        path: '/',
        feature: 'f',
        required: true,
        connectors: ['scp'],
        clouds: ['public'],
        probe: [],
        why: '',
        source: '',
        expect: {},
      },
    ],
  });
  const ports = (more: string) => parse(HEAD + ENTRY + more).endpoints[0]?.ports;
  t.same(ports('    scheme: http\n'), [80]);
  t.same(ports('    scheme: tcp\n'), [443]);
  t.same(ports('    ports: [8443, 443, 8443]\n'), [8443, 443]);
  t.same(parse(`${HEAD}${ENTRY}    connector: [console, scp, console]\n`).endpoints[0]?.connectors, ['console', 'scp']);
  t.end();
});

t.test('JSON, Windows line ends, a byte order mark and comments are read alike', (t) => {
  const wanted = parse(HEAD + ENTRY);
  const asJson = JSON.stringify({
    id: 'own',
    title: 'Own list',
    revision: '1',
    endpoints: [{ id: 'a/b', host: 'host.example', feature: 'f' }],
  });
  t.same(parse(asJson), wanted);
  t.same(parse(JSON.stringify(JSON.parse(asJson), null, '\t')), wanted);
  t.same(parse((HEAD + ENTRY).replaceAll('\n', '\r\n')), wanted);
  t.same(parse(`\ufeff${HEAD}${ENTRY}`), wanted);
  t.same(parse(`# [ { ${'['.repeat(100)}\n${HEAD}${ENTRY}`), wanted);
  t.end();
});

t.test('anchors that save typing are fine', (t) => {
  const shared = Array.from(
    { length: 200 },
    (_, index) => `  - { id: e${index}, host: h${index}.example, feature: f, clouds: *both }\n`,
  ).join('');
  const text =
    HEAD.replace('endpoints:', 'endpoints:\n  - { id: first, host: x.example, feature: f, clouds: &both [public, usgov] }') + shared;
  t.same(parse(text).endpoints[200]?.clouds, ['public', 'usgov']);
  t.end();
});

const entry = (line: string) => `${HEAD}${ENTRY}    ${line}\n`;

t.test('a mistake is told with file, line, field and what to do', (t) => {
  const rows: readonly (readonly [text: string, located: RegExp, hint?: RegExp])[] = [
    // not YAML, not one document, not a catalog
    ['endpoints: [', /^own\.yaml:1: not valid YAML: /],
    ['a: b: c', /^own\.yaml:1: not valid YAML: Nested mappings/],
    ['"', /^own\.yaml:1: not valid YAML: /],
    ['{"id": "own", ', /^own\.yaml:1: not valid YAML: /],
    ['id: a\n\ttitle: x\n', /^own\.yaml:\d: not valid YAML: /],
    [`${HEAD}${ENTRY}---\n${HEAD}${ENTRY}`, /^own\.yaml: there is more than one YAML document/],
    ['', /^own\.yaml: must be a set of keys, not empty$/],
    ['just words', /^own\.yaml:1: must be a set of keys, not a text$/],
    ['- a\n', /^own\.yaml:1: must be a set of keys, not a list$/],
    ['\u0000\u0001PNG\u0002', /^own\.yaml:1: /],
    [`${HEAD}id: twice\n`, /^own\.yaml:5: not valid YAML: keys must be unique, "id" is there twice$/],
    ['{"id": "a", "title": "t", "id": "b"}', /keys must be unique, "id" is there twice/],
    // missing and unknown keys
    ['id: own\n', /^own\.yaml:1: title: is missing$/],
    ['id: own\ntitle: t\nrevision: "1"\n', /endpoints: is missing$/],
    [`${HEAD}  []\n`, /endpoints: must be at least 1 entries long$/],
    [`${HEAD}  - id: x\n    feature: f\n`, /^own\.yaml:5: endpoints\.0\.host: is missing$/],
    [`titel: x\n${HEAD}${ENTRY}`, /^own\.yaml:1: titel: unknown key "titel"$/, /^did you mean "title"\?$/],
    [entry('port: 443'), /^own\.yaml:8: endpoints\.0\.port: unknown key "port"$/, /^did you mean "ports"\?$/],
    [entry('expect: { range: true }'), /^own\.yaml:8: endpoints\.0\.expect\.range: unknown key/, /did you mean "ranges"/],
    [entry('expect: blokced'), /^own\.yaml:8: endpoints\.0\.expect: must be one of: blocked$/, /did you mean "blocked"/],
    [entry('expect: 5'), /endpoints\.0\.expect: /],
    [entry('sentBy: systm'), /endpoints\.0\.sentBy: must be one of: system$/, /did you mean "system"/],
    [`${HEAD}${ENTRY}sources: { s: { titel: x, url: y } }\n`, /sources\.s/],
    ['__proto__: { polluted: true }\n', /^own\.yaml/],
    // wrong types and values
    ['id: own\ntitle: t\nrevision: 2020\n', /^own\.yaml:3: revision: must be a text, not the number 2020$/, /^put it in quotes: "2020"$/],
    [entry('since: 1511'), /^own\.yaml:8: endpoints\.0\.since: must be a text, not the number 1511$/, /quotes: "1511"/],
    [entry('expect: { tls: 1.2 }'), /^own\.yaml:8: endpoints\.0\.expect\.tls: must be one of: 1\.2, 1\.3$/, /quotes: "1\.2"/],
    [entry('required: maybe'), /^own\.yaml:8: endpoints\.0\.required: must be true or false, not a text$/],
    [entry('ports: 443'), /endpoints\.0\.ports: must be a list, not the number 443$/],
    [entry('ports: [0]'), /^own\.yaml:8: endpoints\.0\.ports\.0: must be at least 1$/],
    [entry('ports: [443, 70000]'), /^own\.yaml:8: endpoints\.0\.ports\.1: must be at most 65535$/],
    [entry('ports: [443.5]'), /endpoints\.0\.ports\.0: /],
    [entry('ports: ["443"]'), /endpoints\.0\.ports\.0: must be a (whole )?number, not a text$/],
    [entry('ports: []'), /endpoints\.0\.ports: must be at least 1/],
    [entry('scheme: ftp'), /endpoints\.0\.scheme: must be one of: https, http, tcp$/],
    [entry('scheme: htps'), /must be one of/, /did you mean "https"/],
    [entry('clouds: [publik]'), /^own\.yaml:8: endpoints\.0\.clouds\.0: must be one of: public, usgov, china$/, /did you mean "public"/],
    [entry('connector: 5'), /endpoints\.0\.connector: must not be the number 5$/],
    [entry('connector: []'), /endpoints\.0\.connector/],
    [entry('path: no-slash'), /endpoints\.0\.path: must begin with \//],
    [entry('path: "/a b"'), /endpoints\.0\.path: must begin with \/ and be without spaces/],
    [entry('path: "/a\\r\\nEvil: header"'), /endpoints\.0\.path: /],
    [entry('expect: { holdSeconds: 0 }'), /holdSeconds: must be at least 1$/],
    [`${HEAD}${ENTRY.replace('a/b', 'Not An Id')}`, /^own\.yaml:5: endpoints\.0\.id: must be lower-case words/],
    [`${HEAD}${ENTRY.replace('feature: f', 'feature: Two Words')}`, /endpoints\.0\.feature: must be lower-case words joined by -$/],
    [`${HEAD}${ENTRY}${ENTRY}`, /^own\.yaml:8: endpoints\.1\.id: the id "a\/b" is there twice$/],
    [
      `${HEAD}${ENTRY.replace('a/b', 'a')}${ENTRY.replace('a/b', 'ab')}${ENTRY.replace('a/b', 'a')}${ENTRY.replace('a/b', 'abc')}`,
      /^own\.yaml:11: endpoints\.2\.id/,
    ],
    // hosts
    [
      HEAD + ENTRY.replace('host.example', 'two words.example'),
      /^own\.yaml:6: endpoints\.0\.host: "two words\.example" is not a host pattern$/,
      /no spaces/,
    ],
    [HEAD + ENTRY.replace('host.example', '"*. example.com"'), /is not a host pattern/, /no spaces/],
    [HEAD + ENTRY.replace('host.example', 'https://host.example/x'), /is not a host pattern/, /scheme, path/],
    [HEAD + ENTRY.replace('host.example', '"host.example:8443"'), /is not a host pattern/, /key of their own: ports/],
    [HEAD + ENTRY.replace('host.example', 'host.example/path'), /is not a host pattern/, /key of its own: path/],
    [HEAD + ENTRY.replace('host.example', 'a..b'), /is not a host pattern/, /forms: /],
    [HEAD + ENTRY.replace('host.example', '"x.*.example"'), /is not a host pattern/, /forms: /],
    [HEAD + ENTRY.replace('host.example', '"*"'), /is not a host pattern/],
    [HEAD + ENTRY.replace('host.example', `${'a'.repeat(64)}.example`), /is not a host pattern/],
    [HEAD + ENTRY.replace('host.example', '""'), /endpoints\.0\.host: must be at least 1 characters long$/],
    [
      HEAD + ENTRY.replace('host.example', '*.manage.example'),
      /^own\.yaml:6: \*\.manage\.example refers to nothing/,
      /must stand in quotes: "\*\.manage\.example"/,
    ],
    [entry('probe: ["*.host.example"]'), /^own\.yaml:8: endpoints\.0\.probe\.0: "\*\.host\.example" is not a host name$/],
    [entry('probe: [host.example, "b d"]'), /endpoints\.0\.probe\.1: "b d" is not a host name$/],
    // sources
    [
      `${HEAD}${ENTRY}    source: pages#x\nsources: { page: { title: t, url: u } }\n`,
      /^own\.yaml:8: endpoints\.0\.source: there is no source "pages"$/,
      /did you mean "page"/,
    ],
  ];
  for (const [text, located, hint] of rows) {
    const error = refusal(text);
    t.match(error.located, located, text.slice(-120));
    if (hint !== undefined) t.match(error.hint, hint, text.slice(-120));
    t.notMatch(error.message, /\n/, 'one line');
  }
  t.end();
});

const LAUGHS = [
  'a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[index]}`).join(', ')}]`),
].join('\n');

t.test('hostile files end in one clear error, soon', (t) => {
  const many = 600_000;
  const longest = extent(Number.POSITIVE_INFINITY, 300_000);
  const rows: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ['ten megabytes of nesting', '['.repeat(10_000_000), /larger than 2000000 characters/],
    ['nested brackets', '['.repeat(many), /^own\.yaml:1: nested deeper than 40 levels$/],
    ['nested braces', '{a: '.repeat(many / 2), /nested deeper/],
    ['nested lists on a line', '- '.repeat(many), /nested deeper/],
    ['nested keys on a line', '? '.repeat(many), /nested deeper/],
    [
      'nested by indentation',
      Array.from({ length: 1900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      /^own\.yaml:41: nested deeper/,
    ],
    [
      'nested lists by indentation',
      Array.from({ length: 1900 }, (_, depth) => `${' '.repeat(depth)}-`).join('\n'),
      /^own\.yaml:41: nested deeper/,
    ],
    ['a billion laughs', LAUGHS, /aliases make the file far larger than it is/],
    ['a value inside itself', 'a: &a { b: *a }\n', /aliases make the file far larger/],
    ['aliases to nothing', '*a '.repeat(many), /^own\.yaml:1: /],
    ['anchors', '&a '.repeat(many), /too many parts/],
    ['tags', '! '.repeat(many), /too many parts/],
    ['keys on a line', 'a: '.repeat(many), /too many parts/],
    ['quotes', '"'.repeat(many), /not valid YAML/],
    ['empty documents', '---\n'.repeat(many / 4), /more than one YAML document/],
    ['sixty thousand keys', Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n'), /unknown key "k0"/],
    ['one key sixty thousand times', 'a: 1\n'.repeat(60_000), /keys must be unique/],
    ['sixty thousand empty entries', `${HEAD}${'  - {}\n'.repeat(60_000)}`, /endpoints/],
    ['a tag of megabytes', '!'.repeat(1_900_000), /not valid YAML/],
    ['zero bytes', '\u0000'.repeat(many), /^own\.yaml/],
    ['terminal escapes in a key', '"\\e[2J\\u202e": 1\n', /^own\.yaml/],
  ];
  for (const [name, text, message] of rows.filter(([, text]) => text.length <= longest)) {
    const before = process.cpuUsage();
    const error = refusal(text);
    const { user } = process.cpuUsage(before);
    t.match(error.located, message, name);
    t.ok(user / 1000 < 3000, `${name}: ${Math.round(user / 1000)} ms of processor time`);
    t.ok(error.located.length < 700, `${name}: a short message`);
  }
  t.end();
});

t.test('whatever the text, the answer is a catalog or one UsageError', (t) => {
  const words = fc.constantFrom(
    'id',
    'title',
    ':',
    ' ',
    '\n',
    '- ',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    '!!str',
    '|',
    '>',
    '"',
    "'",
    '#',
    '%',
    '---',
    '<<',
    '\t',
    ',',
    '?',
    '~',
    '0x1',
    '\u0085',
    'endpoints',
    'host',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
        anyText(200),
      ),
      (text) => {
        try {
          readYaml(text, 'f');
          parse(text);
        } catch (error) {
          return error instanceof UsageError;
        }
        return true;
      },
    ),
    { numRuns: extent(1000, 200) },
  );
  t.end();
});
