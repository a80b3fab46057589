<#
.SYNOPSIS
Probes from servers over PowerShell remoting, fetches their reports and makes one matrix.
.DESCRIPTION
The zip file of a release holds the program and node.exe: it is copied to each server, so that none of them needs Node.js or the internet. Its checksum is compared with
the file beside it (.sha256). The exit code is that of the matrix: 1 something fails, 2 a server gave no report, 3 something required could not be judged.
.EXAMPLE
.\preflight-remoting.ps1 -ComputerName scp-munich, scp-boston -Zip .\configmgr-preflight-0.1.0-windows-x64.zip -Configuration ..\preflight.yaml
.EXAMPLE
.\preflight-remoting.ps1 -ComputerName scp-munich -Zip .\configmgr-preflight-0.1.0-windows-x64.zip -Configuration ..\preflight.yaml -ProxyPassword (Read-Host -AsSecureString)
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string[]] $ComputerName,
    [Parameter(Mandatory)] [string] $Zip,
    [Parameter(Mandatory)] [string] $Configuration,
    [string] $OutputFolder = 'preflight-reports',
    # To log on at the servers; without it the account that runs this script.
    [pscredential] $Credential,
    # Of the user that a route of the configuration names.
    [securestring] $ProxyPassword
)
$ErrorActionPreference = 'Stop'

$expected = ((Get-Content -LiteralPath "$Zip.sha256" -TotalCount 1) -split '\s+')[0]
if ((Get-FileHash -LiteralPath $Zip -Algorithm SHA256).Hash -ne $expected) { throw "$Zip is not the file that $Zip.sha256 speaks for." }
$name = [IO.Path]::GetFileNameWithoutExtension($Zip)
# What an earlier run left must not count as today's.
if (Test-Path -LiteralPath $OutputFolder) { Remove-Item -LiteralPath $OutputFolder -Recurse }
$null = New-Item -ItemType Directory -Path $OutputFolder

$prepare = {
    $folder = Join-Path ([IO.Path]::GetTempPath()) "preflight-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory -Path $folder
    $folder
}
$probe = {
    param($folder, $name, $password)
    Expand-Archive -LiteralPath (Join-Path $folder "$name.zip") -DestinationPath $folder
    if ($password) { $env:PREFLIGHT_PROXY_PASSWORD = [Net.NetworkCredential]::new('', $password).Password }
    Push-Location $folder
    try { & (Join-Path (Join-Path $folder $name) 'configmgr-preflight.cmd') --config preflight.yaml --quiet --report json=report.json | Out-Null }
    finally { Pop-Location; $env:PREFLIGHT_PROXY_PASSWORD = $null }
    Test-Path -LiteralPath (Join-Path $folder 'report.json')
}
$clean = {
    param($folder)
    # Only what was made above.
    if ((Split-Path -Leaf $folder) -match '^preflight-[0-9a-f-]{36}$') { Remove-Item -LiteralPath $folder -Recurse -Force }
}

$logOn = @{}
if ($Credential) { $logOn.Credential = $Credential }
foreach ($computer in $ComputerName) {
    $session = $null
    try {
        $session = New-PSSession -ComputerName $computer @logOn
        $folder = Invoke-Command -Session $session -ScriptBlock $prepare
        Copy-Item -LiteralPath $Zip -Destination (Join-Path $folder "$name.zip") -ToSession $session
        Copy-Item -LiteralPath $Configuration -Destination (Join-Path $folder 'preflight.yaml') -ToSession $session
        $hasReport = Invoke-Command -Session $session -ScriptBlock $probe -ArgumentList $folder, $name, $ProxyPassword
        if ($hasReport) { Copy-Item -Path (Join-Path $folder 'report.json') -Destination (Join-Path $OutputFolder "$computer.json") -FromSession $session }
        else { Write-Warning "${computer}: nothing was probed; the messages of the program are above." }
        Invoke-Command -Session $session -ScriptBlock $clean -ArgumentList $folder
    }
    catch { Write-Warning "${computer}: $($_.Exception.Message)" }
    finally { if ($session) { Remove-PSSession -Session $session } }
}

# The same program merges here; each server by name, so that one without a report makes the exit code 2.
$own = Join-Path $OutputFolder 'program'
Expand-Archive -LiteralPath $Zip -DestinationPath $own
$reports = @($ComputerName | ForEach-Object { Join-Path $OutputFolder "$_.json" })
& (Join-Path (Join-Path $own $name) 'configmgr-preflight.cmd') merge @reports --format md --output (Join-Path $OutputFolder 'matrix.md')
$code = $LASTEXITCODE
Remove-Item -LiteralPath $own -Recurse -Force
Write-Output "See $(Join-Path $OutputFolder 'matrix.md')."
exit $code
