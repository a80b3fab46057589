import { SECRET_LINE } from '../../../network/windows/powershell.ts';

/**
 * One question a script: JSON out, input from `$in` (see `runScript`). Groups and accounts by SID: names are localised. `Get-LocalGroupMember` is not used:
 * it fails on one orphaned member (PowerShell issue 2996). Other computers are asked over SMB and RPC alone (ADSI, WinNT provider): WinRM may be off.
 */
export const LOCAL_ADMINISTRATORS_SCRIPT = `
$own = @('.', 'localhost', $env:COMPUTERNAME, [Net.Dns]::GetHostEntry('').HostName)
$computer = if ($own -contains $in.computer) { $env:COMPUTERNAME } else { $in.computer }
$machine = [ADSI]('WinNT://' + $computer + ',computer')
$null = $machine.psbase.Children.SchemaFilter.Add('group')
$group = $machine.psbase.Children | Where-Object {
  [Security.Principal.SecurityIdentifier]::new([byte[]]$_.psbase.InvokeGet('objectSid'), 0).Value -eq 'S-1-5-32-544'
} | Select-Object -First 1
if ($null -eq $group) { throw [InvalidOperationException]::new('the computer names no group S-1-5-32-544') }
$members = @($group.psbase.Invoke('Members') | ForEach-Object {
  $bytes = $_.GetType().InvokeMember('objectSid', 'GetProperty', $null, $_, $null)
  $sid = [Security.Principal.SecurityIdentifier]::new([byte[]]$bytes, 0)
  $name = try { $sid.Translate([Security.Principal.NTAccount]).Value } catch { $null }
  @{ sid = $sid.Value; name = $name }
})
@{ members = $members } | ConvertTo-Json -Compress -Depth 4`;

/**
 * The account `name` of a computer itself (ADSI, WinNT provider): flags as in userAccountControl, days as ISO 8601. `tokenFilter` is the value of
 * LocalAccountTokenFilterPolicy, null where the registry may not be read. 0x800708AD is "the user name could not be found".
 */
export const LOCAL_ACCOUNT_SCRIPT = `
$own = @('.', 'localhost', $env:COMPUTERNAME, [Net.Dns]::GetHostEntry('').HostName)
$computer = if ($own -contains $in.computer) { $env:COMPUTERNAME } else { [string]$in.computer }
$user = [ADSI]('WinNT://' + $computer + '/' + $in.name + ',user')
try { $flags = [int]$user.psbase.InvokeGet('UserFlags') } catch {
  $problem = $_.Exception
  while ($null -ne $problem.InnerException) { $problem = $problem.InnerException }
  if ($problem.HResult -ne 0x800708AD) { throw $problem }
  @{ found = $false } | ConvertTo-Json -Compress
  exit 0
}
$expires = try { ([DateTime]$user.psbase.InvokeGet('AccountExpirationDate')).ToUniversalTime().ToString('o') } catch { $null }
$policy = try {
  $key = [Microsoft.Win32.RegistryKey]::OpenRemoteBaseKey('LocalMachine', $computer).OpenSubKey('SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System')
  [int]$key.GetValue('LocalAccountTokenFilterPolicy', 0)
} catch { $null }
@{ found = $true; flags = $flags; expires = $expires; tokenFilter = $policy
  sid = [Security.Principal.SecurityIdentifier]::new([byte[]]$user.psbase.InvokeGet('objectSid'), 0).Value
  passwordExpired = ([int]$user.psbase.InvokeGet('PasswordExpired') -ne 0)
  passwordAgeSeconds = [int]$user.psbase.InvokeGet('PasswordAge') } | ConvertTo-Json -Compress`;

/**
 * Who holds the rights in `rights` on a computer, by the local security authority (LsaEnumerateAccountsWithUserRight), over the network as well: the
 * policy in force, wherever it was set. A right that nobody holds has no entry there (STATUS_NO_MORE_ENTRIES). Names are the computer's own
 * (LookupAccountSid); of a local group (SID_NAME_USE 4) the members are told, too (NetLocalGroupGetMembers).
 */
export const LOGON_RIGHTS_SCRIPT = `
Add-Type -Namespace Preflight -Name Policy -MemberDefinition @'
[StructLayout(LayoutKind.Sequential)]
public struct UnicodeString { public ushort Length; public ushort MaximumLength; public IntPtr Buffer; }
[StructLayout(LayoutKind.Sequential)]
public struct ObjectAttributes {
  public int Length; public IntPtr RootDirectory; public IntPtr ObjectName; public uint Attributes;
  public IntPtr SecurityDescriptor; public IntPtr SecurityQualityOfService;
}
[DllImport("advapi32.dll")]
static extern uint LsaOpenPolicy(ref UnicodeString system, ref ObjectAttributes attributes, uint access, out IntPtr policy);
[DllImport("advapi32.dll")]
static extern uint LsaEnumerateAccountsWithUserRight(IntPtr policy, ref UnicodeString right, out IntPtr accounts, out uint count);
[DllImport("advapi32.dll")]
static extern uint LsaFreeMemory(IntPtr buffer);
[DllImport("advapi32.dll")]
static extern uint LsaClose(IntPtr policy);
[DllImport("advapi32.dll")]
static extern int LsaNtStatusToWinError(uint status);
[DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
static extern bool LookupAccountSid(string system, byte[] sid, System.Text.StringBuilder name, ref int nameLength, System.Text.StringBuilder domain, ref int domainLength, out int use);
[DllImport("netapi32.dll", CharSet = CharSet.Unicode)]
static extern int NetLocalGroupGetMembers(string server, string group, int level, out IntPtr buffer, int most, out int read, out int total, IntPtr resume);
[DllImport("netapi32.dll")]
static extern int NetApiBufferFree(IntPtr buffer);
static UnicodeString Wide(string text) {
  UnicodeString wide = new UnicodeString();
  wide.Buffer = Marshal.StringToHGlobalUni(text);
  wide.Length = (ushort)(text.Length * 2);
  wide.MaximumLength = (ushort)(text.Length * 2 + 2);
  return wide;
}
static void Check(uint status) {
  if (status != 0) throw new System.ComponentModel.Win32Exception(LsaNtStatusToWinError(status));
}
public static IntPtr Open(string computer) {
  UnicodeString system = Wide(computer);
  ObjectAttributes attributes = new ObjectAttributes();
  IntPtr policy;
  try { Check(LsaOpenPolicy(ref system, ref attributes, 0x801, out policy)); }
  finally { Marshal.FreeHGlobal(system.Buffer); }
  return policy;
}
public static string[] Holders(IntPtr policy, string right) {
  UnicodeString name = Wide(right);
  IntPtr accounts = IntPtr.Zero;
  uint count = 0;
  try {
    uint status = LsaEnumerateAccountsWithUserRight(policy, ref name, out accounts, out count);
    if (status == 0x8000001A) return new string[0];
    Check(status);
    string[] sids = new string[count];
    for (int i = 0; i < count; i++)
      sids[i] = new System.Security.Principal.SecurityIdentifier(Marshal.ReadIntPtr(accounts, i * IntPtr.Size)).Value;
    return sids;
  } finally {
    Marshal.FreeHGlobal(name.Buffer);
    if (accounts != IntPtr.Zero) LsaFreeMemory(accounts);
  }
}
public static string[] Name(string computer, string sid) {
  System.Security.Principal.SecurityIdentifier identifier = new System.Security.Principal.SecurityIdentifier(sid);
  byte[] binary = new byte[identifier.BinaryLength];
  identifier.GetBinaryForm(binary, 0);
  int nameLength = 512, domainLength = 512, use;
  System.Text.StringBuilder name = new System.Text.StringBuilder(nameLength), domain = new System.Text.StringBuilder(domainLength);
  if (!LookupAccountSid(computer, binary, name, ref nameLength, domain, ref domainLength, out use)) return null;
  return new string[] { domain.Length == 0 ? name.ToString() : domain + "\\\\" + name, name.ToString(), use == 4 ? "alias" : "" };
}
public static string[] Members(string computer, string group) {
  IntPtr buffer;
  int read, total;
  int status = NetLocalGroupGetMembers(computer, group, 0, out buffer, -1, out read, out total, IntPtr.Zero);
  if (status != 0) throw new System.ComponentModel.Win32Exception(status);
  try {
    string[] sids = new string[read];
    for (int i = 0; i < read; i++)
      sids[i] = new System.Security.Principal.SecurityIdentifier(Marshal.ReadIntPtr(buffer, i * IntPtr.Size)).Value;
    return sids;
  } finally { NetApiBufferFree(buffer); }
}
public static void Close(IntPtr policy) { LsaClose(policy); }
'@
$policy = [Preflight.Policy]::Open([string]$in.computer)
try {
  $rights = @{}
  foreach ($right in $in.rights) {
    $rights[$right] = @([Preflight.Policy]::Holders($policy, $right) | ForEach-Object {
      $named = [Preflight.Policy]::Name([string]$in.computer, $_)
      $holder = @{ sid = $_; name = $null }
      if ($null -ne $named) {
        $holder.name = $named[0]
        if ($named[2] -eq 'alias') { $holder.members = @([Preflight.Policy]::Members([string]$in.computer, $named[1])) }
      }
      $holder
    })
  }
  @{ rights = $rights } | ConvertTo-Json -Compress -Depth 6
} finally { [Preflight.Policy]::Close($policy) }`;

/**
 * One SMB session to IPC$ as the account in `user`, ended at once; `code` is the system error code (0: it logged on). `net use` would take the
 * password as an argument, where everybody sees it.
 */
export const LOGON_SCRIPT = `
${SECRET_LINE}
Add-Type -Namespace Preflight -Name Network -MemberDefinition @'
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
public struct Resource {
  public int Scope; public int Type; public int DisplayType; public int Usage;
  public string LocalName; public string RemoteName; public string Comment; public string Provider;
}
[DllImport("mpr.dll", CharSet = CharSet.Unicode)]
public static extern int WNetAddConnection2(ref Resource resource, string password, string user, int flags);
[DllImport("mpr.dll", CharSet = CharSet.Unicode)]
public static extern int WNetCancelConnection2(string name, int flags, bool force);
'@
$resource = New-Object Preflight.Network+Resource
$resource.RemoteName = '\\\\' + $in.computer + '\\IPC$'
$temporary = 4
$code = [Preflight.Network]::WNetAddConnection2([ref]$resource, $secret, [string]$in.user, $temporary)
if ($code -eq 0) { $null = [Preflight.Network]::WNetCancelConnection2($resource.RemoteName, 0, $true) }
@{ code = $code; message = [ComponentModel.Win32Exception]::new($code).Message } | ConvertTo-Json -Compress`;
