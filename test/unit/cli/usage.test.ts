import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { COMMAND_SUMMARIES } from '../../../src/cli/arguments/command-names.ts';
import { OPTIONS, variableOf } from '../../../src/settings/options.ts';
import { command } from '../../support/run-command.ts';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('usage');

t.test('help fits a screen and ends with three examples', async (t) => {
  for (const name of ['', ...Object.keys(COMMAND_SUMMARIES)]) {
    const { code, stdout, stderr } = await command([...(name === '' ? [] : [name]), '--help'], { env: { COLUMNS: '80' } });
    t.same([code, stderr], [0, ''], name);
    const lines = stdout.trimEnd().split('\n');
    t.ok(lines.length <= 40, `${name}: ${lines.length} lines`);
    t.ok(
      lines.every((line) => line.length <= 80),
      `${name}: 80 columns`,
    );
    t.equal(lines.slice(lines.lastIndexOf('Examples:') + 1).length, 3, `${name}: three examples`);
  }
});

t.test('every option is explained', async (t) => {
  const { stdout } = await command(['help', 'options']);
  for (const option of OPTIONS) {
    t.ok(stdout.includes(`  ${option.flags}`), option.flags);
    t.ok(stdout.includes(`Key ${option.key}, variable ${variableOf(option)}`), option.key);
  }
  t.equal((await command(['help', 'endpoints'])).stdout, (await command(['endpoints', '--help'])).stdout);
  t.match(await command(['help', 'endpoint']), { code: 2, stderr: /did you mean "endpoints"/ });
});

t.test('the version is that of the package', async (t) => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  t.equal((await command(['--version'])).stdout, `${version}\n`);
  t.equal((await command(['check', '--version'])).stdout.trim(), version);
});

t.test('a wrong command line ends with 2, a message and a hint, before anything is probed', { timeout: 100_000 }, async (t) => {
  await writeFile(join(dir, 'no.pem'), 'nothing');
  await writeFile(join(dir, 'bad.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  const rows: readonly (readonly [args: readonly string[], message: RegExp, hint?: RegExp])[] = [
    [['chekc'], /no command "chekc"/, /did you mean "check"/],
    [['--rout', 'direct'], /unknown option '--rout'/, /--route/],
    [['extra', 'words'], /no command "extra"/],
    [['check', 'extra'], /unexpected argument "extra"/],
    [['--cloud', 'usgvo'], /--cloud: "usgvo" is not valid/, /did you mean "usgov"/],
    [['--mode', 'x'], /--mode/],
    [['--timeout', 'soon'], /--timeout: "soon"/],
    [['--timeout', '0'], /--timeout/],
    [['--concurrency', '1.5'], /--concurrency/],
    [['--retries', '-1'], /--retries/],
    [['--deadline', '5'], /--deadline/],
    [['--feature', 'update'], /no catalog entry knows "update"/, /did you mean "updates"/],
    [['--connector', 'spc'], /no catalog entry knows "spc"/],
    [['--param', 'Nope=1'], /no catalog entry knows "Nope"/],
    [['--param', 'novalue'], /NAME=VALUE/],
    [['--only', 'nothing/*'], /no entry's id fits/],
    [['--route', 'proxy:8080'], /is not a valid route/, /forms: /],
    [['--route', 'ftp://x:1'], /"ftp" is not a kind of route/],
    [['--route', 'http://x:99999'], /is not a valid route/],
    [['--route', 'direct', '--route', 'direct'], /given twice/],
    [['--proxy-auth', 'kerberos'], /--proxy-auth/],
    [['--control-resolver', '10.0.0.1'], /is not a valid resolver/, /udp:\/\//],
    [['--resolver', '10.0.0.1'], /is not a valid resolver/, /udp:\/\//],
    [['--format', 'tabel'], /--format: "tabel" is not valid/, /did you mean "table"/],
    [['--report', 'json'], /FORMAT=FILE/],
    [['--report', 'pdf=x'], /no format "pdf"/],
    [['--fail-on', 'never'], /--fail-on/],
    [['--catalog', join(dir, 'none.yaml')], /the catalog does not exist/],
    [['--ca-file', join(dir, 'none.pem')], /does not exist/],
    [['--ca-file', join(dir, 'no.pem')], /there is no certificate in it/],
    [['--ca-file', join(dir, 'bad.pem')], /no usable certificate/],
    [['--proxy-password-file', join(dir, 'none')], /password file does not exist/],
    [['-c', join(dir, 'none.yaml')], /configuration file does not exist/],
    [['report'], /give one report file/],
    [['report', join(dir, 'none.json')], /the report does not exist/],
    [['explain', 'tcp.timout'], /tcp\.timout/, /did you mean "tcp\.timeout"/],
    [['endpoints', 'nope'], /unexpected argument "nope"/],
    [['endpoints', 'diff', 'configmgr-scp'], /give two catalogs/],
    [['endpoints', '--format', 'xml'], /no format "xml"/],
  ];
  for (const [args, message, hint] of rows) {
    const { code, stdout, stderr } = await command(args, { cwd: dir });
    t.same([code, stdout], [2, ''], args.join(' '));
    t.match(stderr, message);
    if (hint !== undefined) t.match(stderr.split('\n')[1] ?? '', hint);
    t.notMatch(stderr, /\n\s+at /, 'no stack');
  }
});

t.test('a configuration file is told by file, line and key', async (t) => {
  const rows: readonly (readonly [text: string, message: RegExp])[] = [
    ['timeout: 5000\nrouts: [direct]\n', /preflight\.yaml:2: routs: unknown key "routs"[\s\S]*did you mean "route"/],
    ['timeout: soon\n', /preflight\.yaml:1: timeout/],
    ['route: [direct\n', /preflight\.yaml:\d+: .*not valid YAML/],
    ['- a\n- b\n', /preflight\.yaml/],
    ['timeout: 1000\ntimeout: 2000\n', /preflight\.yaml:2: .*unique/],
  ];
  for (const [text, message] of rows) {
    await writeFile(join(dir, 'preflight.yaml'), text);
    const { code, stderr } = await command(['-c', join(dir, 'preflight.yaml')]);
    t.equal(code, 2, text);
    t.match(stderr, message);
  }
  // A file that is not named is that of the process's own folder.
  t.match(await program([], { cwd: dir }), { code: 2, stderr: rows.at(-1)?.[1] }, 'nor one that was found');
});

t.test('what init writes is accepted, and is not written over', async (t) => {
  const own = await temporaryFolder('init');
  t.equal((await command(['init'], { cwd: own })).code, 0);
  const again = await command(['init'], { cwd: own });
  t.same([again.code, /exists already/.test(again.stderr)], [2, true]);
  t.equal((await command(['init', '--force'], { cwd: own })).code, 0);
  const switchedOn = (await readFile(join(own, 'preflight.yaml'), 'utf8')).replace(
    /^# (\w+): (.+)$/gm,
    (line, key: string, value: string) => (value === '""' ? line : `${key}: ${value}`),
  );
  await writeFile(join(own, 'preflight.yaml'), switchedOn);
  const { code, stderr } = await command(['endpoints', '-c', join(own, 'preflight.yaml')], { cwd: own });
  t.same([code, stderr], [0, ''], 'also with every key switched on');
});
