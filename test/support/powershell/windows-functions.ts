/** PowerShell functions in place of the cmdlets and providers that only Windows has, with the answers of a domain member that is as documented. Types are not among them: what .NET lacks on this system (`[ADSI]`, `WindowsIdentity`) is shadowed where PowerShell lets it. */
export const WINDOWS_FUNCTIONS = String.raw`
$env:TEMP = '/tmp'
function Get-CimInstance { param($ClassName, $Filter)
  switch ($ClassName) {
    Win32_OperatingSystem { [pscustomobject]@{ Caption = 'Microsoft Windows Server 2022 Standard'; BuildNumber = '20348'; ProductType = 3; OperatingSystemSKU = 7 } }
    Win32_ComputerSystem { [pscustomobject]@{ PartOfDomain = $true; Domain = 'corp.example' } }
    Win32_LogicalDisk {
      [pscustomobject]@{ DeviceID = 'C:'; FreeSpace = [uint64]20000000000 }
      [pscustomobject]@{ DeviceID = 'D:'; FreeSpace = [uint64]50000000000 }
    }
  }
}
$registry = @{
  'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' = @{ InstallationType = 'Server' }
  'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full' = @{ Release = 528449 }
  'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5' = @{ Install = 1 }
  'HKLM:\SOFTWARE\Microsoft\.NETFramework\v4.0.30319' = @{ SchUseStrongCrypto = 1 }
  'HKLM:\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections' = @{ WinHttpSettings = [byte[]](24, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0); DefaultConnectionSettings = [byte[]](70, 0, 0, 0, 1, 0, 0, 0, 9) }
  'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings' = @{ ProxySettingsPerUser = 0; ProxyServer = 'proxy.corp.example:8080' }
  'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings' = @{ ProxyEnable = 1; ProxyServer = 'old:3128'; ProxyOverride = '<local>' }
  'HKCU:\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings' = @{ ProxyEnable = 0; ProxyServer = 'mine:1' }
}
function Get-ItemProperty { param($Path, $LiteralPath, $Name, $ErrorAction)
  $values = $registry["$Path$LiteralPath"]
  if ($null -ne $values -and ($null -eq $Name -or $values.ContainsKey($Name))) { [pscustomobject]$values }
}
function Test-Path { param($Path, $LiteralPath) $false }
function Get-Item { param($LiteralPath, [switch]$Force, $ErrorAction)
  if ($LiteralPath -notlike 'HKLM:*') { return Microsoft.PowerShell.Management\Get-Item -LiteralPath $LiteralPath -Force }
  if ($LiteralPath -like '*WOW6432Node*') { return }
  if ($LiteralPath -like '*Policies*DnsPolicyConfig') { return }
  if ($LiteralPath -like '*DnsPolicyConfig') {
    $rules = New-Object psobject
    $rules | Add-Member ScriptMethod GetSubKeyNames { , @('{1}') }
    $rules | Add-Member ScriptMethod OpenSubKey { param($name)
      New-Object psobject | Add-Member ScriptMethod GetValue { param($value, $default)
        switch ($value) { Name { , [string[]]('.corp.example', 'one.example') } ConfigOptions { 8 } GenericDNSServers { '10.0.0.53;10.0.0.54' } default { $default } } } -PassThru
    }
    return $rules
  }
  $programs = @{
    a = @{ DisplayName = 'Microsoft ODBC Driver 18 for SQL Server'; DisplayVersion = '18.4.1.1' }
    b = @{ DisplayName = 'Some Other Program' }
    d = @{ DisplayName = 'Microsoft Visual C++ v14 Redistributable (x64) - 14.50.35719'; DisplayVersion = '14.50.35719.0' }
  }
  $root = New-Object psobject
  $root | Add-Member ScriptMethod GetSubKeyNames { 'a', 'b', 'damaged', 'd' }
  $root | Add-Member ScriptMethod OpenSubKey { param($name)
    $key = [pscustomobject]@{ values = $programs[$name] }
    $key | Add-Member ScriptMethod GetValue { param($value) if ($null -eq $this.values) { throw [InvalidCastException]::new('Specified cast is not valid.') }; $this.values[$value] } -PassThru
  }.GetNewClosure()
  $root
}
function Get-TlsCipherSuite { [pscustomobject]@{ Name = 'TLS_AES_256_GCM_SHA384' }; [pscustomobject]@{ Name = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' } }
function Get-ChildItem { param($Path) 'DF3C24F9BFD666761B268073FE06D1CC8D4F82A4', '0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43', 'DF3C24F9BFD666761B268073FE06D1CC8D4F82A4' | ForEach-Object { [pscustomobject]@{ Thumbprint = $_ } } }
function Get-Acl { param($LiteralPath)
  $acl = New-Object psobject
  $acl | Add-Member ScriptMethod GetAccessRules { param($explicit, $inherited, $type)
    [pscustomobject]@{ IdentityReference = [pscustomobject]@{ Value = 'S-1-1-0' }; FileSystemRights = 2; AccessControlType = 'Allow'; PropagationFlags = 0 } }
  $acl | Add-Member ScriptMethod GetOwner { param($type) [pscustomobject]@{ Value = 'S-1-5-32-544' } }
  $acl
}
Add-Type -TypeDefinition 'namespace Stand { public class Who { public string Value = "S-1-5-18"; } public class Identity { public Who User = new Who(); public static Identity GetCurrent() { return new Identity(); } } public class Principal { public Principal(Identity one) {} public bool IsInRole(object role) { return true; } } public enum Role { Administrator } public class Sid {} }'
$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
$accelerators::Add('Security.Principal.WindowsIdentity', [Stand.Identity])
$accelerators::Add('Security.Principal.WindowsPrincipal', [Stand.Principal])
$accelerators::Add('Security.Principal.WindowsBuiltInRole', [Stand.Role])
$accelerators::Add('Security.Principal.SecurityIdentifier', [Stand.Sid])`;
