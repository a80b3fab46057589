/** Domains whose services Microsoft runs: of the published lists of Configuration Manager, Intune, Windows and Microsoft 365. */
const DOMAINS: readonly string[] = [
  ...[
    'microsoft.com',
    'microsoft.us',
    'microsoft',
    'microsoftonline.com',
    'microsoftonline.us',
    'microsoftonline-p.com',
    'microsoftazuread-sso.com',
  ],
  ...[
    'windows.com',
    'windows.net',
    'windowsupdate.com',
    'windowsazure.com',
    'windowsazure.us',
    'msftconnecttest.com',
    'msftncsi.com',
    'msocsp.com',
  ],
  ...[
    'azure.com',
    'azure.net',
    'azure.us',
    'azureedge.net',
    'azurefd.net',
    'azurewebsites.net',
    'azure-automation.net',
    'azure.cn',
    'chinacloudapi.cn',
  ],
  ...[
    'usgovcloudapi.net',
    'trafficmanager.net',
    'cloudapp.net',
    'msedge.net',
    'msauth.net',
    'msftauth.net',
    'live.com',
    'live.net',
    'bing.com',
  ],
  ...[
    'office.com',
    'office.net',
    'office365.com',
    'office365.us',
    'outlook.com',
    'onmicrosoft.com',
    'sharepoint.com',
    'skype.com',
    'aka.ms',
    's-microsoft.com',
  ],
];

/** Does Microsoft run the service behind this host? */
export function isOfMicrosoft(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}
