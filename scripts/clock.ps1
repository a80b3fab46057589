# This machine's clock against that of its domain controller; a GeneralizedTime such as 20261128101500.0Z (RFC 4517 section 3.3.13).
param($in, $secret)
$format = 'yyyyMMddHHmmss\.0\Z'
$culture = [Globalization.CultureInfo]::InvariantCulture
$style = [Globalization.DateTimeStyles]'AssumeUniversal, AdjustToUniversal'
$root = [ADSI]'LDAP://RootDSE'
$time = [string]$root.currentTime
$theirs = [DateTime]::ParseExact($time, $format, $culture, $style)
@{ reference = [string]$root.dnsHostName; skewSeconds = [Math]::Round(([DateTime]::UtcNow - $theirs).TotalSeconds) }
