const LEARN = 'https://learn.microsoft.com/en-us/intune/configmgr/';
const TROUBLESHOOT = 'https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/setup-migrate-backup-recovery/';

/** A reference to a section of an RFC, with its address at the RFC editor. */
export function rfc(number: number, section?: string): string {
  const place = section === undefined ? '' : ` section ${section}`;
  const anchor = section === undefined ? '' : `#section-${section}`;
  return `RFC ${number}${place}: https://www.rfc-editor.org/rfc/rfc${number}${anchor}`;
}

/** Pages of the product's documentation that causes refer to, each with title and address. */
export const DOCS = {
  endpoints: `Internet access requirements: ${LEARN}core/plan-design/network/internet-endpoints`,
  serviceConnectionPoint: `About the service connection point: ${LEARN}core/servers/deploy/configure/about-the-service-connection-point`,
  proxy: `Proxy server support: ${LEARN}core/plan-design/network/proxy-server-support`,
  ports: `Ports used: ${LEARN}core/plan-design/hierarchy/ports`,
  accounts: `Accounts used: ${LEARN}core/plan-design/hierarchy/accounts`,
  prerequisites: `Site and site system prerequisites: ${LEARN}core/plan-design/configs/site-and-site-system-prerequisites`,
  operatingSystems: `Supported operating systems for site system servers: ${LEARN}core/plan-design/configs/supported-operating-systems-for-site-system-servers`,
  tenantAttach: `Tenant attach prerequisites: ${LEARN}tenant-attach/prerequisites`,
  prerequisiteChecks: `List of prerequisite checks: ${LEARN}core/servers/deploy/install/list-of-prerequisite-checks`,
  updatesTroubleshooting: `Understand and troubleshoot updates and servicing: ${TROUBLESHOOT}understand-troubleshoot-updates-servicing`,
  updatesNotDownloaded: `Service connection point does not download updates: ${TROUBLESHOOT}service-connection-point-not-download-updates`,
  cipherSuites: `Service connection tool does not download updates: ${TROUBLESHOOT}service-connection-tool-not-download-updates`,
  rootCertificates: `DigiCert Global Root G2 not installed: ${TROUBLESHOOT}connectivity-issues-digicert-global-root-g2-not-installed`,
  trustUpdates: 'Automatic update of trust lists (KB 2677070): https://support.microsoft.com/kb/2677070',
  rangeRequests: 'Proxies must permit range requests (KB 3175743): https://support.microsoft.com/kb/3175743',
  intuneEndpoints:
    'Network endpoints for Microsoft Intune (no TLS inspection): https://learn.microsoft.com/en-us/intune/fundamentals/endpoints',
} as const;
