import type { HostQuestion } from './facts.ts';

const PROTOCOLS = String.raw`HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2`;

/** One question a script, JSON out; see `runScript`. Read-only. */
export const SCRIPTS: Readonly<Record<HostQuestion, string>> = {
  'operating-system': `
$os = Get-CimInstance Win32_OperatingSystem
$cs = Get-CimInstance Win32_ComputerSystem
$disk = Get-CimInstance Win32_LogicalDisk -Filter "DriveType=3 AND FileSystem='NTFS'" |
  Where-Object { -not (Test-Path -LiteralPath ($_.DeviceID + '\\NO_SMS_ON_DRIVE.SMS')) } | Sort-Object FreeSpace -Descending | Select-Object -First 1
$pending = (Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending') -or
  (Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired') -or
  ($null -ne (Get-ItemProperty -LiteralPath 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager' -Name PendingFileRenameOperations -ErrorAction SilentlyContinue)) -or
  ($null -ne (Get-ItemProperty -LiteralPath 'HKLM:\\SOFTWARE\\Microsoft\\ServerManager' -Name CurrentRebootAttempts -ErrorAction SilentlyContinue))
$identity = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
@{ caption = $os.Caption; build = $os.BuildNumber; productType = [int]$os.ProductType; sku = [int]$os.OperatingSystemSKU
  installationType = [string](Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion').InstallationType
  is64Bit = [Environment]::Is64BitOperatingSystem; partOfDomain = [bool]$cs.PartOfDomain; domain = $cs.Domain
  freeBytes = if ($null -eq $disk) { $null } else { [double]$disk.FreeSpace }; drive = $disk.DeviceID
  isClusterNode = (Test-Path 'HKLM:\\Cluster'); pendingRestart = $pending
  isAdministrator = $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) } | ConvertTo-Json -Compress`,
  dotnet: `
$full = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full' -ErrorAction SilentlyContinue
$old = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v3.5' -ErrorAction SilentlyContinue
@{ release = $full.Release; feature35 = ($null -ne $old -and $old.Install -eq 1) } | ConvertTo-Json -Compress`,
  software: `
$keys = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*', 'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'
$found = @(Get-ItemProperty $keys -ErrorAction SilentlyContinue |
  Where-Object { $_.DisplayName -match 'Visual C\\+\\+ 20(13|15)|ODBC Driver 1[78] for SQL Server|SQL Server .*Native Client' } |
  ForEach-Object { @{ name = [string]$_.DisplayName; version = [string]$_.DisplayVersion } })
@{ installed = $found } | ConvertTo-Json -Compress -Depth 4`,
  tls: `
$wanted = @()
foreach ($version in 'v4.0.30319', 'v2.0.50727') {
  foreach ($root in 'HKLM:\\SOFTWARE', 'HKLM:\\SOFTWARE\\WOW6432Node') {
    foreach ($name in 'SchUseStrongCrypto', 'SystemDefaultTlsVersions') { $wanted += , @("$root\\Microsoft\\.NETFramework\\$version", $name) }
  }
}
foreach ($side in 'Client', 'Server') { foreach ($name in 'Enabled', 'DisabledByDefault') { $wanted += , @("${PROTOCOLS}\\$side", $name) } }
$settings = @($wanted | ForEach-Object {
  $item = Get-ItemProperty -LiteralPath $_[0] -Name $_[1] -ErrorAction SilentlyContinue
  @{ path = $_[0]; name = $_[1]; value = if ($null -eq $item) { $null } else { [long]$item.($_[1]) } }
})
$suites = @(try { (Get-TlsCipherSuite).Name } catch { })
@{ settings = $settings; suites = $suites } | ConvertTo-Json -Compress -Depth 4`,
  roots: `
$found = @(Get-ChildItem 'Cert:\\LocalMachine\\Root', 'Cert:\\LocalMachine\\AuthRoot' | ForEach-Object { $_.Thumbprint.ToLowerInvariant() } | Sort-Object -Unique)
@{ thumbprints = $found } | ConvertTo-Json -Compress -Depth 3`,
  clock: `
$root = [ADSI]'LDAP://RootDSE'
$theirs = [DateTime]::ParseExact([string]$root.currentTime, "yyyyMMddHHmmss'.0Z'", [Globalization.CultureInfo]::InvariantCulture, 'AssumeUniversal, AdjustToUniversal')
@{ reference = [string]$root.dnsHostName; skewSeconds = [Math]::Round(([DateTime]::UtcNow - $theirs).TotalSeconds) } | ConvertTo-Json -Compress`,
};
