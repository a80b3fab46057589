/**
 * A list in the form of endpoints.office.com with all that the published one has: ranges of both families, UDP, sets without names or without ranges, wildcards, a star in the middle, mail ports,
 * optional sets, notes, members left out. The names are of the lab, everything else is written anew.
 */
export function office365List(domain: string): readonly Readonly<Record<string, unknown>>[] {
  const names = (...labels: readonly string[]): readonly string[] => labels.map((label) => `${label}.${domain}`);
  const area = (serviceArea: string, serviceAreaDisplayName: string) => ({ serviceArea, serviceAreaDisplayName });
  const mail = area('Exchange', 'Exchange Online');
  const sites = area('SharePoint', 'SharePoint Online and OneDrive for Business');
  const calls = area('Skype', 'Skype for Business Online and Microsoft Teams');
  const common = area('Common', 'Microsoft 365 Common and Office Online');
  const web = { tcpPorts: '80,443' };
  const optimize = { category: 'Optimize', expressRoute: true, required: true };
  const allow = { category: 'Allow', expressRoute: true, required: true };
  const rest = { category: 'Default', expressRoute: false, required: true };
  const optional = { ...rest, required: false, notes: 'Needed for some functions only; what is lost without it stands here.' };
  const ranges = (third: number): readonly string[] => [`203.0.113.${third}/31`, `198.51.100.${third}/32`, `2001:db8:365:${third}::/64`];
  const sets = [
    { ...mail, urls: names('outlook', 'outlook-office'), ips: ranges(2), ...web, udpPorts: '443', ...optimize },
    { ...mail, urls: names('smtp'), ips: ranges(4), tcpPorts: '587', ...allow },
    { ...mail, urls: names('imap', 'pop'), ips: ranges(6), tcpPorts: '143,993,995', ...optional },
    { ...mail, urls: names('protection', '*.protection'), ips: ranges(8), tcpPorts: '443', ...allow },
    { ...mail, urls: names('autodiscover.*', '*.mail'), ...web, ...rest },
    { ...mail, urls: names('attachments'), tcpPorts: '25', ...optional },
    { ...sites, urls: names('*', 'tenant', 'tenant-my'), ips: ranges(10), ...web, ...optimize },
    { ...sites, urls: names('*.svc', 'ssw'), ...web, ...optional },
    { ...sites, urls: names('g', 'oneclient', 'storage'), tcpPorts: '443', ...rest },
    { ...calls, ips: ranges(12), udpPorts: '3478,3479,3480,3481', ...optimize },
    { ...calls, ips: ranges(14), udpPorts: '50000-50019', ...optional },
    { ...calls, urls: names('lync', 'teams', '*.teams'), ips: ranges(16), ...web, ...allow },
    { ...calls, urls: names('statics', 'config'), tcpPorts: '443', ...rest },
    ...Array.from({ length: 20 }, (_, index) => ({
      ...common,
      urls: names(`service${index}`, `cdn${index}`, ...(index % 4 === 0 ? [`*.group${index}`] : [])),
      ...(index % 2 === 0 ? web : { tcpPorts: '443' }),
      ...(index % 5 === 0 ? optional : rest),
    })),
  ];
  return sets.map((set, index) => ({ id: index + 1 + (index > 5 ? 24 : 0), ...set }));
}
