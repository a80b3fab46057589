# Thumbprints of the machine's roots.
param($in, $secret)
$found = @(Get-ChildItem 'Cert:\LocalMachine\Root', 'Cert:\LocalMachine\AuthRoot' | ForEach-Object { $_.Thumbprint.ToLowerInvariant() } | Sort-Object -Unique)
@{ thumbprints = $found }
