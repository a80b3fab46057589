import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../../../src/model/report.ts';
import { compareReports } from '../../../../src/report/compare/compare.ts';
import { server } from '../../../support/logs/samples.ts';
import { command } from '../../../support/run-command.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const dir = await temporaryFolder('log-times');

const ASK = 'Creating web request to: https://go.microsoft.com/fwlink/?LinkId=1 Method: GET';
const FAILS = server(ASK) + server('The remote server returned an error: (407) Proxy Authentication Required.');
const ANSWERS = server('Response from https://aka.ms/x is: 200 (OK)');
const REDIST = server(
  'ERROR: Failed to download redist for a200e842 with command  /RedistUrl https://go.microsoft.com/fwlink/?LinkID=2115626',
);
const SETUP = server('ERROR: Failed to download http://download.microsoft.com/x.cab, error 12029', {
  component: 'Configuration Manager Setup',
});

async function file(name: string, content: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

async function reportOf(...paths: readonly string[]): Promise<Report> {
  return JSON.parse((await command(['logs', ...paths, '--format', 'json'], { cwd: dir })).stdout) as Report;
}

t.test('the page of a log shows when which host failed and answered', async (t) => {
  const path = await file('Dmpdownloader.log', FAILS + ANSWERS + FAILS);
  const { stdout } = await command(['logs', path, '--format', 'html'], { cwd: dir });
  t.match(stdout, /When what failed and answered[\s\S]*go\.<wbr>microsoft|When what failed and answered[\s\S]*go\.microsoft\.com/);
  t.match(stdout, /aria-label="2 failures, 0 answers"[\s\S]*<rect class="failed"/);
  t.match(stdout, /aria-label="0 failures, 1 answers"[\s\S]*<rect class="answered"/);
});

t.test('what failed in a log and passes in a check is fixed, by host and port', async (t) => {
  const before = await reportOf(await file('Dmpdownloader.log', FAILS + ANSWERS));
  const passes = (host: string): Report['findings'][number] => ({
    ...(before.findings[0] as Report['findings'][number]),
    ...{ id: `endpoint:updates/${host}:443@direct`, status: 'pass', cause: null, evidence: {} },
    target: { pattern: host, host, port: 443, scheme: 'https' },
  });
  const after: Report = { ...before, findings: [passes('go.microsoft.com'), passes('download.microsoft.com')] };
  const { changes, notes } = compareReports(before, after);
  t.match(changes, [
    { kind: 'fixed', id: 'endpoint:go.microsoft.com:443', before: { cause: 'proxy.auth-required' }, after: { status: 'pass' } },
  ]);
  t.equal(changes.length, 1);
  t.match(notes[0], /read from logs[\s\S]*1 of them/);
});

t.test("a failed download of redistributables is explained by the log of setup's downloader", async (t) => {
  const downloader = await file('Dmpdownloader.log', REDIST);
  t.notMatch((await reportOf(downloader)).findings[0]?.message, /says why/);
  const both = await reportOf(downloader, await file('ConfigMgrSetup.log', SETUP));
  const redist = both.findings.find(({ id }) => id.includes('redist'));
  t.match(redist?.message, /ConfigMgrSetup\.log, which was read as well, says why: "12029" at download\.microsoft\.com:80/);
});
