import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { HelpShown } from '../../../../src/cli/arguments/help-shown.ts';
import { run as compare } from '../../../../src/cli/commands/compare.ts';
import { run as merge } from '../../../../src/cli/commands/merge.ts';
import type { CommandRun, Io } from '../../../../src/cli/streams/io.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { Report } from '../../../../src/model/report.ts';
import { failure, finding, reportOf } from '../../../support/report/examples.ts';
import { scenario } from '../../../support/report/scenario.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const ID = 'endpoint:updates/a.example:443@direct';
const passing = reportOf([finding({ id: ID })]);
const failing = reportOf([failure(ID)]);
const HIDDEN = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const folder = await temporaryFolder('saved');

let files = 0;
async function saved(report: Report | string, name = `report-${++files}.json`): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof report === 'string' ? report : JSON.stringify(report));
  return file;
}

async function command(run: CommandRun, ...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io: Io = {
    out: async (data) => {
      out += String(data);
    },
    err: (text) => {
      err += text;
    },
    ...{ stdin: Readable.from([]), env: {}, cwd: '.', interrupted: new AbortController().signal },
    terminal: { outIsTty: false, errIsTty: false, columns: 100 },
  };
  return { code: await run(argv, io), out, err };
}

t.test('compare: exit codes and counts', async (t) => {
  const [good, bad] = [await saved(passing), await saved(failing)];
  const unclear = await saved(reportOf([finding({ id: ID, status: 'inconclusive' })]));
  for (const [before, after, code, words] of [
    [bad, good, 0, 'Nothing got worse. fixed: 1, broken: 0'],
    [good, bad, 1, 'Got worse: 1 finding. fixed: 0, broken: 1'],
    [good, good, 0, 'unchanged: 1'],
    [good, unclear, 3, 'cannot be told any more'],
  ] as const) {
    const { code: seen, out } = await command(compare, before, after);
    t.equal(seen, code);
    t.match(out, words);
  }
});

t.test('compare: formats, a file, and wrong use', async (t) => {
  const [good, bad] = [await saved(passing), await saved(failing)];
  const asJson = JSON.parse((await command(compare, good, bad, '--format', 'json')).out) as {
    counts: object;
    worse: boolean;
    changes: unknown[];
  };
  t.match(asJson, {
    kind: 'comparison',
    worse: true,
    counts: { broken: 1, unchanged: 0 },
    changes: [{ id: ID, kind: 'broken', after: { cause: 'tcp.timeout' } }],
  });
  const output = join(folder, 'change.md');
  t.equal((await command(compare, good, bad, '--format', 'md', '-o', output)).out, '');
  t.match(await readFile(output, 'utf8'), /^# Preflight comparison\n[\s\S]*\| a\.example \(direct\) \| pass → fail tcp\.timeout \|/);
  await t.rejects(command(compare, good), { name: 'UsageError', message: /two report files/ });
  await t.rejects(command(compare, good, bad, '--format', 'yaml'), { name: 'UsageError', field: '--format' });
  await t.rejects(command(compare, good, join(folder, 'none.json')), { name: 'UsageError', message: /does not exist/ });
  await t.rejects(command(compare, good, await saved('{"schemaVersion":"9"}')), { name: 'UsageError', field: 'schemaVersion' });
  t.ok((await command(compare, '--help').catch((error: unknown) => error)) instanceof HelpShown);
});

t.test('merge: one matrix, text and for programs', async (t) => {
  const at = (report: Report, hostname: string): Report => ({
    ...report,
    run: { ...report.run, vantage: { ...report.run.vantage, hostname } },
  });
  const some = await Promise.all([at(passing, 'SCP01'), at(failing, 'SCP02')].map((report) => saved(report)));
  const { code, out } = await command(merge, ...some);
  t.equal(code, 1);
  t.match(out, /^1 of 2 servers is not ready: 1 problem\./);
  t.match(out, /ok +FAIL +a\.example:443, updates \(direct\) \(tcp\.timeout at SCP02\)/);
  const asJson = JSON.parse((await command(merge, ...some, '--format', 'json')).out) as {
    vantages: { cells: number[] }[];
    outcomes: unknown[];
  };
  t.strictSame(
    asJson.vantages.map(({ cells }) => asJson.outcomes[cells[0] ?? -1]),
    [
      { status: 'pass', cause: null, owner: null },
      { status: 'fail', cause: 'tcp.timeout', owner: 'firewall' },
    ],
  );
  t.match(
    (await command(merge, ...some, '--format', 'csv')).out,
    /^\ufeff"vantage",[^\n]*\r\n"SCP01",[^\n]*"pass","",""\r\n"SCP02",[^\n]*"fail","tcp\.timeout","firewall"\r\n$/,
  );
  t.match(
    (await command(merge, ...some, '--format', 'md')).out,
    '| a.example:443, updates (direct) | pass | fail | tcp.timeout at SCP02 |',
  );
  const many = await Promise.all(Array.from({ length: 12 }, (_none, index) => saved(at(index < 7 ? failing : passing, `N${index + 10}`))));
  t.match(
    (await command(merge, ...many)).out,
    'a.example:443, updates (direct): 7 fail, 5 pass (tcp.timeout at N10, N11, N12, N13, N14, N15 and 1 more)',
  );
});

t.test('merge: a file that is no report costs nobody else its results', async (t) => {
  const { code, out, err } = await command(
    merge,
    await saved(passing),
    await saved('{'),
    await saved({ ...failing, run: { ...failing.run, id: 'run-2' } }),
  );
  t.equal(code, 2);
  t.match(out, 'Not read: ');
  t.match(out, '1 of 2 servers is not ready');
  t.equal((await command(merge, await saved(passing), await saved(passing))).out.split(' ')[0], '1', 'the same run twice is one run');
  t.match((await command(merge, await saved(passing), await saved(passing))).out, /\nGiven more than once, and counted once: the run of /);
  t.match(err, /^error: .*not valid JSON/);
  await t.rejects(command(merge, join(folder, 'nowhere')), { name: 'UsageError', message: /none of these files is a report/ });
  const lost = await command(merge, await saved(passing), join(folder, 'scp-lost.json'));
  t.match([lost.code, lost.out], [2, /^1 server, 1 row: none fails\.\n[\s\S]*Not read: [^\n]*scp-lost\.json: the report does not exist/]);
  await t.rejects(command(merge), { name: 'UsageError' });
});

t.test('hostile text is inert, internal names can be hidden', async (t) => {
  const nasty = '=cmd|\u001b[2J\u009b\u202e<script>`|';
  const hostile = (status: Finding['status']): Report =>
    reportOf([{ ...failure(ID, { title: nasty, message: nasty, remedy: nasty, route: nasty, feature: nasty }), status }], {
      vantage: { hostname: nasty, platform: nasty, addresses: [] },
      notes: [nasty],
    });
  const [before, after] = [await saved(hostile('warn')), await saved(hostile('fail'))];
  for (const format of ['text', 'md', 'json'])
    t.notMatch((await command(compare, before, after, '--format', format)).out, HIDDEN, `compare ${format}`);
  for (const format of ['text', 'md', 'json', 'csv']) {
    const { out } = await command(merge, before, after, '--format', format);
    t.notMatch(out, HIDDEN, `merge ${format}`);
    if (format === 'csv') t.notMatch(out, /(?:^|,)"[=+@-]/m);
  }
  const [one, other] = [await saved(scenario()), await saved(scenario())];
  for (const { out } of [await command(compare, one, other, '--redact'), await command(merge, one, other, '--redact')])
    t.notMatch(out, /contoso|SCP01|CORP/i);
});
