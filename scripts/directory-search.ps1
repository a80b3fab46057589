# A search as the identity of the process (LdapConnection, Negotiate, signed and sealed). Input: server, port, base, scope, filter, attributes, binary
# (those whose values are octets), most, pageSize (RFC 2696), accessListOnly (of security descriptors). One connection a server, kept for the next question. Result 81 is "server down" of the API.
param($in, $secret)
Add-Type -AssemblyName System.DirectoryServices.Protocols
try {
  if ($null -eq $global:preflightDirectories) { $global:preflightDirectories = @{} }
  $key = [string]$in.server + ':' + $in.port
  $connection = $global:preflightDirectories[$key]
  if ($null -eq $connection) {
    $identifier = [DirectoryServices.Protocols.LdapDirectoryIdentifier]::new([string]$in.server, [int]$in.port, $true, $false)
    $connection = [DirectoryServices.Protocols.LdapConnection]::new($identifier)
    $connection.AuthType = [DirectoryServices.Protocols.AuthType]::Negotiate
    $connection.Timeout = [TimeSpan]::FromSeconds(20)
    $connection.SessionOptions.ProtocolVersion = 3
    $connection.SessionOptions.Signing = $true
    $connection.SessionOptions.Sealing = $true
    $connection.SessionOptions.ReferralChasing = [DirectoryServices.Protocols.ReferralChasingOptions]::None
    $connection.Bind()
    $global:preflightDirectories[$key] = $connection
  }
  $request = [DirectoryServices.Protocols.SearchRequest]::new([string]$in.base, [string]$in.filter, [DirectoryServices.Protocols.SearchScope]$in.scope, [string[]]@($in.attributes))
  $page = [DirectoryServices.Protocols.PageResultRequestControl]::new([int]$in.pageSize)
  if ($in.scope -ne 'Base') { $null = $request.Controls.Add($page) }
  if ($in.accessListOnly) {
    $null = $request.Controls.Add([DirectoryServices.Protocols.SecurityDescriptorFlagControl]::new([DirectoryServices.Protocols.SecurityMasks]::Dacl))
  }
  $found = @()
  do {
    $response = $connection.SendRequest($request)
    $found += @($response.Entries)
    $next = $response.Controls | Where-Object { $_ -is [DirectoryServices.Protocols.PageResultResponseControl] } | Select-Object -First 1
    if ($null -ne $next) { $page.Cookie = $next.Cookie }
  } while ($null -ne $next -and $next.Cookie.Length -gt 0 -and $found.Count -lt [int]$in.most)
} catch {
  $problem = $_.Exception
  while ($null -ne $problem.InnerException -and $problem -isnot [DirectoryServices.Protocols.DirectoryException]) { $problem = $problem.InnerException }
  # A connection that failed is made anew by the next question; an answer such as "no such object" is no failure of it.
  if ($problem -isnot [DirectoryServices.Protocols.DirectoryOperationException]) { $global:preflightDirectories.Remove($key) }
  $code = if ($problem -is [DirectoryServices.Protocols.DirectoryOperationException] -and $null -ne $problem.Response) { 'LDAP_' + [int]$problem.Response.ResultCode }
    elseif ($problem -is [DirectoryServices.Protocols.LdapException] -and $problem.ErrorCode -eq 81) { 'SERVER_DOWN' }
    elseif ($problem -is [DirectoryServices.Protocols.LdapException]) { 'LDAP_' + $problem.ErrorCode }
    else { $problem.GetType().Name }
  @{ error = @{ code = $code; message = $problem.Message } }
  return
}
$entries = @($found | Select-Object -First ([int]$in.most) | ForEach-Object {
  $text = @{}
  $binary = @{}
  foreach ($name in $_.Attributes.AttributeNames) {
    if (@($in.binary) -contains $name) {
      $binary[$name] = @($_.Attributes[$name].GetValues([byte[]]) | ForEach-Object { [Convert]::ToBase64String($_) })
    } else { $text[$name] = @($_.Attributes[$name].GetValues([string])) }
  }
  @{ dn = $_.DistinguishedName; text = $text; binary = $binary }
})
@{ entries = $entries }
