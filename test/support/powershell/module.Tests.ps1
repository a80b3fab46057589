# Run by test/lab/windows/module.test.ts with Pester 5 under PowerShell 7: module, program, a catalog and a folder for files come as parameters.
param([string] $Module, [string] $Program, [string] $Node, [string] $Catalog, [string] $Folder)

BeforeAll {
    Import-Module $Module -Force
    & (Get-Module ConfigMgrPreflight) { param($node, $program) $script:Program = @{ Node = $node; Script = $program } } $Node $Program
}

Describe 'the module' {
    It 'exports what its manifest says, each with help' {
        $names = (Get-Command -Module ConfigMgrPreflight).Name
        ($names | Sort-Object) -join ' ' | Should -Be 'Export-PreflightFirewallRule Export-PreflightReport Get-PreflightCause Get-PreflightEndpoint Get-PreflightLog Test-ServiceConnectionPoint'
        foreach ($name in $names) {
            $help = Get-Help $name
            $help.Synopsis | Should -Not -BeLike "*$name*"
            @($help.examples.example).Count | Should -BeGreaterThan 0
        }
    }
}

Describe 'Test-ServiceConnectionPoint' {
    BeforeAll {
        $options = @{ Check = 'endpoint'; Catalog = $Catalog; ArgumentList = '--allow-private' }
    }
    It 'emits one object a finding, as the report has them, and keeps the exit code' {
        $report = Join-Path $Folder 'a report.json'
        $found = @(Test-ServiceConnectionPoint @options -ReportPath $report)
        $LASTEXITCODE | Should -Be 1
        $saved = (Get-Content -Raw $report | ConvertFrom-Json).findings
        $found.Count | Should -Be $saved.Count
        ($found.Id | Sort-Object) -join ' ' | Should -Be (($saved.id | Sort-Object) -join ' ')
        $refused = $found | Where-Object Cause -eq 'tcp.refused'
        $refused.PSObject.TypeNames[0] | Should -Be 'ConfigMgrPreflight.Finding'
        $refused.Subject | Should -BeLike 'localhost:*'
        $refused.Owner | Should -Not -BeNullOrEmpty
        $refused | Get-PreflightCause | Select-Object -ExpandProperty code | Should -Be 'tcp.refused'
        ($refused | Out-String -Width 100) | Should -Match 'tcp\.refused'
        $page = $report | ForEach-Object { Export-PreflightReport $_ -Format html -OutFile (Join-Path $Folder 'page.html') }
        $page.Length | Should -BeGreaterThan 1000
    }
    It 'hands credentials on in the environment, never in the arguments' {
        $secret = 'p"a ss\wörd'
        $credential = [pscredential]::new('CORP\svc proxy', (ConvertTo-SecureString $secret -AsPlainText -Force))
        $start = InModuleScope ConfigMgrPreflight -Parameters @{ credential = $credential } {
            Mock Invoke-Preflight { $script:seen = @{ Arguments = $ArgumentList; Environment = $Environment } }
            Test-ServiceConnectionPoint -Route direct -ProxyCredential $credential -Credential $credential
            $script:seen
        }
        $start.Environment['PREFLIGHT_PROXY_PASSWORD'] | Should -Be $secret
        $start.Environment['PREFLIGHT_USER_PASSWORD'] | Should -Be $secret
        $start.Arguments -join '|' | Should -BeLike '*--proxy-user|CORP\svc proxy*--user|CORP\svc proxy*'
        $start.Arguments -join '|' | Should -Not -BeLike '*ss\w*'
    }
    It 'ends with our own words where the parameters are wrong' {
        { Test-ServiceConnectionPoint @options -Feature 'no such "feature"' } | Should -Throw -ErrorId 'PreflightExit2*' -ExpectedMessage '*no such "feature"*'
    }
}

Describe 'lines of NDJSON' {
    It 'findings that are not final are not emitted' {
        $lines = @(
            '{"type":"run","final":false}'
            '{"type":"finding","final":false,"id":"a","title":"t","status":"pass","target":{"host":"h","port":1}}'
            '{"type":"finding","final":true,"id":"a","title":"t","status":"fail","target":{"host":"h","port":1},"route":null,"cause":"tcp.reset","layer":"tcp","owner":"firewall","message":"m","remedy":"r","required":true,"feature":"f","confidence":"certain","kind":"endpoint","evidence":{},"reproduce":null}'
            '{"type":"summary","final":true,"verdict":"fail","pass":0,"warn":0,"fail":1,"inconclusive":0,"skip":0}'
        )
        $found = @(InModuleScope ConfigMgrPreflight -Parameters @{ lines = $lines } { $lines | ConvertFrom-PreflightLine })
        $found.Count | Should -Be 1
        $found[0].Status | Should -Be 'fail'
        $found[0].Subject | Should -Be 'h:1'
    }
}

Describe 'the program' {
    It 'gets each argument as it was given' {
        $given = @('', 'a b', 'say "no"', 'end\', 'a b\\', '\"x', 'ü')
        $read = InModuleScope ConfigMgrPreflight -Parameters @{ given = $given } {
            $before = $script:Program.Script
            $script:Program.Script = '-p'
            try { Invoke-Preflight (@('JSON.stringify(process.argv.slice(1))') + $given) } finally { $script:Program.Script = $before }
        }
        $read | Should -Be (ConvertTo-Json -Compress $given)
    }
    It 'sees nothing that the machine sets for other programs on Node' {
        $env:NODE_OPTIONS = '--require /no/such/file.cjs'
        try { Get-PreflightCause tls.intercepted | Select-Object -ExpandProperty owner | Should -Be 'security' } finally { $env:NODE_OPTIONS = '' }
    }
}

Describe 'what touches no network' {
    It 'endpoints, rules and causes' {
        @(Get-PreflightEndpoint -Feature updates).Count | Should -BeGreaterThan 5
        (Get-PreflightEndpoint -Feature updates)[0].PSObject.TypeNames[0] | Should -Be 'ConfigMgrPreflight.Endpoint'
        @(Get-PreflightCause).Count | Should -BeGreaterThan 50
        Export-PreflightFirewallRule squid -Source 192.0.2.10 | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        $file = Join-Path $Folder 'squid.conf'
        Export-PreflightFirewallRule squid -OutFile $file -WhatIf
        Test-Path $file | Should -BeFalse
        { Get-PreflightCause no.such } | Should -Throw -ErrorId 'PreflightExit2*'
    }
    It 'logs' {
        $log = Join-Path $Folder 'dmpdownloader.log'
        $line = '<![LOG[ERROR: Failed to download manifest from https://go.microsoft.com/fwlink/?LinkID=619849 : The remote name could not be resolved: ''go.microsoft.com'']LOG]!><time="10:00:00.000+000" date="11-20-2026" component="SMS_DMP_DOWNLOADER" context="" type="3" thread="1" file="x.cpp:1">'
        Set-Content -Path $log -Value $line
        $found = @(Get-PreflightLog $log)
        @($found | Where-Object Status -eq fail).Count | Should -BeGreaterThan 0
    }
}
