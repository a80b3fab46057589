# Accounts and rights for the service connection point on scp1.dmz.example
# Site server cm01.corp.example; untrusted-forest; installed as dmz.example\svc-o'neill; proxy as
# svc-proxy@dmz.example.
#
# For review before anybody runs it: first with -WhatIf. Each part is run where it belongs: Dns on a DNS server, Domain on a machine with the module
# ActiveDirectory, SiteSystem and SiteServer as an administrator there. Passwords are asked for and are nowhere in this file.
#
# By hand, as no cmdlet does it:
# - Open Kerberos and LDAP both ways (firewall)
# - Have the site server initiate all connections (Configuration Manager)
# - Enter dmz.example\svc-o'neill in the console (Configuration Manager)
# - Open the way from the site server to scp1.dmz.example (firewall)
# - Let dmz.example\svc-proxy through the proxy (proxy)
# - Enter dmz.example\svc-proxy in the console (Configuration Manager)
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
    # Create the site system installation account dmz.example\svc-o'neill
    # An ordinary domain user for this use alone, in no privileged group; no managed service account,
    # since the console wants a password.
    # Its password holds no % (the console does not take it), need not be changed at the first log-on, and
    # the account is enabled.
    # The password never expires: the documented example for an untrusted forest sets it so.
    # Wait until all domain controllers that site server and site system use have it.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/accounts
    $password = Read-Host -AsSecureString -Prompt 'Password of svc-o''neill (no % in it)'
    New-ADUser -Name 'svc-o''neill' -SamAccountName 'svc-o''neill' -Description 'Site system installation account of Configuration Manager' -AccountPassword $password -Enabled $true -ChangePasswordAtLogon $false -PasswordNeverExpires $true -Server 'dmz.example'

    # Create the proxy account dmz.example\svc-proxy
    # An ordinary domain user for this use alone. It needs no rights on any server.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/accounts
    $password = Read-Host -AsSecureString -Prompt 'Password of svc-proxy (no % in it)'
    New-ADUser -Name 'svc-proxy' -SamAccountName 'svc-proxy' -Description 'Site system proxy server account of Configuration Manager' -AccountPassword $password -Enabled $true -ChangePasswordAtLogon $false -PasswordNeverExpires $false -Server 'dmz.example'

  }
  'SiteSystem' {
    # Make dmz.example\svc-o'neill a local administrator of scp1.dmz.example
    # Local Administrators (S-1-5-32-544) of scp1.dmz.example get dmz.example\svc-o'neill.
    # It needs "Access this computer from the network" there, which Administrators have unless a policy
    # says otherwise. Where a baseline denies it to a group, use an account outside that group and leave
    # the denial.
    # https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/accounts
    Add-LocalGroupMember -SID 'S-1-5-32-544' -Member 'dmz.example\svc-o''neill'

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

  }
}
