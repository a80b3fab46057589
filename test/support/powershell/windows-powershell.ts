/** Parameters that every cmdlet of 5.1 takes (about_CommonParameters). */
export const PARAMETERS_OF_ALL = ['ErrorAction', 'Verbose', 'WhatIf', 'Confirm', 'OutVariable'];

/** Commands of Windows PowerShell 5.1 that scripts use, with the parameters that they use: each by its page of 5.1 (learn.microsoft.com/powershell/module/?view=powershell-5.1) or of Windows Server 2016 and later. */
export const COMMANDS_OF_5_1: Readonly<Record<string, readonly string[]>> = {
  'Add-Type': ['AssemblyName', 'Namespace', 'Name', 'MemberDefinition'],
  'ConvertFrom-Json': [],
  'ConvertTo-Json': ['InputObject', 'Compress', 'Depth'],
  'ForEach-Object': [],
  'Get-Acl': ['LiteralPath'],
  'Get-ChildItem': [],
  'Get-CimInstance': ['Filter'],
  'Get-Item': ['LiteralPath', 'Force'],
  'Get-ItemProperty': ['LiteralPath', 'Name'],
  'Get-NetFirewallRule': ['Group'],
  'Get-TlsCipherSuite': [],
  'New-NetFirewallDynamicKeywordAddress': ['Id', 'Keyword', 'AutoResolve'],
  'New-NetFirewallRule': [
    ...['Name', 'DisplayName', 'Group', 'Description', 'Direction', 'Action', 'Protocol', 'RemotePort', 'LocalAddress'],
    'RemoteDynamicKeywordAddresses',
  ],
  'New-Object': [],
  'Out-Null': [],
  'Remove-NetFirewallDynamicKeywordAddress': ['Id'],
  'Remove-NetFirewallRule': [],
  'Select-Object': ['First', 'Last'],
  'Sort-Object': ['Descending', 'Unique'],
  'Test-Path': ['LiteralPath'],
  'Where-Object': [],
};

/** Static members that .NET Framework 4.6 has, which Windows Server 2016 comes with; `new` is PowerShell's own since 5.0. */
export const MEMBERS_OF_5_1: readonly string[] = [
  'ComponentModel.Win32Exception::new',
  'Console::In',
  'Console::Out',
  'Convert::FromBase64String',
  'Convert::ToBase64String',
  'DateTime::ParseExact',
  'DateTime::UtcNow',
  'DirectoryServices.Protocols.AuthType::Negotiate',
  'DirectoryServices.Protocols.LdapConnection::new',
  'DirectoryServices.Protocols.LdapDirectoryIdentifier::new',
  'DirectoryServices.Protocols.PageResultRequestControl::new',
  'DirectoryServices.Protocols.ReferralChasingOptions::None',
  'DirectoryServices.Protocols.SearchRequest::new',
  'Environment::Is64BitOperatingSystem',
  'Globalization.CultureInfo::InvariantCulture',
  'InvalidOperationException::new',
  'Math::Round',
  'Microsoft.Win32.RegistryKey::OpenRemoteBaseKey',
  'Net.Dns::GetHostEntry',
  'Net.NetworkInformation.IPGlobalProperties::GetIPGlobalProperties',
  'Security.Principal.SecurityIdentifier::new',
  'Security.Principal.WindowsBuiltInRole::Administrator',
  'Security.Principal.WindowsIdentity::GetCurrent',
  'TimeSpan::FromSeconds',
  'scriptblock::Create',
];
