# The primary DNS suffix, which in a domain is the domain's name.
param($in, $secret)
@{ domain = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName }
