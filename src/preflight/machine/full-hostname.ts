import { z } from 'zod';
import { askWindows } from '../../network/windows/functions/ask.ts';

const LIMIT_MS = 10_000;
const schema = z.object({ domain: z.string().nullish() });

/**
 * This machine's name with its domain. Windows tells Node the first label only, and nobody looks for a controller of no domain. The name as it is
 * where the system does not say more.
 */
export async function fullHostname(hostname: string, signal: AbortSignal, platform: string = process.platform): Promise<string> {
  if (platform !== 'win32' || hostname.includes('.')) return hostname;
  const answer = await askWindows('dns-suffix', {}, schema, { signal, timeoutMs: LIMIT_MS });
  const domain = 'value' in answer ? (answer.value.domain ?? '') : '';
  return domain === '' ? hostname : `${hostname}.${domain}`;
}
