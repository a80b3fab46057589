import { hostname } from 'node:os';
import { z } from 'zod';
import type { Context } from '../../model/network/context.ts';
import type { Route } from '../../model/network/route.ts';
import { UsageError } from '../../model/usage-error.ts';
import { askWindows } from '../../network/windows/functions/ask.ts';
import { type Discovery, discoverWpad } from '../../network/wpad/discover.ts';
import { webUrl } from '../../network/wpad/leases.ts';
import type { ParsedRoute } from '../../settings/route-spec.ts';

/** The `--route` word for Web Proxy Auto-Discovery. */
export const WPAD = 'wpad';
const LIMIT_MS = 30_000;

const schema = z.object({ dhcp: z.string().max(4000), dns: z.string().max(4000) });

/** The route that Web Proxy Auto-Discovery leads to, with what was found, from whom, and what that means. Nothing found is a direct way, as in Windows. */
export async function wpadRoute(auth: Route['auth'], context: Context): Promise<ParsedRoute> {
  const { found, asked } =
    process.platform === 'win32' ? await discoveredByWindows(context.signal) : await discoverWpad(hostname(), context);
  if (found === undefined) {
    const warning = `no proxy was discovered by WPAD (asked: ${asked.join(', ')}): Windows goes out directly then, and so does this route`;
    return { route: { name: WPAD, kind: 'direct', auth: 'none' }, warnings: [warning] };
  }
  return {
    route: { name: WPAD, kind: 'pac', auth, pacUrl: found.url },
    warnings: [`WPAD: ${found.source} leads to ${found.url}. ${MEANING}`],
  };
}

const MEANING =
  'Whoever answers DHCP or that name decides over the proxy of every program that discovers it; on a server switch it off, and give the role its proxy by name: Configuration Manager does not use WPAD';

async function discoveredByWindows(signal: AbortSignal): Promise<Discovery> {
  const answer = await askWindows('wpad', {}, schema, { signal, timeoutMs: LIMIT_MS });
  if ('failure' in answer)
    throw new UsageError(`Windows could not be asked for the discovered proxy (${answer.failure.code}: ${answer.failure.message})`, {
      field: '--route wpad',
    });
  return ofWindows(answer.value);
}

/** What Windows answered, as a discovery. */
export function ofWindows({ dhcp, dns }: z.infer<typeof schema>): Discovery {
  for (const [text, source] of [
    [dhcp, 'DHCP option 252'],
    [dns, 'DNS'],
  ] as const) {
    const url = webUrl(text);
    if (url !== undefined) return { found: { url, source }, asked: [] };
  }
  return { asked: ['DHCP option 252', 'DNS, both by Windows'] };
}
