/**
 * What the scripts about accounts call on Windows, as classes for PowerShell 7: the local security authority and the Workstation service (`Preflight.Policy`,
 * `Preflight.Network`), ADSI, the registry of another computer and WMI. They answer from rows `KIND|COMPUTER|...`, one a line, in the shapes and with the codes of Windows
 * Server 2016 to 2025: LsaEnumerateAccountsWithUserRight has no entry for a right that nobody holds (0x8000001A), LookupAccountSid calls groups of BUILTIN, of the computer
 * and domain local ones alike an alias (SID_NAME_USE 4), NetLocalGroupGetMembers knows no members of the last kind (1376), ADSI of a missing user is 0x800708AD
 * (MS-LSAD section 3.1.4.5.4, MS-LSAT section 2.2.13, pages of the Windows API).
 */
export function windowsAccounts(rows: readonly string[]): string {
  return `Add-Type -IgnoreWarnings -TypeDefinition @'
${STAND_INS}
'@
[Stand.World]::Rows = @'
${rows.join('\n')}
'@ -split '\\r?\\n'
$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
$null = $accelerators::Remove('ADSI')
$accelerators::Add('ADSI', [Stand.Entry])
$accelerators::Add('Security.Principal.SecurityIdentifier', [Stand.Sid])
$accelerators::Add('Security.Principal.NTAccount', [Stand.Account])
$accelerators::Add('Microsoft.Win32.RegistryKey', [Stand.Key])
function New-Object { param($TypeName, [Parameter(ValueFromRemainingArguments)]$ArgumentList)
  if ($TypeName -eq 'Management.ManagementScope') { return [Stand.Scope]::new([string]@($ArgumentList)[0]) }
  if ($null -eq $ArgumentList) { return Microsoft.PowerShell.Utility\\New-Object -TypeName $TypeName }
  Microsoft.PowerShell.Utility\\New-Object -TypeName $TypeName -ArgumentList $ArgumentList }
`;
}

const STAND_INS = `using System; using System.Collections; using System.Collections.Generic; using System.Linq; using System.Runtime.InteropServices;
namespace Stand {
  public static class World {
    public static string[] Rows = new string[0];
    public static IEnumerable<string[]> Of(string kind, string computer) { return Rows.Select(row => row.Split('|')).Where(row => row.Length > 1 && row[0] == kind && row[1] == computer); }
    public static int Code(string kind, string computer) { return Of(kind, computer).Select(row => int.Parse(row[2])).FirstOrDefault(); }
  }
  public class Type { }
  public class Account { public string Value; }
  public class Sid {
    public string Value;
    public Sid(byte[] bytes, int at) { Value = System.Text.Encoding.ASCII.GetString(bytes); }
    public Account Translate(System.Type to) {
      foreach (string[] row in World.Rows.Select(row => row.Split('|'))) if (row[0] == "name" && row[1] == Value) return new Account { Value = row[2] };
      throw new InvalidOperationException("Some or all identity references could not be translated.");
    }
  }
  public class Member { public byte[] objectSid { get; set; } }
  public class Filter { public int Add(string kind) { return 0; } }
  public class Groups : IEnumerable {
    public Filter SchemaFilter = new Filter();
    public List<Entry> All = new List<Entry>();
    public IEnumerator GetEnumerator() { return All.GetEnumerator(); }
  }
  public class Entry {
    string computer, user, group;
    public Entry(string path) {
      string[] parts = path.Substring("WinNT://".Length).Split(',')[0].Split('/');
      computer = parts[0];
      if (parts.Length > 1) user = parts[1];
    }
    Entry(string computer, string group) { this.computer = computer; this.group = group; }
    public Groups Children { get {
      int code = World.Code("adsi", computer);
      if (code != 0) throw new COMException("The network path was not found.", code);
      Groups groups = new Groups();
      groups.All.Add(new Entry(computer, "S-1-5-32-555"));
      groups.All.Add(new Entry(computer, "S-1-5-32-544"));
      return groups;
    } }
    public object InvokeGet(string name) {
      if (group != null) return System.Text.Encoding.ASCII.GetBytes(group);
      foreach (string[] row in World.Of("user", computer)) if (row[2] == user) foreach (string one in row.Skip(3)) {
        string[] pair = one.Split('=');
        if (pair[0] != name) continue;
        return name == "objectSid" ? (object)System.Text.Encoding.ASCII.GetBytes(pair[1]) : name == "AccountExpirationDate" ? (object)DateTime.Parse(pair[1]) : int.Parse(pair[1]);
      }
      throw new COMException("The user name could not be found.", unchecked((int)0x800708AD));
    }
    public object Invoke(string method) { return World.Of("admin", computer).Select(row => new Member { objectSid = System.Text.Encoding.ASCII.GetBytes(row[2]) }).ToArray(); }
  }
  public class Key {
    string computer;
    public static Key OpenRemoteBaseKey(string hive, string computer) {
      int code = World.Code("registry", computer);
      if (code == 5) throw new UnauthorizedAccessException("Attempted to perform an unauthorized operation.");
      if (code != 0) throw new System.IO.IOException("The network path was not found.", code);
      return new Key { computer = computer };
    }
    public Key OpenSubKey(string name) { return this; }
    public object GetValue(string name, object otherwise) { return World.Of("filter", computer).Select(row => (object)int.Parse(row[2])).FirstOrDefault() ?? otherwise; }
    public void Close() { }
  }
  public class Options { public TimeSpan Timeout; }
  public class Scope {
    string computer;
    public Options Options = new Options();
    public Scope(string path) { computer = path.Split('\\\\')[2]; }
    public void Connect() {
      int code = World.Code("wmi", computer);
      if (code != 0) throw new COMException("The RPC server is unavailable.", code);
    }
  }
}
namespace Preflight {
  public static class Policy {
    static Dictionary<IntPtr, string> open = new Dictionary<IntPtr, string>();
    public static IntPtr Open(string computer) {
      int code = Stand.World.Code("lsa", computer);
      if (code != 0) throw new System.ComponentModel.Win32Exception(code);
      IntPtr handle = new IntPtr(open.Count + 1);
      open[handle] = computer;
      return handle;
    }
    public static string[] Holders(IntPtr policy, string right) {
      return Stand.World.Of("right", open[policy]).Where(row => row[2] == right).SelectMany(row => row.Skip(3)).ToArray();
    }
    public static string[] Name(string computer, string sid) {
      foreach (string[] row in Stand.World.Of("name", sid)) { string[] parts = row[2].Split('\\\\'); return new string[] { row[2], parts[parts.Length - 1], row.Length > 3 ? row[3] : "" }; }
      return null;
    }
    public static string[] Members(string computer, string group) {
      string[][] rows = Stand.World.Of("members", computer).Where(row => row[2] == group).ToArray();
      return rows.Length == 0 ? null : rows[0].Skip(3).ToArray();
    }
    public static void Close(IntPtr policy) { }
  }
  public class Network {
    public struct Resource { public string RemoteName; }
    public static int Calls = 0;
    public static int WNetAddConnection2(ref Resource resource, string password, string user, int flags) {
      Calls += 1;
      return password == "Passw0rd!" ? Stand.World.Code("logon", resource.RemoteName.Split('\\\\')[2]) : 86;
    }
    public static int WNetCancelConnection2(string name, int flags, bool force) { return 0; }
  }
}`;
