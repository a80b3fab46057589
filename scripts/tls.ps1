# Registry values that keep .NET Framework and SCHANNEL from TLS 1.2, and the enabled cipher suites.
param($in, $secret)
$wanted = @()
foreach ($version in 'v4.0.30319', 'v2.0.50727') {
  foreach ($root in 'HKLM:\SOFTWARE', 'HKLM:\SOFTWARE\WOW6432Node') {
    foreach ($name in 'SchUseStrongCrypto', 'SystemDefaultTlsVersions') { $wanted += , @("$root\Microsoft\.NETFramework\$version", $name) }
  }
}
foreach ($side in 'Client', 'Server') { foreach ($name in 'Enabled', 'DisabledByDefault') { $wanted += , @("HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\$side", $name) } }
$settings = @($wanted | ForEach-Object {
  $item = Get-ItemProperty -LiteralPath $_[0] -Name $_[1] -ErrorAction SilentlyContinue
  @{ path = $_[0]; name = $_[1]; value = if ($null -eq $item) { $null } else { [long]$item.($_[1]) } }
})
$suites = @(try { (Get-TlsCipherSuite).Name } catch { })
@{ settings = $settings; suites = $suites }
