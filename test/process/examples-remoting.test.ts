import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import { type Outcome, outcomeFolder, standInRelease } from '../support/example-runs.ts';
import { PWSH, PWSH_ENV, withoutPowerShell } from '../support/lab/powershell.ts';

const SCRIPT = join(packageRoot(), 'examples/powershell/preflight-remoting.ps1');
const ZIP = 'configmgr-preflight-0.1.0-windows-x64.zip';

/**
 * Remoting imitated on this machine, after the documentation of Windows PowerShell 5.1: a session is a name, each runs its scripts in a scope of its own, and what is copied
 * to one is copied. The archive's files have no right to run here; Windows knows none. `gone` cannot be reached.
 */
const REMOTING = `
Import-Module Microsoft.PowerShell.Archive
function New-PSSession { param($ComputerName) if ($ComputerName -eq 'gone') { throw 'Connecting to remote server gone failed' }; [pscustomobject]@{ Name = $ComputerName } }
function Remove-PSSession { param($Session) }
function Invoke-Command { param($Session, $ScriptBlock, $ArgumentList) $list = @($ArgumentList); & ([scriptblock]::Create($ScriptBlock.ToString())) @list }
function Copy-Item { param($LiteralPath, $Path, $Destination, $ToSession, $FromSession)
  Microsoft.PowerShell.Management\\Copy-Item -LiteralPath ($LiteralPath + $Path) -Destination $Destination }
function Expand-Archive { param($LiteralPath, $DestinationPath)
  Microsoft.PowerShell.Archive\\Expand-Archive -LiteralPath $LiteralPath -DestinationPath $DestinationPath
  Get-ChildItem -LiteralPath $DestinationPath -Recurse -Filter *.cmd | ForEach-Object { chmod 755 $_.FullName } }
`;

t.test('PowerShell remoting, played to its end', { skip: withoutPowerShell() }, async (t) => {
  const rows: readonly (readonly [name: string, outcome: Outcome, computers: string, code: number])[] = [
    ['green', 0, 'scp-munich', 0],
    ['failing', 1, 'scp-munich', 1],
    ['unproven', 3, 'scp-munich', 3],
    ['one is not reached', 0, 'scp-munich, gone', 2],
  ];
  for (const [name, outcome, computers, code] of rows) {
    const place = t.testdir({});
    await outcomeFolder(place, outcome);
    standInRelease(place, ZIP);
    const temporary = join(place, 'temporary');
    mkdirSync(temporary);
    const digest = createHash('sha256')
      .update(readFileSync(join(place, ZIP)))
      .digest('hex');
    writeFileSync(join(place, `${ZIP}.sha256`), `${digest}  ${ZIP}\n`);
    // The configuration names its catalog by a relative path: on the server it is beside the report.
    const configuration = readFileSync(join(place, 'preflight.yaml'), 'utf8').replace(/\[(\w+\.yaml)\]/, `[${place}/$1]`);
    writeFileSync(join(place, 'preflight.yaml'), configuration, { mode: 0o600 });
    const run = () => {
      const command = `${REMOTING}; . '${SCRIPT}' -ComputerName ${computers} -Zip '${ZIP}' -Configuration preflight.yaml; exit $LASTEXITCODE`;
      return spawnSync(PWSH, ['-NoProfile', '-NonInteractive', '-Command', command], {
        cwd: place,
        encoding: 'utf8',
        env: { ...process.env, ...PWSH_ENV, TMPDIR: temporary, HOME: place },
      });
    };
    const ran = run();
    t.equal(ran.status, code, `${name}: ${ran.stdout} ${ran.stderr}`);
    t.equal(existsSync(join(place, 'preflight-reports/matrix.md')), true, `${name}: a matrix`);
    t.same(
      readdirSync(temporary).filter((one) => one.startsWith('preflight-')),
      [],
      `${name}: nothing is left behind`,
    );
    if (name !== 'green') continue;
    writeFileSync(join(place, `${ZIP}.sha256`), `${'0'.repeat(64)}  ${ZIP}\n`);
    t.match(run(), { status: 1, stderr: /is not the file that/ }, 'another file than the one that was released');
  }
});
