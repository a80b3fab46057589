# Thumbprints of the machine's roots and intermediate authorities; whether Windows may fetch roots by itself.
param($in, $secret)
$found = @(Get-ChildItem 'Cert:\LocalMachine\Root', 'Cert:\LocalMachine\AuthRoot' | ForEach-Object { $_.Thumbprint.ToLowerInvariant() } | Sort-Object -Unique)
$between = @(Get-ChildItem 'Cert:\LocalMachine\CA' -ErrorAction SilentlyContinue | ForEach-Object { $_.Thumbprint.ToLowerInvariant() } | Sort-Object -Unique)
$policy = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot' -Name DisableRootAutoUpdate -ErrorAction SilentlyContinue
@{ thumbprints = $found; intermediates = $between; rootUpdates = ($null -eq $policy -or $policy.DisableRootAutoUpdate -ne 1) }
