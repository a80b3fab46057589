import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';
import { PESTER, PWSH, PWSH_ENV, withoutPowerShell } from '../../support/lab/powershell.ts';
import { BIN } from '../../support/run-program.ts';

// A busy machine takes its time to start anything.
t.setTimeout(600_000);

const MODULE = join(packageRoot(), 'release/files/ConfigMgrPreflight/ConfigMgrPreflight.psd1');
const TESTS = join(packageRoot(), 'test/support/powershell/module.Tests.ps1');
/** Pester's own results, one line a test, then how many there were. */
const PESTER_RUN = `
param($pester, $tests, $module, $program, $node, $catalog, $folder)
Import-Module $pester
$data = @{ Module = $module; Program = $program; Node = $node; Catalog = $catalog; Folder = $folder }
$result = Invoke-Pester -Container (New-PesterContainer -Path $tests -Data $data) -Output None -PassThru
foreach ($one in $result.Tests) { '{0} {1} {2}' -f $one.Result, $one.ExpandedPath, ($one.ErrorRecord -join ' ') }
foreach ($one in @($result.FailedBlocks) + @($result.FailedContainers)) { 'Failed block {0}' -f ($one.ErrorRecord -join ' ') }
`;

t.test('the PowerShell module, by Pester under PowerShell 7', { skip: withoutPowerShell() }, async (t) => {
  const folder = t.testdir({ 'catalog.yaml': '', 'run.ps1': PESTER_RUN, files: {} });
  mkdirSync(join(folder, 'files'), { recursive: true });
  const catalog = join(folder, 'catalog.yaml');
  writeFileSync(
    catalog,
    'id: c\ntitle: t\nrevision: "1"\nendpoints:\n  - { id: f/a, host: localhost, scheme: tcp, ports: [9], feature: f }\n',
  );
  const words = [PWSH, '-NoProfile', '-NonInteractive', '-File', join(folder, 'run.ps1')];
  const given = [PESTER, TESTS, MODULE, BIN, process.execPath, catalog, join(folder, 'files')];
  // Nothing but loopback, where nobody listens.
  const alone = ['-rn', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh'];
  const { stdout } = await promisify(execFile)('unshare', [...alone, ...words, ...given], {
    cwd: folder,
    env: { ...process.env, ...PWSH_ENV },
  });
  const results = stdout.split('\n').filter((line) => /^(?:Passed|Failed|Skipped|NotRun) /.test(line));
  t.ok(results.length >= 8, stdout);
  for (const line of results) t.match(line, /^Passed /, line);
});
