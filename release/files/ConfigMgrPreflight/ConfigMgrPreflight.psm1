# The program as cmdlets: it is started, its NDJSON becomes objects. For Windows PowerShell 5.1 and PowerShell 7.
Set-StrictMode -Version 2.0

# Beside this folder, as the zip file has them. Nothing of the environment or of the current folder says what is started.
$script:Home_ = Split-Path -Parent $PSScriptRoot
$script:Program = @{
    Node = Join-Path $script:Home_ 'node.exe'
    Script = Join-Path $script:Home_ 'app\build\src\cli\bin.cjs'
}

# One argument as CommandLineToArgvW reads it back: Windows PowerShell 5.1 has no ArgumentList, and loses quotes inside arguments.
function ConvertTo-NativeArgument {
    param([string] $Text)
    if ($Text -ne '' -and $Text -notmatch '[\s"]') { return $Text }
    '"' + ($Text -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"'
}

function New-PreflightStart {
    param([string[]] $ArgumentList, [hashtable] $Environment)
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $script:Program.Node
    $start.Arguments = (@($script:Program.Script) + $ArgumentList | ForEach-Object { ConvertTo-NativeArgument $_ }) -join ' '
    $start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    # Whatever the code page of the console is.
    $start.StandardOutputEncoding = New-Object System.Text.UTF8Encoding $false
    $start.StandardErrorEncoding = New-Object System.Text.UTF8Encoding $false
    # What the machine sets for other programs on Node could load code or change what is trusted.
    $names = @($start.EnvironmentVariables.Keys | Where-Object { $_ -like 'NODE_*' -or @('OPENSSL_CONF', 'SSL_CERT_FILE', 'SSL_CERT_DIR') -contains $_ })
    foreach ($name in $names) { $start.EnvironmentVariables.Remove($name) }
    foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = [string] $Environment[$name] }
    $start
}

# Lines of standard output as they come. Warnings become warnings; exit code 2 (nothing was probed) and above 3 become a terminating error.
function Invoke-Preflight {
    param([string[]] $ArgumentList, [hashtable] $Environment = @{})
    $process = [System.Diagnostics.Process]::Start((New-PreflightStart $ArgumentList $Environment))
    try {
        $process.StandardInput.Close()
        $said = $process.StandardError.ReadToEndAsync()
        while ($true) {
            $reading = $process.StandardOutput.ReadLineAsync()
            # In short steps: Ctrl-C does not interrupt a call of .NET.
            while (-not $reading.Wait(200)) { }
            if ($null -eq $reading.Result) { break }
            $reading.Result
        }
        while (-not $process.WaitForExit(200)) { }
        $global:LASTEXITCODE = $process.ExitCode
        $mistakes = @()
        foreach ($line in ($said.Result -split "`r?`n")) {
            if ($line -match '^warning: (.+)$') { Write-Warning $Matches[1] }
            elseif ($line -match '^(?:error|internal error|hint): ') { $mistakes += $line }
            elseif ($line -ne '') { Write-Verbose $line }
        }
        if ($process.ExitCode -eq 2 -or $process.ExitCode -gt 3) {
            $text = ($mistakes -join ' ') -replace '^error: ', ''
            if ($text -eq '') { $text = "configmgr-preflight ended with exit code $($process.ExitCode)" }
            $category = 'InvalidArgument'
            if ($process.ExitCode -ne 2) { $category = 'InvalidResult' }
            $exception = New-Object System.InvalidOperationException $text
            throw (New-Object System.Management.Automation.ErrorRecord $exception, "PreflightExit$($process.ExitCode)", $category, $null)
        }
    } finally {
        if (-not $process.HasExited) { $process.Kill() }
        $process.Dispose()
    }
}

function Get-Value {
    param($Object, [string] $Name)
    if ($null -ne $Object -and $null -ne $Object.PSObject.Properties[$Name]) { $Object.$Name }
}

function ConvertTo-Finding {
    param($Line)
    $subject = @('host', 'server', 'account', 'question', 'route' | ForEach-Object { Get-Value $Line.target $_ }) + $Line.title | Select-Object -First 1
    $port = Get-Value $Line.target 'port'
    if ($null -ne $port) { $subject = "${subject}:$port" }
    [pscustomobject] @{
        PSTypeName = 'ConfigMgrPreflight.Finding'
        Status = $Line.status
        Subject = [string] $subject
        Route = $Line.route
        Cause = $Line.cause
        Layer = $Line.layer
        Owner = $Line.owner
        Title = $Line.title
        Message = $Line.message
        Remedy = $Line.remedy
        Required = $Line.required
        Feature = $Line.feature
        Confidence = $Line.confidence
        Kind = $Line.kind
        Id = $Line.id
        Target = $Line.target
        Evidence = $Line.evidence
        Reproduce = $Line.reproduce
    }
}

# Findings of the report, each once, as soon as they are final; those that a later one may replace only move the progress bar.
function ConvertFrom-PreflightLine {
    param([Parameter(ValueFromPipeline)] [string] $Text)
    begin { $seen = 0 }
    process {
        $line = ConvertFrom-Json $Text
        $final = Get-Value $line 'final'
        if ($line.type -eq 'finding' -and $final -ne $false) { ConvertTo-Finding $line }
        elseif ($line.type -eq 'finding') {
            $seen += 1
            Write-Progress -Activity 'Service connection point' -Status "$seen judged" -CurrentOperation $line.title
        } elseif ($line.type -eq 'summary') {
            Write-Verbose ("{0}: {1} pass, {2} warn, {3} fail, {4} inconclusive, {5} skip" -f $line.verdict, $line.pass, $line.warn, $line.fail, $line.inconclusive, $line.skip)
        }
    }
    end { if ($seen -gt 0) { Write-Progress -Activity 'Service connection point' -Completed } }
}

function Get-NamedArgument {
    param([string] $Option, [string[]] $Values)
    foreach ($one in $Values) { if ($one) { $Option; $one } }
}

function Test-ServiceConnectionPoint {
    <#
    .SYNOPSIS
    Checks what the service connection point needs: endpoints, and accounts, ports, placement and the host where they are asked for.
    .DESCRIPTION
    Reads, probes and reports; changes nothing. Emits one object a finding. Run it as the account that will connect: the role runs as System.
    $LASTEXITCODE is 0 when nothing fails, 1 when something does, 3 when something required could not be judged. Wrong parameters are a terminating error.
    .PARAMETER Route
    The way out, as in direct, http://proxy.corp.example:8080, pac+http://..., winhttp, internet-settings. Several are tested side by side.
    .PARAMETER ProxyCredential
    Account for proxies whose route names no user. The password reaches the program in its environment, never on its command line.
    .PARAMETER Credential
    Account that asks the directory, servers and the administration service, in the place of the one that runs the program.
    .PARAMETER ReportPath
    A JSON report of the run, for Export-PreflightReport and for comparisons.
    .PARAMETER ArgumentList
    Further options of configmgr-preflight check, as they are written on its command line.
    .EXAMPLE
    Test-ServiceConnectionPoint -Route http://proxy.corp.example:8080 | Where-Object Status -eq fail
    .EXAMPLE
    Test-ServiceConnectionPoint -Feature updates -ReportPath before.json | Group-Object Owner
    .OUTPUTS
    ConfigMgrPreflight.Finding
    #>
    [CmdletBinding()]
    [OutputType('ConfigMgrPreflight.Finding')]
    param(
        [string[]] $Route,
        [ValidateSet('auto', 'negotiate', 'ntlm', 'digest', 'basic', 'none')] [string] $ProxyAuth,
        [System.Management.Automation.PSCredential] $ProxyCredential,
        [System.Management.Automation.PSCredential] $Credential,
        [string[]] $Feature,
        [ValidateSet('endpoint', 'account', 'port', 'placement', 'host')] [string[]] $Check,
        [string[]] $Catalog,
        [string] $ReportPath,
        [string[]] $ArgumentList
    )
    $argv = @('check', '--format', 'ndjson', '--no-progress')
    $argv += @(Get-NamedArgument '--route' $Route) + @(Get-NamedArgument '--proxy-auth' $ProxyAuth) + @(Get-NamedArgument '--feature' $Feature)
    $argv += @(Get-NamedArgument '--check' $Check) + @(Get-NamedArgument '--catalog' $Catalog)
    $environment = @{}
    if ($null -ne $ProxyCredential) {
        $argv += '--proxy-user', $ProxyCredential.UserName
        $environment['PREFLIGHT_PROXY_PASSWORD'] = $ProxyCredential.GetNetworkCredential().Password
    }
    if ($null -ne $Credential) {
        $argv += '--user', $Credential.UserName
        $environment['PREFLIGHT_USER_PASSWORD'] = $Credential.GetNetworkCredential().Password
    }
    if ($ReportPath) { $argv += '--report', ('json=' + $PSCmdlet.GetUnresolvedProviderPathFromPSPath($ReportPath)) }
    if ($null -ne $ArgumentList) { $argv += $ArgumentList }
    Invoke-Preflight $argv $environment | ConvertFrom-PreflightLine
}

function Export-PreflightReport {
    <#
    .SYNOPSIS
    Writes a saved JSON report in another format, as a page, a table or work orders for each team.
    .EXAMPLE
    Export-PreflightReport before.json -Format html -OutFile before.html
    .OUTPUTS
    System.IO.FileInfo
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipelineByPropertyName)] [Alias('FullName')] [string] $Path,
        [Parameter(Mandatory)] [string] $Format,
        [Parameter(Mandatory)] [string] $OutFile,
        [switch] $Redact
    )
    process {
        $from = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
        $to = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutFile)
        if (-not $PSCmdlet.ShouldProcess($to, "Write the report as $Format")) { return }
        $argv = @('report', $from, '--format', $Format, '-o', $to)
        if ($Redact) { $argv += '--redact' }
        Invoke-Preflight $argv | Out-Null
        Get-Item -LiteralPath $to
    }
}

function Export-PreflightFirewallRule {
    <#
    .SYNOPSIS
    Writes the selected endpoints as configuration for a firewall or proxy product.
    .DESCRIPTION
    Without OutFile the configuration is emitted line by line. configmgr-preflight firewall --list shows the dialects.
    .EXAMPLE
    Export-PreflightFirewallRule -Dialect squid -Source 192.0.2.10 -OutFile squid.conf
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Dialect,
        [string[]] $Feature,
        [string[]] $Source,
        [string] $OutFile,
        [switch] $AllowLoss,
        [switch] $Inspection
    )
    $argv = @('firewall', '--dialect', $Dialect) + @(Get-NamedArgument '--feature' $Feature) + @(Get-NamedArgument '--source' $Source)
    if ($AllowLoss) { $argv += '--allow-loss' }
    if ($Inspection) { $argv += '--inspection' }
    if (-not $OutFile) { return Invoke-Preflight $argv }
    $to = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutFile)
    if (-not $PSCmdlet.ShouldProcess($to, "Write the configuration for $Dialect")) { return }
    Invoke-Preflight ($argv + @('-o', $to)) | Out-Null
    Get-Item -LiteralPath $to
}

# The whole of what the program prints, as a value. An array is emitted one by one: 5.1 would hand it on as one object.
function Get-PreflightJson {
    param([string[]] $ArgumentList)
    $value = ConvertFrom-Json ((Invoke-Preflight $ArgumentList) -join "`n")
    foreach ($one in $value) { $one }
}

function Get-PreflightEndpoint {
    <#
    .SYNOPSIS
    The endpoints that are selected, as objects. Touches no network.
    .EXAMPLE
    Get-PreflightEndpoint -Feature updates | Sort-Object Host
    .OUTPUTS
    ConfigMgrPreflight.Endpoint
    #>
    [CmdletBinding()]
    [OutputType('ConfigMgrPreflight.Endpoint')]
    param([string[]] $Feature, [string[]] $Catalog, [switch] $All)
    $argv = @('endpoints', '--format', 'json') + @(Get-NamedArgument '--feature' $Feature) + @(Get-NamedArgument '--catalog' $Catalog)
    if ($All) { $argv += '--all' }
    foreach ($one in (Get-PreflightJson $argv)) {
        $one.PSObject.TypeNames.Insert(0, 'ConfigMgrPreflight.Endpoint')
        $one
    }
}

function Get-PreflightCause {
    <#
    .SYNOPSIS
    What a cause means, how it is told apart, who fixes it and what to ask for.
    .EXAMPLE
    Test-ServiceConnectionPoint | Where-Object Cause | Get-PreflightCause
    #>
    [CmdletBinding()]
    param([Parameter(Position = 0, ValueFromPipelineByPropertyName)] [string[]] $Cause)
    process { Get-PreflightJson (@('explain', '--format', 'json') + @($Cause | Where-Object { $_ })) }
}

function Get-PreflightLog {
    <#
    .SYNOPSIS
    The network errors in logs of the role, as findings by endpoint and cause. Touches no network.
    .EXAMPLE
    Get-PreflightLog 'D:\Microsoft Configuration Manager\Logs' -Since 24h
    .OUTPUTS
    ConfigMgrPreflight.Finding
    #>
    [CmdletBinding()]
    [OutputType('ConfigMgrPreflight.Finding')]
    param([Parameter(Position = 0, ValueFromPipelineByPropertyName)] [Alias('FullName')] [string[]] $Path, [string] $Since)
    process {
        $paths = @($Path | Where-Object { $_ } | ForEach-Object { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($_) })
        Invoke-Preflight (@('logs', '--format', 'ndjson') + $paths + @(Get-NamedArgument '--since' $Since)) | ConvertFrom-PreflightLine
    }
}

Export-ModuleMember -Function Export-PreflightFirewallRule, Export-PreflightReport, Get-PreflightCause, Get-PreflightEndpoint, Get-PreflightLog, Test-ServiceConnectionPoint
