# Owner and access rules of a file, its folder and every folder above, as SIDs; the identity of the process.
param($in, $secret)
$sid = [Security.Principal.SecurityIdentifier]
$steps = @()
$at = Get-Item -LiteralPath $in.path -Force
while ($at) {
  $acl = Get-Acl -LiteralPath $at.FullName
  $rules = @($acl.GetAccessRules($true, $true, $sid) | ForEach-Object {
    @{ sid = $_.IdentityReference.Value; rights = [int]$_.FileSystemRights; allow = ($_.AccessControlType -eq 'Allow'); inheritOnly = (($_.PropagationFlags -band 2) -ne 0) } })
  $steps += @{ path = $at.FullName; owner = $acl.GetOwner($sid).Value; link = (($at.Attributes -band 1024) -ne 0); rules = $rules }
  # Only what Get-Item returns itself has PSIsContainer.
  if ($at -is [IO.DirectoryInfo]) { $at = $at.Parent } else { $at = $at.Directory }
}
@{ user = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value; steps = @($steps) }
