import type { DialectName } from '../dialects/index.ts';
import type { Matcher } from './matcher.ts';

/** One matcher a dialect, loaded when asked for. */
export const MATCHERS = {
  'aws-network-firewall': () => import('./aws-network-firewall.ts').then((m) => m.awsNetworkFirewallMatcher),
  'aws-network-firewall-suricata': () => import('./aws-network-firewall-suricata.ts').then((m) => m.awsNetworkFirewallSuricataMatcher),
  'azure-firewall': () => import('./azure-firewall.ts').then((m) => m.azureFirewallMatcher),
  'azure-firewall-bicep': () => import('./azure-firewall-bicep.ts').then((m) => m.azureFirewallBicepMatcher),
  'check-point': () => import('./check-point.ts').then((m) => m.checkPointMatcher),
  'cisco-ftd': () => import('./cisco-ftd.ts').then((m) => m.ciscoFtdMatcher),
  'dnsmasq-nftset': () => import('./dnsmasq-nftset.ts').then((m) => m.dnsmasqNftsetMatcher),
  fortigate: () => import('./fortigate.ts').then((m) => m.fortigateMatcher),
  'fqdn-list': () => import('./fqdn-list.ts').then((m) => m.fqdnListMatcher),
  json: () => import('./json.ts').then((m) => m.jsonMatcher),
  nftables: () => import('./nftables.ts').then((m) => m.nftablesMatcher),
  'palo-alto': () => import('./palo-alto.ts').then((m) => m.paloAltoMatcher),
  'palo-alto-edl': () => import('./palo-alto-edl.ts').then((m) => m.paloAltoEdlMatcher),
  squid: () => import('./squid.ts').then((m) => m.squidMatcher),
  suricata: () => import('./suricata.ts').then((m) => m.suricataMatcher),
  'windows-firewall': () => import('./windows-firewall.ts').then((m) => m.windowsFirewallMatcher),
  zscaler: () => import('./zscaler.ts').then((m) => m.zscalerMatcher),
} as const satisfies Record<DialectName, () => Promise<Matcher>>;
