# The account `name` of a computer itself (ADSI, WinNT provider): flags as in userAccountControl, days as ISO 8601. `tokenFilter` is the value of
# LocalAccountTokenFilterPolicy, null where the registry may not be read. 0x800708AD is "the user name could not be found".
param($in, $secret)
$own = @('.', 'localhost', $env:COMPUTERNAME, [Net.Dns]::GetHostEntry('').HostName)
$computer = if ($own -contains $in.computer) { $env:COMPUTERNAME } else { [string]$in.computer }
$user = [ADSI]('WinNT://' + $computer + '/' + $in.name + ',user')
try { $flags = [int]$user.psbase.InvokeGet('UserFlags') } catch {
  $problem = $_.Exception
  while ($null -ne $problem.InnerException) { $problem = $problem.InnerException }
  if ($problem.HResult -ne 0x800708AD) { throw $problem }
  @{ found = $false }
  return
}
$expires = try { ([DateTime]$user.psbase.InvokeGet('AccountExpirationDate')).ToUniversalTime().ToString('o') } catch { $null }
$policy = try {
  $key = [Microsoft.Win32.RegistryKey]::OpenRemoteBaseKey('LocalMachine', $computer).OpenSubKey('SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System')
  [int]$key.GetValue('LocalAccountTokenFilterPolicy', 0)
} catch { $null }
@{ found = $true; flags = $flags; expires = $expires; tokenFilter = $policy
  sid = [Security.Principal.SecurityIdentifier]::new([byte[]]$user.psbase.InvokeGet('objectSid'), 0).Value
  passwordExpired = ([int]$user.psbase.InvokeGet('PasswordExpired') -ne 0)
  passwordAgeSeconds = [int]$user.psbase.InvokeGet('PasswordAge') }
