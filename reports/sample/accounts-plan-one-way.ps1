# Accounts and rights for the service connection point on scp1.dmz.example
# Site server cm01.corp.example; one-way-trust; installed by the computer account; proxy without a
# log-on.
#
# For review before anybody runs it: first with -WhatIf. Each part is run where it belongs: Dns on a DNS server, Domain on a machine with the module
# ActiveDirectory, SiteSystem and SiteServer as an administrator there. Passwords are asked for and are nowhere in this file.
#
# By hand, as no cmdlet does it:
# - Open Kerberos and LDAP both ways (firewall)
# - Have the site server initiate all connections (Configuration Manager)
# - Open the way from the site server to scp1.dmz.example (firewall)
#Requires -Version 5.1
[CmdletBinding(SupportsShouldProcess = $true)]
param([Parameter(Mandatory = $true)][ValidateSet('Dns', 'Domain', 'SiteSystem', 'SiteServer')][string]$Part)
$ErrorActionPreference = 'Stop'
switch ($Part) {
  'Dns' {
    # Resolve names both ways between corp.example and dmz.example
    # DNS of corp.example resolves scp1.dmz.example, and DNS of dmz.example resolves cm01.corp.example,
    # for example by conditional forwarders on both sides.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/communications-between-endpoints
    # On a DNS server of each side; the addresses are those of the other side.
    $masters = (Read-Host -Prompt 'DNS servers of dmz.example, separated by commas') -split ','
    Add-DnsServerConditionalForwarderZone -Name 'dmz.example' -MasterServers $masters

  }
  'Domain' {
    # Let dmz.example trust the domain of corp.example\CM01$
    # A forest trust in which dmz.example trusts corp.example (outgoing, seen from dmz.example). It need
    # not be mutual, since the site server initiates all connections.
    # With selective authentication corp.example\CM01$ also needs "Allowed to authenticate" on the
    # computer object of scp1.dmz.example; without it leave that command out.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/communications-between-endpoints
    Get-ADTrust -Filter * -Server 'dmz.example' | Select-Object -Property Name, Direction, ForestTransitive, SelectiveAuthentication
    $computer = (Get-ADComputer -Identity 'SCP1$' -Server 'dmz.example').DistinguishedName
    if ($PSCmdlet.ShouldProcess($computer, 'Allowed to authenticate: corp.example\CM01$')) { dsacls.exe "\\dmz.example\$computer" /G 'corp.example\CM01$:CA;Allowed to Authenticate' }

  }
  'SiteSystem' {
    # Make the site server a local administrator of scp1.dmz.example
    # Local Administrators (S-1-5-32-544) of scp1.dmz.example get corp.example\CM01$: the computer account
    # of every site server, the passive one included.
    # The accounts page asks for the same on all other site systems: run the part SiteSystem on each.
    # "Access this computer from the network" comes with it, unless a policy takes it from Administrators
    # or denies it; such a denial stays, and an installation account is the way then.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/accounts
    Add-LocalGroupMember -SID 'S-1-5-32-544' -Member 'corp.example\CM01$'

    # Have Remote Registry running on scp1.dmz.example
    # The installation uses it from the start.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/communications-between-endpoints
    Set-Service -Name RemoteRegistry -StartupType Automatic
    Start-Service -Name RemoteRegistry

  }
  'SiteServer' {
    # Keep the clocks within five minutes
    # Site server, scp1.dmz.example and the domain controllers of both: Kerberos refuses more. Each
    # follows its own domain, so the domains need time sources that agree.
    w32tm.exe /stripchart /computer:scp1.dmz.example /samples:3 /dataonly

    # Give the site server a new ticket
    # A membership counts from the next ticket on: restart the site server, or purge the tickets of System
    # there (klist -li 0x3e7 purge).
    if ($PSCmdlet.ShouldProcess('System', 'Purge its tickets')) { klist.exe -li 0x3e7 purge }

  }
}
