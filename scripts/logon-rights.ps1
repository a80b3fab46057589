# Who holds the rights in `rights` on a computer, by the local security authority (LsaEnumerateAccountsWithUserRight), over the network as well: the
# policy in force, wherever it was set. A right that nobody holds has no entry there (STATUS_NO_MORE_ENTRIES). Names are the computer's own
# (LookupAccountSid); of a local group (SID_NAME_USE 4) the members are told, too (NetLocalGroupGetMembers). A domain local group is of that kind as
# well, and a member server knows no members of it: 1376 (ERROR_NO_SUCH_ALIAS) and 2220 (NERR_GroupNotFound).
param($in, $secret)
if ($null -eq ('Preflight.Policy' -as [type])) { try { Add-Type -Namespace Preflight -Name Policy -MemberDefinition @'
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
  return new string[] { domain.Length == 0 ? name.ToString() : domain + "\\" + name, name.ToString(), use == 4 ? "alias" : "" };
}
public static string[] Members(string computer, string group) {
  IntPtr buffer;
  int read, total;
  int status = NetLocalGroupGetMembers(computer, group, 0, out buffer, -1, out read, out total, IntPtr.Zero);
  if (status == 1376 || status == 2220) return null;
  if (status != 0) throw new System.ComponentModel.Win32Exception(status);
  try {
    string[] sids = new string[read];
    for (int i = 0; i < read; i++)
      sids[i] = new System.Security.Principal.SecurityIdentifier(Marshal.ReadIntPtr(buffer, i * IntPtr.Size)).Value;
    return sids;
  } finally { NetApiBufferFree(buffer); }
}
public static void Close(IntPtr policy) { LsaClose(policy); }
'@ } catch { return @{ error = @{ code = 'NO_COMPILER'; message = $_.Exception.Message } } } }
$policy = [Preflight.Policy]::Open([string]$in.computer)
try {
  $rights = @{}
  foreach ($right in $in.rights) {
    $rights[$right] = @([Preflight.Policy]::Holders($policy, $right) | ForEach-Object {
      $named = [Preflight.Policy]::Name([string]$in.computer, $_)
      $holder = @{ sid = $_; name = $null }
      if ($null -ne $named) {
        $holder.name = $named[0]
        if ($named[2] -eq 'alias') {
          $of = [Preflight.Policy]::Members([string]$in.computer, $named[1])
          if ($null -ne $of) { $holder.members = @($of) }
        }
      }
      $holder
    })
  }
  @{ rights = $rights }
} finally { [Preflight.Policy]::Close($policy) }
