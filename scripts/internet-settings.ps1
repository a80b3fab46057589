# The Internet Settings that this account goes by, or that of `sid`, whose hive is loaded (S-1-5-18, Local System): those of the machine where a policy says so (ProxySettingsPerUser = 0, "Make proxy settings
# per-machine"), else its own; policies of the account above its choices. `connection` is DefaultConnectionSettings, whose flags say whether a proxy
# is detected automatically.
param($in, $secret)
$settings = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings'
$policies = 'SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings'
$rule = Get-ItemProperty -LiteralPath ('HKLM:\' + $policies) -Name ProxySettingsPerUser -ErrorAction SilentlyContinue
$isMachine = $null -ne $rule -and [int]$rule.ProxySettingsPerUser -eq 0
$own = if ($in.sid) { 'Registry::HKEY_USERS\' + $in.sid + '\' } else { 'HKCU:\' }
$hive = if ($isMachine) { 'HKLM:\' } else { $own }
$found = @{}
foreach ($folder in $settings, $policies) {
  $key = Get-ItemProperty -LiteralPath ($hive + $folder) -ErrorAction SilentlyContinue
  foreach ($name in 'ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL') {
    if ($null -ne $key -and $null -ne $key.$name) { $found[$name] = $key.$name }
  }
}
$connections = Get-ItemProperty -LiteralPath ($hive + $settings + '\Connections') -Name DefaultConnectionSettings -ErrorAction SilentlyContinue
@{
  perMachine = $isMachine
  enabled = [int]$found.ProxyEnable
  server = [string]$found.ProxyServer
  bypass = [string]$found.ProxyOverride
  autoConfigUrl = [string]$found.AutoConfigURL
  connection = @($connections.DefaultConnectionSettings | ForEach-Object { [int]$_ })
}
