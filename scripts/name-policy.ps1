# The rules of the name resolution policy (NRPT) in force: where a group policy has some, those set on this machine do not count (MS-GPNRPT).
param($in, $secret)
$folders = 'SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig', 'SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig'
$rules = @()
foreach ($folder in $folders) {
  $root = Get-Item -LiteralPath ('HKLM:\' + $folder) -ErrorAction SilentlyContinue
  if ($null -eq $root -or $rules.Count -gt 0) { continue }
  foreach ($name in $root.GetSubKeyNames()) {
    $key = $root.OpenSubKey($name)
    $rules += , @{
      names = @($key.GetValue('Name') | Where-Object { $_ })
      options = [long]$key.GetValue('ConfigOptions', 0)
      servers = @([string]$key.GetValue('GenericDNSServers'))
      directAccess = @([string]$key.GetValue('DirectAccessDNSServers'))
    }
  }
}
@{ rules = $rules }
