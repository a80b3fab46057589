# The members of the group S-1-5-32-544 of a computer, by SID: names are localised. Get-LocalGroupMember is not used: it fails on one orphaned member
# (PowerShell issue 2996). Other computers are asked over SMB and RPC alone (ADSI, WinNT provider): WinRM may be off.
param($in, $secret)
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
@{ members = $members }
