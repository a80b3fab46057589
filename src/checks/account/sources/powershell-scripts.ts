import { SECRET_LINE } from '../../../network/powershell.ts';

/**
 * One question a script: JSON out, input from `$in` (see `runScript`). Groups and accounts by SID: names are localised. `Get-LocalGroupMember` is not used:
 * it fails on one orphaned member (PowerShell issue 2996).
 */
export const LOCAL_ADMINISTRATORS_SCRIPT = `
$own = @('.', 'localhost', $env:COMPUTERNAME, [Net.Dns]::GetHostEntry('').HostName)
$computer = if ($own -contains $in.computer) { $env:COMPUTERNAME } else { $in.computer }
$group = ([Security.Principal.SecurityIdentifier]'S-1-5-32-544').Translate([Security.Principal.NTAccount]).Value.Split('\\\\')[-1]
if ($computer -ne $env:COMPUTERNAME) {
  $group = (Get-CimInstance -ComputerName $computer -ClassName Win32_Group -Filter "LocalAccount=TRUE AND SID='S-1-5-32-544'" -OperationTimeoutSec 20).Name
}
$adsi = [ADSI]"WinNT://$computer/$group,group"
$members = @($adsi.psbase.Invoke('Members') | ForEach-Object {
  $bytes = $_.GetType().InvokeMember('objectSid', 'GetProperty', $null, $_, $null)
  $sid = [Security.Principal.SecurityIdentifier]::new([byte[]]$bytes, 0)
  $name = try { $sid.Translate([Security.Principal.NTAccount]).Value } catch { $null }
  @{ sid = $sid.Value; name = $name }
})
@{ members = $members } | ConvertTo-Json -Compress -Depth 4`;

/** The policy in force, as secedit exports it: UTF-16 with byte order mark, values as *SID or bare names; a right that is missing is granted to nobody. */
export const LOGON_RIGHTS_SCRIPT = `
$own = @('.', 'localhost', $env:COMPUTERNAME, [Net.Dns]::GetHostEntry('').HostName)
if ($own -notcontains $in.computer) { throw [NotSupportedException]::new('the policy of another computer is not read from here: run the check on it') }
$file = [IO.Path]::GetTempFileName()
try {
  $null = & "$env:SystemRoot\\System32\\secedit.exe" /export /cfg $file /areas USER_RIGHTS /quiet
  if ($LASTEXITCODE -ne 0) { throw [UnauthorizedAccessException]::new("secedit ended with $LASTEXITCODE; it wants an administrator") }
  $rights = @{}
  foreach ($line in [IO.File]::ReadAllLines($file)) {
    if ($line -notmatch '^(Se\\w+LogonRight)\\s*=\\s*(.*)$') { continue }
    $right = $Matches[1]
    $rights[$right] = @($Matches[2].Split(',') | Where-Object { $_.Trim() } | ForEach-Object {
      $text = $_.Trim()
      $sid = if ($text.StartsWith('*')) { [Security.Principal.SecurityIdentifier]::new($text.Substring(1)) }
        else { try { [Security.Principal.NTAccount]::new($text).Translate([Security.Principal.SecurityIdentifier]) } catch { $null } }
      if ($null -ne $sid) {
        $name = try { $sid.Translate([Security.Principal.NTAccount]).Value } catch { $null }
        @{ sid = $sid.Value; name = $name }
      }
    })
  }
  @{ rights = $rights } | ConvertTo-Json -Compress -Depth 5
} finally { Remove-Item -LiteralPath $file -Force }`;

/**
 * One SMB session to IPC$ as the account in `user`, ended at once; `code` is the system error code (0: it logged on). `net use` would take the
 * password as an argument, where everybody sees it.
 */
export const LOGON_SCRIPT = `
${SECRET_LINE}
Add-Type -Namespace Preflight -Name Network -MemberDefinition @'
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
public struct Resource {
  public int Scope; public int Type; public int DisplayType; public int Usage;
  public string LocalName; public string RemoteName; public string Comment; public string Provider;
}
[DllImport("mpr.dll", CharSet = CharSet.Unicode)]
public static extern int WNetAddConnection2(ref Resource resource, string password, string user, int flags);
[DllImport("mpr.dll", CharSet = CharSet.Unicode)]
public static extern int WNetCancelConnection2(string name, int flags, bool force);
'@
$resource = New-Object Preflight.Network+Resource
$resource.RemoteName = '\\\\' + $in.computer + '\\IPC$'
$temporary = 4
$code = [Preflight.Network]::WNetAddConnection2([ref]$resource, $secret, [string]$in.user, $temporary)
if ($code -eq 0) { $null = [Preflight.Network]::WNetCancelConnection2($resource.RemoteName, 0, $true) }
@{ code = $code; message = [ComponentModel.Win32Exception]::new($code).Message } | ConvertTo-Json -Compress`;
