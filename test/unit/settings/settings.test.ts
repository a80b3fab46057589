import t from 'tap';
import { OPTIONS, variableOf } from '../../../src/settings/options.ts';
import { configSchema } from '../../../src/settings/schema.ts';
import { mergeSettings, mistypedVariables, paramsOf } from '../../../src/settings/settings.ts';
import { configTemplate } from '../../../src/settings/template.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import { fit } from '../../../src/yaml/fit.ts';

const fromFile = (text: string) =>
  fit(readYaml(text, 'preflight.yaml'), 'preflight.yaml', configSchema) as Readonly<Record<string, unknown>>;

t.test('flags win over environment, environment over file, file over defaults', async (t) => {
  const file = fromFile('timeout: 1000\nretries: 3\nroute: [direct, env]\nquiet: yes');
  const environment = {
    PREFLIGHT_TIMEOUT: '2000',
    PREFLIGHT_ROUTE: 'http://a:1, socks5://b',
    PREFLIGHT_QUIET: '',
    PREFLIGHT_ALL_ADDRESSES: 'on',
  };
  const settings = mergeSettings(file, environment, { timeout: '3000' });
  t.match(settings, { timeout: 3000, retries: 3, route: ['http://a:1', 'socks5://b'], quiet: true, allAddresses: true, concurrency: 32 });
  t.equal(mergeSettings(file, environment, {}).timeout, 2000);
  t.equal(mergeSettings(file, {}, {}).timeout, 1000);
  const defaults = mergeSettings({}, {}, {});
  for (const { key, default: byDefault } of OPTIONS) t.same(defaults[key as keyof typeof defaults], byDefault, key);
});

t.test('the rule about accounts can be written in two ways', async (t) => {
  t.equal(mergeSettings(fromFile('accounts: { require: all }'), {}, {}).accountsRequire, 'all');
  t.equal(mergeSettings(fromFile('accounts: { require: all }'), {}, { accountsRequire: 'any' }).accountsRequire, 'any');
  t.throws(() => fromFile('accounts: { require: both }'), /accounts\.require.*any, all|must be one of: any, all/);
});

t.test('every option has a variable of its own', async (t) => {
  const variables = OPTIONS.map(variableOf);
  t.equal(new Set(variables).size, OPTIONS.length);
  t.equal(variableOf({ key: 'proxyPasswordFile' }), 'PREFLIGHT_PROXY_PASSWORD_FILE');
  t.notOk(variables.includes('PREFLIGHT_PROXY_PASSWORD'), 'which holds a password');
  t.same(
    mistypedVariables({ PREFLIGHT_ROUTES: 'x', PREFLIGHT_ROUTE: 'y', PREFLIGHT_SOMETHING_ELSE: '1', PREFLIGHT_DEBUG: '1', HOME: '/' }),
    ['the variable PREFLIGHT_ROUTES is not known: did you mean "PREFLIGHT_ROUTE"?'],
  );
});

t.test('the forms a file may have', async (t) => {
  const rows: readonly (readonly [text: string, expected: object])[] = [
    ['route: direct', { route: ['direct'] }],
    ['accounts: { require: all }', { accountsRequire: 'all' }],
    ['accountsRequire: all', { accountsRequire: 'all' }],
    ['param: { prefix: contoso, RegionName: 5 }', { param: ['prefix=contoso', 'RegionName=5'] }],
    ['param: prefix=a=b', { param: ['prefix=a=b'] }],
    ['report: { json: a.json, md: b.md }', { report: ['json=a.json', 'md=b.md'] }],
    ['timeout: "500"', { timeout: 500 }],
    ['color: off', { color: false }],
    ['progress: false', { progress: false }],
    ['redactWords: [contoso]', { redactWords: ['contoso'] }],
  ];
  for (const [text, expected] of rows) t.match(mergeSettings(fromFile(text), {}, {}), expected, text);
  t.same(paramsOf({ param: ['a=1', ' b =x=y', 'a=2'] }), { a: '2', b: 'x=y' });
});

t.test('what is wrong in a file is told by line and key', async (t) => {
  const rows: readonly (readonly [text: string, message: RegExp, line: number, field: string, hint?: RegExp])[] = [
    ['quiet: true\nrouts: direct', /unknown key "routs"/, 2, 'routs', /did you mean "route"/],
    ['proxy-auth: ntlm', /unknown key "proxy-auth"/, 1, 'proxy-auth', /did you mean "proxyAuth"/],
    ['\ntimeout: soon', /must be a time from 10 ms to 10 min, as in 500ms, 3s or 5m/, 2, 'timeout'],
    ['timeout: 1.5', /must be a time/, 1, 'timeout'],
    ['timeout: true', /must be a time/, 1, 'timeout'],
    ['timeout:', /must be a time/, 1, 'timeout'],
    ['retries: -1', /from 0 to 10/, 1, 'retries'],
    ['concurrency: 99999', /from 1 to 1000/, 1, 'concurrency'],
    ['cloud: usgvo', /must be one of: public, usgov, china/, 1, 'cloud'],
    ['quiet: maybe', /true or false/, 1, 'quiet'],
    ['route:\n  - direct\n  - 5', /must be a text, not the number 5/, 3, 'route.1'],
    ['feature: [""]', /must be at least 1 character/, 1, 'feature.0'],
    ['param: prefix', /must be NAME=VALUE/, 1, 'param'],
    ['waivers:\n  - { pattern: x, reason: y, until: soon }', /must be a date/, 2, 'waivers.0.until'],
    ['waivers:\n  - { patern: x, reason: y, until: "2027-01-01" }', /./, 2, 'waivers.0'],
    ['redactWords: [ab]', /at least 3/, 1, 'redactWords.0'],
  ];
  for (const [text, message, line, field, hint] of rows) {
    const error = t.throws(() => fromFile(text), { name: 'UsageError', file: 'preflight.yaml', line, message }, text) as unknown as {
      field?: string;
      hint?: string;
    };
    t.ok(error.field?.startsWith(field), `${text}: ${error.field}`);
    if (hint !== undefined) t.match(error.hint, hint, text);
  }
});

t.test('times are taken as people write them', async (t) => {
  const flags = (timeout: string) => mergeSettings({}, {}, { timeout, deadline: '5m', hold: '3m', watch: '90' });
  t.match(flags('3s'), { timeout: 3000, deadline: 300_000, hold: 180, watch: 90 });
  for (const [text, ms] of [
    ['500ms', 500],
    ['1.5s', 1500],
    ['2 min', 120_000],
    ['4000', 4000],
    ['30', 30],
  ] as const)
    t.equal(flags(text).timeout, ms, text);
  t.match(flags('30').hints, [/^--timeout 30: a number without a unit is milliseconds: did you mean 30s\?$/]);
  t.equal(flags('30ms').hints, undefined);
  t.match(mergeSettings({}, { PREFLIGHT_TIMEOUT: '20' }, {}).hints, [/20s/]);
});

t.test('what is wrong in a flag or variable is told by its name', async (t) => {
  const rows: readonly (readonly [flags: object, environment: Record<string, string>, field: string, message: RegExp, hint?: RegExp])[] = [
    [{ timeout: 'soon' }, {}, '--timeout', /^"soon" is not valid: must be a time from 10 ms to 10 min, as in 500ms, 3s or 5m$/],
    [{ timeout: '0x20' }, {}, '--timeout', /must be a time/],
    [{ retries: '' }, {}, '--retries', /whole number/],
    [{ deadline: '99999999999999999999' }, {}, '--deadline', /must be a time/],
    [{ timeout: '5' }, {}, '--timeout', /^"5" is not valid/, /without a unit is milliseconds: did you mean 5s\?/],
    [{ hold: '500ms' }, {}, '--hold', /must be a time from 1 s to 1 h, as in 30s or 3m/],
    [{ format: 'tabel' }, {}, '--format', /^"tabel" is not valid: must be one of: table, /, /did you mean "table"/],
    [{ param: ['a=1', 'b'] }, {}, '--param', /^"b" is not valid: must be NAME=VALUE$/],
    ...['corp..test', '1.2.3.999', 'a:b', '300.1.1.1', '-x.test', 'x-', `${'a'.repeat(64)}.test`].map(
      (name) => [{ domain: name }, {}, '--domain', /must be the name or address of a machine$/] as const,
    ),
    ...['sql1:0', 'sql1:70000', 'a:b', 'sql1:x'].map(
      (name) => [{ sqlServer: name }, {}, '--sql-server', /must be HOST or HOST:PORT$/] as const,
    ),
    [{}, { PREFLIGHT_PROXY_AUTH: 'kerberos' }, 'PREFLIGHT_PROXY_AUTH', /"kerberos"/],
    [{}, { PREFLIGHT_QUIET: 'perhaps' }, 'PREFLIGHT_QUIET', /true or false/],
    [{}, { PREFLIGHT_FEATURE: `a,${'x'.repeat(3000)}` }, 'PREFLIGHT_FEATURE', /at most 2000 characters/],
  ];
  for (const [flags, environment, field, message, hint] of rows) {
    const expected = { name: 'UsageError', field, message, ...(hint === undefined ? {} : { hint }) };
    t.throws(
      () => mergeSettings({}, environment, flags as Readonly<Record<string, unknown>>),
      expected,
      JSON.stringify([flags, environment]),
    );
  }
  const password = 'geheim'.repeat(500);
  const error = t.throws(() => mergeSettings({}, { PREFLIGHT_ROUTE: `http://u:${password}@p:1` }, {}), {
    name: 'UsageError',
    message: /at most/,
  });
  t.notMatch((error as unknown as Error).message, /geheim/, 'a route is not repeated');
});

t.test('the template is accepted as it is and with every key switched on', async (t) => {
  const template = configTemplate();
  for (const { key } of OPTIONS) t.match(template, new RegExp(`^# ${key}: `, 'm'), key);
  const on = template.replace(/^# (\w+): (.+)$/gm, (line, key: string, value: string) =>
    OPTIONS.some((option) => option.key === key) ? `${key}: ${value}` : line,
  );
  const settings = mergeSettings(fromFile(on), {}, {});
  for (const { key, default: byDefault, example } of OPTIONS) {
    if (example === undefined) t.same(settings[key as keyof typeof settings], byDefault, key);
  }
  t.match(settings, { param: ['prefix=contoso'], report: ['json=preflight.json'], watch: 30 });
});
