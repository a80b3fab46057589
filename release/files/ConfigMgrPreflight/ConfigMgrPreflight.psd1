@{
    RootModule           = 'ConfigMgrPreflight.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b0c1c4d4-9a0f-4b58-8a35-6f1f0a8f2f53'
    Author               = 'configmgr-preflight contributors'
    CompanyName          = 'configmgr-preflight'
    Copyright            = 'MIT licence'
    Description          = 'Checks what the service connection point of Configuration Manager needs before the role is installed; findings are objects.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @(
        'Export-PreflightFirewallRule'
        'Export-PreflightReport'
        'Get-PreflightCause'
        'Get-PreflightEndpoint'
        'Get-PreflightLog'
        'Test-ServiceConnectionPoint'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    FormatsToProcess     = @('ConfigMgrPreflight.format.ps1xml')
}
