import type { HostForm } from './requirement.ts';

/** Domains for which TLS inspection is documented as unsupported: the domain and everything below it. */
interface NoInspection {
  readonly domain: string;
  readonly reason: string;
  readonly source: string;
}

const INTUNE = 'https://learn.microsoft.com/en-us/intune/fundamentals/endpoints';
const ANALYTICS = 'https://learn.microsoft.com/en-us/intune/endpoint-analytics/troubleshoot#proxy-server-authentication';

/** Kept as data: a new statement of Microsoft's is one line here. The published forms are `*.domain`; the domain itself is the same service. */
export const NO_INSPECTION: readonly NoInspection[] = [
  { domain: 'manage.microsoft.com', reason: 'TLS inspection is not supported for *.manage.microsoft.com', source: INTUNE },
  { domain: 'dm.microsoft.com', reason: 'TLS inspection is not supported for *.dm.microsoft.com', source: INTUNE },
  { domain: 'manage.microsoft.us', reason: 'TLS inspection is not supported for *.manage.microsoft.us', source: INTUNE },
  { domain: 'events.data.microsoft.com', reason: 'Endpoint analytics pins certificates: TLS inspection breaks it', source: ANALYTICS },
];

/** Why this destination must not be decrypted, with the page that says so; empty when nothing is documented. Only TLS can be decrypted. */
export function inspectionReason(host: HostForm, scheme: 'https' | 'http' | 'tcp'): string {
  if (scheme === 'http') return '';
  const found = NO_INSPECTION.find(({ domain }) => host.text === domain || host.text.endsWith(`.${domain}`));
  return found === undefined ? '' : `${found.reason} (${found.source})`;
}
