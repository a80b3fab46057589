/** Where the commands of a step are run. */
export const PARTS = ['Dns', 'Domain', 'SiteSystem', 'SiteServer'] as const;
/** Where a step is done; each place gets a script of its own. */
export type PlanPart = (typeof PARTS)[number];

/** One thing to create, grant or set. */
export interface PlanStep {
  readonly title: string;
  /** Who does it. */
  readonly team: 'directory' | 'server' | 'configmgr' | 'dns' | 'firewall' | 'proxy';
  /** In sentences, one a line. */
  readonly what: readonly string[];
  /** The page that asks for it; absent: good practice, no requirement. */
  readonly source?: string;
  /** PowerShell of standard modules; absent: there is no cmdlet for it. */
  readonly commands?: { readonly part: PlanPart; readonly lines: readonly string[] };
}

const CORE = 'https://learn.microsoft.com/en-us/intune/configmgr/core/';
export const SOURCES = {
  accounts: `${CORE}plan-design/hierarchy/accounts`,
  role: `${CORE}servers/deploy/configure/about-the-service-connection-point`,
  ports: `${CORE}plan-design/hierarchy/ports`,
  forests: `${CORE}plan-design/hierarchy/communications-between-endpoints`,
  domains: `${CORE}plan-design/configs/support-for-active-directory-domains`,
  proxy: `${CORE}plan-design/network/proxy-server-support`,
} as const;

/** A text in single quotes, which PowerShell takes as it is (about_Quoting_Rules). */
export function quoted(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`;
}
