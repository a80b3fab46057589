import { z } from 'zod';
import { runScript } from '../../network/windows/powershell.ts';

const LIMIT_MS = 10_000;
const schema = z.object({ domain: z.string().nullish() });

/** The primary DNS suffix, which in a domain is the domain's name. */
export const DNS_SUFFIX_SCRIPT = `
@{ domain = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName } | ConvertTo-Json -Compress`;

/**
 * This machine's name with its domain. Windows tells Node the first label only, and nobody looks for a controller of no domain. The name as it is
 * where the system does not say more.
 */
export async function fullHostname(hostname: string, signal: AbortSignal, platform: string = process.platform): Promise<string> {
  if (platform !== 'win32' || hostname.includes('.')) return hostname;
  const answer = await runScript(DNS_SUFFIX_SCRIPT, {}, schema, { signal, timeoutMs: LIMIT_MS });
  const domain = 'value' in answer ? (answer.value.domain ?? '') : '';
  return domain === '' ? hostname : `${hostname}.${domain}`;
}
