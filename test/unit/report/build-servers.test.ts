import { Ajv } from 'ajv';
import t from 'tap';
import type { Report } from '../../../src/model/report.ts';
import { FORMAT_MODULES, FORMAT_NAMES, type FormatName } from '../../../src/report/formats/index.ts';
import { failure, reportOf } from '../../support/report/examples.ts';
import { scenario } from '../../support/report/scenario.ts';

const render = async (name: FormatName, report: Report): Promise<string> => {
  const rendered = await (await FORMAT_MODULES[name]()).render(report, { width: 40, color: false, verbose: true });
  return typeof rendered === 'string' ? rendered : new TextDecoder().decode(rendered);
};

const COMMANDS = [
  '##vso[task.setvariable variable=x]y',
  'x ##[error]y',
  '##teamcity[buildStatus]',
  '::set-env name=PATH::y',
  'a ::stop-commands::b',
  '::error::y',
  '%0A::error::y\n::error::z\r\n##vso[x]',
];
const hostile = reportOf(
  COMMANDS.map((text, index) =>
    failure(`endpoint:${text}/${index}`, {
      ...{
        title: text,
        feature: text,
        route: text,
        message: text,
        remedy: text,
        reproduce: text,
        cause: index % 2 === 0 ? null : 'tcp.timeout',
      },
      target: { pattern: text, host: text, port: 443, scheme: 'https' },
      evidence: { [text]: text, server: text },
    }),
  ),
  { vantage: { hostname: COMMANDS[0] ?? '', platform: COMMANDS[1] ?? '', addresses: COMMANDS }, notes: COMMANDS },
  { routes: COMMANDS.map((name) => ({ name, kind: 'http', address: name, auth: 'none' })) },
);

t.test('no text from a peer is a command to the build server that prints it', async (t) => {
  const site = await Promise.all(FORMAT_NAMES.map(async (name) => [name, await render(name, hostile)] as const));
  for (const [name, text] of site) {
    const commands = text
      .split('\n')
      .filter((line) =>
        /##(?:vso|teamcity)?\[|^\s*::[a-z-]/i.test(
          line.replace(/^(?:##\[section\]|##vso\[task\.logissue type=error;code=[a-z.]+;\]|::error title=[^:,]*::)/, ''),
        ),
      );
    t.strictSame(commands, [], name);
  }
});

t.test('GitHub: one annotation a problem, worst first', async (t) => {
  const lines = (await render('github', scenario())).trimEnd().split('\n');
  t.match(lines.at(-1), /^Preflight of SCP01\.corp\.contoso\.com: fail \(11 fail, 2 inconclusive, /);
  const levels = lines.slice(0, -1).map((line) => /^::(\w+) title=[^:,]+::[^\n]+$/.exec(line)?.[1]);
  t.strictSame(levels, [...levels].sort(), 'errors before warnings');
  t.equal(levels.filter((level) => level === 'error').length, 8, 'thirteen findings are fewer problems');
  t.match(lines[0], '%0AAt: fef.manage.microsoft.com:443, enrollment.manage.microsoft.com:443, graph.microsoft.com:443.');
});

t.test('GitHub: the summary fits into a megabyte whatever happens', async (t) => {
  t.match(await render('github-summary', scenario()), /^## Preflight of SCP01\.corp\.contoso\.com: fail\n\n❌ 11 fail · /);
  const causes = Array.from({ length: 3000 }, (_none, index) =>
    failure(`route:${index}`, { kind: 'route', title: `Problem ${index} ${'x'.repeat(500)}` }),
  );
  const text = await render('github-summary', reportOf(causes));
  t.ok(Buffer.byteLength(text) < 1024 * 1024);
  t.match(text, /\nAnd \d+ more in the report files\.\n$/);
});

t.test('GitHub: the limit is in bytes, in every script, head and notes included', async (t) => {
  for (const letter of ['網', '한', '🎉', 'é']) {
    const causes = Array.from({ length: 3000 }, (_none, index) =>
      failure(`route:${index}`, { kind: 'route', title: `Problem ${index} ${letter.repeat(200)}`, message: letter.repeat(200) }),
    );
    const notes = Array.from({ length: 2000 }, () => letter.repeat(200));
    const text = await render(
      'github-summary',
      reportOf(causes, { notes, vantage: { hostname: letter.repeat(9000), platform: '', addresses: [] } }),
    );
    const bytes = Buffer.byteLength(text);
    t.ok(bytes <= 1024 * 1024 && bytes > 900_000, `${letter}: ${bytes} bytes`);
    t.match(text, /\nAnd \d+ more in the report files\.\n$/);
  }
});

t.test('findings without a cause have nothing in common: each message is told', async (t) => {
  const open = ['a 302 to http://portal.example/', 'status 403'].map((message, index) =>
    failure(`endpoint:a/${index}.example:443@direct`, { status: 'inconclusive', cause: null, layer: 'http', owner: null, message }),
  );
  for (const name of ['github', 'azure', 'github-summary', 'table', 'md'] as const) {
    const text = (await render(name, reportOf(open))).replaceAll('\\', '');
    for (const words of ['302', '403']) t.match(text, words, `${name}: ${words}`);
  }
});

t.test('a waiver is told with its reason and last day', async (t) => {
  const waiver = { pattern: 'endpoint:a/*', reason: 'CHG0001 <agreed>', until: '2030-01-31' };
  const report = reportOf([failure('endpoint:a/b.example:443@direct', { status: 'skip', skipReason: 'waived', waiver })]);
  t.equal(report.summary.verdict, 'pass', 'it was judged, and somebody answers for it');
  t.match(await render('junit', report), /<skipped message="waived until 2030-01-31 \(CHG0001 &lt;agreed&gt;\): /);
  t.match(await render('tap', report), /^ok 1 - .* # SKIP waived until 2030-01-31 \(CHG0001 <agreed>\): /m);
  t.match(await render('html', report), /class="sub">waived, tcp\.timeout</);
  for (const name of ['table', 'md', 'csv', 'html', 'json', 'ndjson'] as const)
    t.match((await render(name, report)).replaceAll('\\', ''), /2030-01-31/, name);
});

t.test('GitLab: a long text ends with a whole character and an ellipsis', async (t) => {
  const message = `${'x'.repeat(998)}🎉 and more`;
  const [entry] = JSON.parse(await render('gitlab', reportOf([failure('endpoint:a/b:443@direct', { message, remedy: '' })]))) as {
    description: string;
  }[];
  t.equal(entry?.description, `${'x'.repeat(998)}…`);
});

t.test('Azure Pipelines', async (t) => {
  const [section, ...issues] = (await render('azure', scenario())).trimEnd().split('\n');
  t.match(section, /^##\[section\]Preflight of /);
  for (const line of issues) t.match(line, /^##vso\[task\.logissue type=(?:error|warning);code=[a-z.-]+;\][^\n]+$/);
  t.match(await render('azure', reportOf([failure('endpoint:f/a%b:443@direct', { message: '100% lost' })])), '100%AZP25 lost');
});

/** The properties that docs.gitlab.com names for the report, by hand. */
const CODE_QUALITY = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^[^./][^:]*$' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
};

t.test('GitLab: the report fits the format, fingerprints are unique and stable', async (t) => {
  const valid = new Ajv().compile(CODE_QUALITY);
  for (const report of [scenario(3), hostile, reportOf([])]) {
    const entries = JSON.parse(await render('gitlab', report)) as { fingerprint: string }[];
    t.ok(valid(entries), JSON.stringify(valid.errors));
    t.equal(new Set(entries.map(({ fingerprint }) => fingerprint)).size, entries.length);
  }
  const later = { ...scenario(), run: { ...scenario().run, startedAt: '2027-01-01T00:00:00.000Z', id: 'other' } };
  t.equal(await render('gitlab', later), await render('gitlab', scenario()));
});
