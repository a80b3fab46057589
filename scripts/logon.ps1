# One SMB session to ADMIN$ as the account in `user`, ended at once; `code` is the system error code (0: it logged on and the share opened). `net use` would take the
# password as an argument, where everybody sees it.
param($in, $secret)
if ($null -eq ('Preflight.Network' -as [type])) { try { Add-Type -Namespace Preflight -Name Network -MemberDefinition @'
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
public struct Resource {
  public int Scope; public int Type; public int DisplayType; public int Usage;
  public string LocalName; public string RemoteName; public string Comment; public string Provider;
}
[DllImport("mpr.dll", CharSet = CharSet.Unicode)]
public static extern int WNetAddConnection2(ref Resource resource, string password, string user, int flags);
[DllImport("mpr.dll", CharSet = CharSet.Unicode)]
public static extern int WNetCancelConnection2(string name, int flags, bool force);
'@ } catch { return @{ error = @{ code = 'NO_COMPILER'; message = $_.Exception.Message } } } }
$resource = New-Object Preflight.Network+Resource
$resource.RemoteName = '\\' + $in.computer + '\ADMIN$'
$temporary = 4
$code = [Preflight.Network]::WNetAddConnection2([ref]$resource, [string]$secret, [string]$in.user, $temporary)
if ($code -eq 0) { $null = [Preflight.Network]::WNetCancelConnection2($resource.RemoteName, 0, $true) }
@{ code = $code; message = [ComponentModel.Win32Exception]::new($code).Message }
