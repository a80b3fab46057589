# .NET Framework 4 by its release number, and whether the feature 3.5 is on.
param($in, $secret)
$full = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full' -ErrorAction SilentlyContinue
$old = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5' -ErrorAction SilentlyContinue
@{ release = $full.Release; feature35 = ($null -ne $old -and $old.Install -eq 1) }
