# GET from a web service with Windows authentication: Negotiate only, as the account given or as the identity of the process. The certificate is the one
# that was checked before, compared by its bytes in a compiled expression, since a script block cannot run on the threads of the network.
# In: url, certificate (hexadecimal), timeoutMs, most (characters of the answer), user and domain or none. Secret: the password of the user.
param($in, $secret)
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072
$url = [Uri]::new($in.url)
$request = [Net.HttpWebRequest][Net.WebRequest]::Create($url)
$request.Accept = 'application/json'
$request.AllowAutoRedirect = $false
$request.Proxy = $null
$request.Timeout = $in.timeoutMs
$request.ReadWriteTimeout = $in.timeoutMs
$account = [Net.CredentialCache]::DefaultNetworkCredentials
if ($in.user) { $account = [Net.NetworkCredential]::new($in.user, $secret, $in.domain) }
$accounts = [Net.CredentialCache]::new()
$accounts.Add([Uri]::new($url.GetLeftPart('Authority')), 'Negotiate', $account)
$request.Credentials = $accounts
$parameters = [Linq.Expressions.ParameterExpression[]]@(
  [Linq.Expressions.Expression]::Parameter([object])
  [Linq.Expressions.Expression]::Parameter([Security.Cryptography.X509Certificates.X509Certificate])
  [Linq.Expressions.Expression]::Parameter([Security.Cryptography.X509Certificates.X509Chain])
  [Linq.Expressions.Expression]::Parameter([Net.Security.SslPolicyErrors])
)
$bytes = [Linq.Expressions.Expression]::Call($parameters[1], [Security.Cryptography.X509Certificates.X509Certificate].GetMethod('GetRawCertDataString'))
$same = [Linq.Expressions.Expression]::Equal($bytes, [Linq.Expressions.Expression]::Constant($in.certificate))
$request.ServerCertificateValidationCallback = [Linq.Expressions.Expression]::Lambda([Net.Security.RemoteCertificateValidationCallback], $same, $parameters).Compile()
try {
  $response = $request.GetResponse()
} catch {
  $problem = $_.Exception
  while ($problem -isnot [Net.WebException] -and $null -ne $problem.InnerException) { $problem = $problem.InnerException }
  $response = $problem.Response
  if ($null -eq $response) { return @{ error = @{ code = ('WEB_' + $problem.Status); message = $problem.Message } } }
}
try {
  $reader = [IO.StreamReader]::new($response.GetResponseStream())
  $text = [Text.StringBuilder]::new()
  $buffer = [char[]]::new(65536)
  while (($read = $reader.Read($buffer, 0, $buffer.Length)) -gt 0) {
    $text.Append($buffer, 0, $read) | Out-Null
    if ($text.Length -gt $in.most) { return @{ error = @{ code = 'TOO_LARGE'; message = 'the answer is too long' } } }
  }
  @{ status = [int]$response.StatusCode; body = $text.ToString(); challenges = @($response.Headers.GetValues('WWW-Authenticate') | Where-Object { $_ }) }
} finally {
  $response.Close()
}
