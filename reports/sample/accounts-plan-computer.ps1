# Accounts and rights for the service connection point on scp1.corp.example
# Site server cm01.corp.example; same-domain; installed by the computer account; proxy by the computer
# account.
#
# For review before anybody runs it: first with -WhatIf. Each part is run where it belongs: Dns on a DNS server, Domain on a machine with the module
# ActiveDirectory, SiteSystem and SiteServer as an administrator there. Passwords are asked for and are nowhere in this file.
#
# By hand, as no cmdlet does it:
# - Open the way from the site server to scp1.corp.example (firewall)
# - Let scp1.corp.example through the proxy by its computer account (proxy)
#Requires -Version 5.1
[CmdletBinding(SupportsShouldProcess = $true)]
param([Parameter(Mandatory = $true)][ValidateSet('Dns', 'Domain', 'SiteSystem', 'SiteServer')][string]$Part)
$ErrorActionPreference = 'Stop'
switch ($Part) {
  'SiteSystem' {
    # Make the site server a local administrator of scp1.corp.example
    # Local Administrators (S-1-5-32-544) of scp1.corp.example get corp.example\CM01$: the computer
    # account of every site server, the passive one included.
    # The accounts page asks for the same on all other site systems: run the part SiteSystem on each.
    # "Access this computer from the network" comes with it, unless a policy takes it from Administrators
    # or denies it; such a denial stays, and an installation account is the way then.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/accounts
    Add-LocalGroupMember -SID 'S-1-5-32-544' -Member 'corp.example\CM01$'

    # Have Remote Registry running on scp1.corp.example
    # The installation uses it from the start.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/communications-between-endpoints
    Set-Service -Name RemoteRegistry -StartupType Automatic
    Start-Service -Name RemoteRegistry

  }
  'SiteServer' {
    # Give the site server a new ticket
    # A membership counts from the next ticket on: restart the site server, or purge the tickets of System
    # there (klist -li 0x3e7 purge).
    if ($PSCmdlet.ShouldProcess('System', 'Purge its tickets')) { klist.exe -li 0x3e7 purge }

  }
}
