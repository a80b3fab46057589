import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { allCommands } from '../../../src/cli/manual/all-commands.ts';
import { completionScript, SHELLS } from '../../../src/cli/manual/completion.ts';
import { manPage } from '../../../src/cli/manual/man-page.ts';
import { packageRoot } from '../../../src/files/package-root.ts';
import { FORMAT_NAMES } from '../../../src/report/formats/index.ts';
import { OPTIONS } from '../../../src/settings/options.ts';
import { command } from '../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'preflight-manual-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const commands = await allCommands();
const there = (name: string): boolean => spawnSync(name, ['--version']).status === 0;
const script = (shell: (typeof SHELLS)[number]): string => {
  const file = join(folder, `completion.${shell}`);
  writeFileSync(file, completionScript(shell, commands));
  return file;
};

/** What is typed, and what has to be offered (all of it, where it is short). */
const TYPED: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['fi', ['firewall']],
  ['--form', ['--format']],
  ['--format nd', ['ndjson']],
  ['report saved.json --format pro', ['prometheus']],
  ['--fail-on r', ['regression']],
  ['firewall --dialect squ', ['squid']],
  ['explain tls.interc', ['tls.intercepted']],
  ['completion z', ['zsh']],
  ['endpoints val', ['validate']],
];

t.test('every command, option and format is in every script', (t) => {
  for (const shell of SHELLS) {
    const text = completionScript(shell, commands);
    for (const { name } of commands) t.ok(text.includes(name), `${shell}: ${name}`);
    for (const { flags } of OPTIONS) {
      const name = /--([\w-]+)/.exec(flags)?.[1] ?? '';
      t.ok(text.includes(shell === 'fish' ? `-l ${name}` : `--${name}`), `${shell}: ${name}`);
    }
    for (const name of FORMAT_NAMES) t.ok(text.includes(`${name}=`), `${shell}: ${name}`);
  }
  t.end();
});

t.test('bash completes', (t) => {
  const file = script('bash');
  for (const [line, offered] of [...TYPED, ['--report js', ['json=']] as const]) {
    const words = ['configmgr-preflight', ...line.split(' ')].map((word) => `'${word}'`).join(' ');
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '--norc',
        '-c',
        `source '${file}'; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _configmgr_preflight; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ],
      { encoding: 'utf8' },
    );
    t.strictSame([stdout.trimEnd().split('\n'), stderr], [offered, ''], line);
  }
  t.end();
});

t.test('zsh reads its script', { skip: there('zsh') ? false : 'no zsh here' }, (t) => {
  const { status, stderr } = spawnSync('zsh', ['-n', script('zsh')], { encoding: 'utf8' });
  t.strictSame([status, stderr], [0, '']);
  t.end();
});

t.test('fish completes', { skip: there('fish') ? false : 'no fish here' }, (t) => {
  const file = script('fish');
  for (const [line, offered] of TYPED) {
    const { stdout } = spawnSync('fish', ['--no-config', '-c', `source '${file}'; complete -C 'configmgr-preflight ${line}'`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    const found = stdout
      .trimEnd()
      .split('\n')
      .map((one) => one.split('\t')[0] ?? '');
    t.strictSame(found, offered, line);
  }
  t.end();
});

t.test('the manual page has every command and option, and man renders it without a warning', (t) => {
  const page = manPage(commands, '0.0.0').replaceAll('\\-', '-');
  for (const { name } of commands) t.match(page, new RegExp(`^\\.B ${name}\\b`, 'm'), name);
  for (const { flags } of OPTIONS) t.ok(page.includes(`.B ${flags}`), flags);
  for (const code of [0, 1, 2, 3, 4, 70, 130]) t.match(page, new RegExp(`^\\.B ${code}$`, 'm'), `exit code ${code}`);
  if (!there('man')) return void t.end();
  const { status, stderr } = spawnSync(
    'man',
    ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', join(packageRoot(), 'docs/configmgr-preflight.1')],
    {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80', MANROFFSEQ: '' },
    },
  );
  t.strictSame([status, stderr], [0, '']);
  t.end();
});

t.test('the command, and a shell that is none', async (t) => {
  const { code, stdout, stderr } = await command(['completion', 'bash']);
  t.strictSame([code, stdout, stderr], [0, completionScript('bash', commands), '']);
  t.match(await command(['completion', 'pwsh']), { code: 2, stderr: /there is no shell "pwsh"\nhint: did you mean "powershell"\?/ });
  t.match(await command(['completion']), { code: 2, stderr: /this option is needed|shells: bash, zsh, fish, powershell/ });
});

t.test('--exit-codes nagios: the state is the code, and every mistake is UNKNOWN on standard output', async (t) => {
  const saved = join(packageRoot(), 'reports/sample/report.json');
  const plugin = ['--exit-codes', 'nagios'];
  t.match(await command(['report', saved, '--format', 'nagios', ...plugin]), { code: 2, stdout: /^PREFLIGHT CRITICAL - / });
  t.match(await command(['report', saved, '--format', 'nagios']), { code: 0 });
  t.match(await command(['--catalog', 'missing.yaml', '--format', 'nagios', ...plugin]), {
    code: 3,
    stdout: /^PREFLIGHT UNKNOWN - .*missing\.yaml/,
  });
  t.match(await command(['--wrong'], { env: { PREFLIGHT_EXIT_CODES: 'nagios' } }), { code: 3, stdout: /^PREFLIGHT UNKNOWN - / });
});
