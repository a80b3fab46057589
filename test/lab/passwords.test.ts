import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/model/report.ts';
import { startAdminService } from '../support/lab/admin-service.ts';
import { CAST_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';
import { formsOf, type Traced, traced } from '../support/lab/trace.ts';
import { PROXY } from '../support/lab/world.ts';
import { BIN } from '../support/tested-program.ts';

const WRONG = 'Wr0ng-but-secret';

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  const { machines } = world;
  const scp = await domain.member('scp1', ['CORP\\CM01$', 'CORP\\svc-install']);

  const run = async (name: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const folder = join(machines.dir, name);
    await mkdir(folder);
    const report = join(folder, 'report.json');
    const argv = [process.execPath, BIN, 'check', '--verbose', ...world.trusting];
    const files = {
      json: 'report.json',
      html: 'report.html',
      md: 'report.md',
      ndjson: 'report.ndjson',
      junit: 'junit.xml',
      request: 'request.csv',
    };
    const reports = Object.entries(files).flatMap(([format, file]) => ['--report', `${format}=${join(folder, file)}`]);
    const ran = await traced(machines, [...argv, ...args, ...reports], { ...env, TMPDIR: folder });
    if (!existsSync(report)) throw new Error(ran.stderr);
    return { ran, folder, report: JSON.parse(await readFile(report, 'utf8')) as Report };
  };

  /** Where a secret was met, in words; nowhere is what is wanted. */
  const leaks = async ({ started, opened, written, stdout, stderr }: Traced, secrets: readonly string[]): Promise<readonly string[]> => {
    const forms = secrets.flatMap(formsOf);
    const holds = (text: string): boolean => forms.some((form) => text.includes(form));
    const [, ...others] = started;
    const files = [...new Set(opened)].filter((file) => existsSync(file) && statSync(file).isFile());
    const contents = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const));
    return [
      ...started.filter(({ argv }) => holds(argv)).map(({ argv }) => `arguments: ${argv}`),
      // The test itself puts them into the environment of the first program.
      ...others.filter(({ environment }) => holds(environment)).map(({ argv }) => `environment of: ${argv}`),
      ...written.filter(({ to, text }) => to.startsWith('/') && holds(text)).map(({ to }) => `written to: ${to}`),
      ...contents.filter(([, text]) => holds(text)).map(([file]) => `in the file: ${file}`),
      ...[stdout, stderr].filter(holds).map((text) => `output: ${text.slice(0, 200)}`),
    ];
  };

  t.test('accounts: in no process list, environment, file, log or report', async (t) => {
    const env = { ...domain.kerberosEnvironment(), PREFLIGHT_USER_PASSWORD: CAST_PASSWORD, PREFLIGHT_INSTALLATION_PASSWORD: WRONG };
    const accounts = ['--user', 'CORP\\reader', '--installation-account', 'CORP\\svc-install', '--site-server', 'cm01.corp.test'];
    const { ran, report } = await run('accounts', ['--check', 'account', '--scp', scp.host, ...accounts], env);
    const tools = ran.started.map(({ program }) => program.replace(/.*\//, ''));
    t.ok(tools.includes('rpcclient') && tools.includes('smbclient'), `${tools.join(' ')} ${ran.stderr}`);
    t.match(
      report.findings.find(({ id }) => id.endsWith('/logon@scp1.corp.test')),
      { status: 'fail' },
      'the log-on was tried',
    );
    t.ok(
      ran.opened.some((file) => file.endsWith('report.json.tmp') || file.includes('report.json')),
      'files are seen',
    );
    t.ok(
      ran.written.some(({ to, text }) => !to.startsWith('/') && text.includes(WRONG)),
      'the tools get it through a pipe, which the trace shows',
    );
    t.same(await leaks(ran, [CAST_PASSWORD, WRONG]), []);
  });

  t.test('from files, to an administration service and a proxy', async (t) => {
    const provider = await startAdminService(world, domain);
    await provider.tell({
      SMS_Site: [{ SiteCode: 'P01', ServerName: 'cm01.corp.test', Type: 2, ReportingSiteCode: '' }],
      SMS_SCI_SysResUse: [],
    });
    const catalog = await world.catalog('one', ['id: ok, host: ok.lab.test, feature: f']);
    const file = join(machines.dir, 'user-password.txt');
    await writeFile(file, `${CAST_PASSWORD}\n`, { mode: 0o600 });
    const proxyFile = join(machines.dir, 'proxy-password.txt');
    await writeFile(proxyFile, `${WRONG}\n`, { mode: 0o600 });
    const asking = ['--user', 'CORP\\reader', '--user-password-file', file, '--sms-provider', provider.host, '--scp', scp.host];
    const route = ['--route', `http://somebody@${PROXY}:3129`, '--proxy-password-file', proxyFile, '--catalog', catalog];
    const { ran, report } = await run(
      'services',
      ['--check', 'placement', '--check', 'endpoint', ...asking, ...route],
      domain.kerberosEnvironment(),
    );
    t.match(
      report.findings.find(({ id }) => id === 'placement:top-tier'),
      { status: 'pass' },
      ran.stderr,
    );
    t.ok(
      report.findings.some(({ cause }) => cause?.startsWith('proxy.')),
      'the proxy refused it',
    );
    // Basic is Base64 on the wire to the proxy, and nowhere else.
    t.same(await leaks(ran, [CAST_PASSWORD, WRONG, `somebody:${WRONG}`]), []);
  });
}
