# The machine's WinHTTP proxy, as the registry holds it (netsh winhttp set proxy, set advproxy).
param($in, $secret)
$key = Get-ItemProperty 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections' -Name WinHttpSettings -ErrorAction SilentlyContinue
@{ bytes = @($key.WinHttpSettings | ForEach-Object { [int]$_ }) }
