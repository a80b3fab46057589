# Windows itself is asked: WinHttpDetectAutoProxyConfigUrl with WINHTTP_AUTO_DETECT_TYPE_DHCP (1) and _DNS_A (2), each alone, so that it is known
# which one found it.
param($in, $secret)
if ($null -eq ('Preflight.Wpad' -as [type])) { try { Add-Type -Namespace Preflight -Name Wpad -MemberDefinition @'
[System.Runtime.InteropServices.DllImport("winhttp.dll", CharSet = System.Runtime.InteropServices.CharSet.Unicode, SetLastError = true)]
static extern bool WinHttpDetectAutoProxyConfigUrl(uint flags, out System.IntPtr url);
[System.Runtime.InteropServices.DllImport("kernel32.dll")]
static extern System.IntPtr GlobalFree(System.IntPtr memory);
public static string Find(uint flags) {
  System.IntPtr url;
  if (!WinHttpDetectAutoProxyConfigUrl(flags, out url) || url == System.IntPtr.Zero) return "";
  try { return System.Runtime.InteropServices.Marshal.PtrToStringUni(url); }
  finally { GlobalFree(url); }
}
'@ } catch { return @{ error = @{ code = 'NO_COMPILER'; message = $_.Exception.Message } } } }
@{ dhcp = [Preflight.Wpad]::Find(1); dns = [Preflight.Wpad]::Find(2) }
