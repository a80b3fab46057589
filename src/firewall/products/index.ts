import type { Dialect } from '../dialect.ts';
import type { Reader } from '../reader.ts';

interface Product {
  readonly dialect: () => Promise<{ readonly dialect: Dialect }>;
  /** Reads back what the dialect wrote. */
  readonly reader: () => Promise<{ readonly reader: Reader }>;
}

/** Every product once, loaded when asked for. The command line, its help and the tests take the names from here; a test compares this with the folders. */
const PRODUCTS = {
  'aws-network-firewall': {
    dialect: () => import('./aws-network-firewall/dialect.ts'),
    reader: () => import('./aws-network-firewall/reader.ts'),
  },
  'aws-network-firewall-suricata': {
    dialect: () => import('./aws-network-firewall-suricata/dialect.ts'),
    reader: () => import('./aws-network-firewall-suricata/reader.ts'),
  },
  'azure-firewall': { dialect: () => import('./azure-firewall/dialect.ts'), reader: () => import('./azure-firewall/reader.ts') },
  'azure-firewall-bicep': {
    dialect: () => import('./azure-firewall-bicep/dialect.ts'),
    reader: () => import('./azure-firewall-bicep/reader.ts'),
  },
  'check-point': { dialect: () => import('./check-point/dialect.ts'), reader: () => import('./check-point/reader.ts') },
  'cisco-asa': { dialect: () => import('./cisco-asa/dialect.ts'), reader: () => import('./cisco-asa/reader.ts') },
  'cisco-fmc': { dialect: () => import('./cisco-fmc/dialect.ts'), reader: () => import('./cisco-fmc/reader.ts') },
  'dnsmasq-nftset': { dialect: () => import('./dnsmasq-nftset/dialect.ts'), reader: () => import('./dnsmasq-nftset/reader.ts') },
  fortigate: { dialect: () => import('./fortigate/dialect.ts'), reader: () => import('./fortigate/reader.ts') },
  'fqdn-list': { dialect: () => import('./fqdn-list/dialect.ts'), reader: () => import('./fqdn-list/reader.ts') },
  json: { dialect: () => import('./json/dialect.ts'), reader: () => import('./json/reader.ts') },
  nftables: { dialect: () => import('./nftables/dialect.ts'), reader: () => import('./nftables/reader.ts') },
  'palo-alto': { dialect: () => import('./palo-alto/dialect.ts'), reader: () => import('./palo-alto/reader.ts') },
  'palo-alto-edl': { dialect: () => import('./palo-alto-edl/dialect.ts'), reader: () => import('./palo-alto-edl/reader.ts') },
  squid: { dialect: () => import('./squid/dialect.ts'), reader: () => import('./squid/reader.ts') },
  suricata: { dialect: () => import('./suricata/dialect.ts'), reader: () => import('./suricata/reader.ts') },
  'terraform-azurerm': {
    dialect: () => import('./terraform-azurerm/dialect.ts'),
    reader: () => import('./terraform-azurerm/reader.ts'),
  },
  'windows-firewall': { dialect: () => import('./windows-firewall/dialect.ts'), reader: () => import('./windows-firewall/reader.ts') },
  zscaler: { dialect: () => import('./zscaler/dialect.ts'), reader: () => import('./zscaler/reader.ts') },
} as const satisfies Record<string, Product>;

/** What `--dialect` takes. */
export type DialectName = keyof typeof PRODUCTS;

/** Names of earlier releases, which stay understood. */
const FORMER: Readonly<Record<string, DialectName>> = { 'cisco-ftd': 'cisco-asa' };

export const DIALECT_NAMES = Object.keys(PRODUCTS) as readonly DialectName[];

/** Today's name of a dialect; what is no former name stays as it is. */
export function currentName(name: unknown): unknown {
  return typeof name === 'string' && Object.hasOwn(FORMER, name) ? FORMER[name] : name;
}

/** How a product is written. */
export async function dialectOf(name: DialectName): Promise<Dialect> {
  return (await PRODUCTS[name].dialect()).dialect;
}

/** How what was written is read back. */
export async function readerOf(name: DialectName): Promise<Reader> {
  return (await PRODUCTS[name].reader()).reader;
}
