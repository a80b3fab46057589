import type { Dialect } from '../dialect.ts';

/** Every dialect once, loaded when asked for. The command line, its help and the tests take the names from here; a test compares this with the folder. */
export const DIALECTS = {
  'aws-network-firewall': () => import('./aws-network-firewall.ts').then((m) => m.awsNetworkFirewall),
  'aws-network-firewall-suricata': () => import('./aws-network-firewall-suricata.ts').then((m) => m.awsNetworkFirewallSuricata),
  'azure-firewall': () => import('./azure-firewall.ts').then((m) => m.azureFirewall),
  'azure-firewall-bicep': () => import('./azure-firewall-bicep.ts').then((m) => m.azureFirewallBicep),
  'check-point': () => import('./check-point.ts').then((m) => m.checkPoint),
  'cisco-ftd': () => import('./cisco-ftd.ts').then((m) => m.ciscoFtd),
  'dnsmasq-nftset': () => import('./dnsmasq-nftset.ts').then((m) => m.dnsmasqNftset),
  fortigate: () => import('./fortigate.ts').then((m) => m.fortigate),
  'fqdn-list': () => import('./fqdn-list.ts').then((m) => m.fqdnList),
  json: () => import('./json.ts').then((m) => m.json),
  nftables: () => import('./nftables.ts').then((m) => m.nftables),
  'palo-alto': () => import('./palo-alto.ts').then((m) => m.paloAlto),
  'palo-alto-edl': () => import('./palo-alto-edl.ts').then((m) => m.paloAltoEdl),
  squid: () => import('./squid.ts').then((m) => m.squid),
  suricata: () => import('./suricata.ts').then((m) => m.suricata),
  'windows-firewall': () => import('./windows-firewall.ts').then((m) => m.windowsFirewall),
  zscaler: () => import('./zscaler.ts').then((m) => m.zscaler),
} as const satisfies Record<string, () => Promise<Dialect>>;

export type DialectName = keyof typeof DIALECTS;

export const DIALECT_NAMES = Object.keys(DIALECTS) as readonly DialectName[];
