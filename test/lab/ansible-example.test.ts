import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import { type Outcome, outcomeFolder, standInNpx, standInRelease, standInWindowsModules } from '../support/example-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ANSIBLE = spawnSync('ansible-playbook', ['--version']).status === 0;
const folder = await temporaryFolder('ansible');

interface Played {
  readonly code: number | null;
  readonly output: string;
  readonly matrix: string;
}

/** The playbook over hosts on this machine, each with the configuration that makes its outcome; `lost` is not reached. */
async function play(name: string, hosts: Readonly<Record<string, Outcome | 'lost'>>, isWindows = false): Promise<Played> {
  const place = join(folder, name);
  await cp(join(packageRoot(), 'examples/ansible'), join(place, 'ansible'), { recursive: true });
  const lines: string[] = [];
  for (const [host, outcome] of Object.entries(hosts)) {
    const own = join(place, host);
    if (outcome !== 'lost') await outcomeFolder(own, outcome);
    const how = outcome === 'lost' ? 'ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1' : 'ansible_connection=local';
    lines.push(`${host} ${how} preflight_folder=${own} preflight_config=${own}/preflight.yaml`);
  }
  await writeFile(join(place, 'ansible/inventory.ini'), `[scp_candidates]\n${lines.join('\n')}\n`);
  // What an earlier play left must not pass for today's.
  await mkdir(join(place, 'ansible/reports'));
  await writeFile(join(place, 'ansible/reports/stale.json'), '{}');
  const npx = await standInNpx(place);
  if (isWindows) standInRelease(join(place, 'ansible'), 'configmgr-preflight-0.1.0-windows-x64.zip');
  const windows = isWindows ? ['-e', 'preflight_windows=true'] : [];
  const collections = isWindows ? { ANSIBLE_COLLECTIONS_PATH: await standInWindowsModules(place) } : {};
  const child = spawn('ansible-playbook', ['-i', 'inventory.ini', ...windows, 'playbook.yml'], {
    cwd: join(place, 'ansible'),
    env: {
      PATH: `${npx}:${process.env.PATH}`,
      HOME: place,
      LC_ALL: 'C.UTF-8',
      ANSIBLE_NOCOWS: '1',
      ANSIBLE_LOCALHOST_WARNING: 'False',
      ...collections,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const matrix = await readFile(join(place, 'ansible/matrix.md'), 'utf8').catch(() => '');
  return { code, output, matrix };
}

t.test(
  'the Ansible playbook, played to its end',
  { skip: ANSIBLE || process.env.CI !== undefined ? false : 'no ansible-core here' },
  async (t) => {
    const rows: readonly (readonly [name: string, hosts: Readonly<Record<string, Outcome | 'lost'>>, code: number, said: RegExp])[] = [
      ['green', { one: 0 }, 0, /failed=0/],
      ['failing', { one: 0, two: 1 }, 2, /Something fails\./],
      ['unproven', { one: 3 }, 2, /Nothing fails, but something required could not be judged\./],
      ['lost', { one: 0, two: 2, three: 'lost' }, 2, /A server gave no report: [\s\S]*two\.json[\s\S]*three\.json/],
    ];
    for (const [name, hosts, code, said] of rows) {
      const played = await play(name, hosts);
      t.equal(played.code, code, `${name}: ${played.code === code ? '' : played.output.slice(-3000)}`);
      t.match(played.output, said, name);
      t.match(played.matrix, /^# Preflight matrix\n/, `${name}: the others have their matrix`);
      t.notMatch(played.matrix, /stale/, name);
    }
    const green = await play('windows', { one: 0 }, true);
    t.equal(green.code, 0, green.code === 0 ? '' : green.output.slice(-3000));
    const mixed = await play('windows-mixed', { one: 0, two: 1, three: 3, four: 2 }, true);
    t.equal(mixed.code, 2, mixed.output.slice(-3000));
    t.match(mixed.output, /A server gave no report: [\s\S]*four\.json/);
    t.match(mixed.matrix, /^\*\*1 of 3 servers is not ready: 1 problem\. 1 server inconclusive\.\*\*$/m);
  },
);

const LINT = spawnSync('ansible-lint', ['--version']).status === 0;

t.test('ansible-lint finds nothing in any of its files', { skip: LINT ? false : 'no ansible-lint here' }, async (t) => {
  const place = join(folder, 'lint');
  await cp(join(packageRoot(), 'examples/ansible'), place, { recursive: true });
  // Without the network, where it would fetch the collections that a playbook names; one line a finding.
  const argv = ['--offline', '--nocolor', '-p', 'playbook.yml', 'linux.yml', 'windows.yml'];
  const { status, stdout, stderr } = spawnSync('ansible-lint', argv, {
    cwd: place,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, HOME: place },
  });
  t.same([status, stdout], [0, ''], stderr);
});
