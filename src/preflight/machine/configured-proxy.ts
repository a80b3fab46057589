import type { Finding } from '../../model/finding.ts';
import { UsageError } from '../../model/usage-error.ts';
import { readWindowsRoute } from './windows-routes.ts';

const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'all_proxy', 'ALL_PROXY'] as const;

/** Does everything on the direct route end before a connection, as it does where the way out is a proxy? */
export function mayMeanProxy(findings: readonly Finding[]): boolean {
  return findings.some(
    ({ kind, route, cause, target }) =>
      kind === 'route' && route === 'direct' && target.affected === target.of && /^(?:dns|tcp)\./.test(cause ?? ''),
  );
}

/** One sentence for each proxy that this machine has configured, with the route that uses it. Names of proxies stay where they are. */
export async function configuredProxyNotes(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const variable = VARIABLES.find((name) => (env[name] ?? '').trim() !== '');
  const ofEnvironment = variable === undefined ? [] : [noteOf(`the environment variable ${variable}`, 'env')];
  if (process.platform !== 'win32') return ofEnvironment;
  const ofWindows: string[] = [];
  for (const route of ['winhttp', 'internet-settings'] as const)
    if (await hasProxy(route, signal)) ofWindows.push(noteOf(WORDS[route], route));
  return [...ofEnvironment, ...ofWindows];
}

const WORDS = { winhttp: 'WinHTTP', 'internet-settings': 'the Internet Settings of this account' } as const;

function noteOf(where: string, route: string): string {
  return `Nothing is reachable directly, and this machine has a proxy configured (${where}): run the check again with --route ${route}.`;
}

/** What would be discovered is not set. */
const noneDiscovered = async () => ({ route: { name: 'wpad', kind: 'direct', auth: 'none' }, warnings: [] }) as const;

/** A setting that cannot be read is no proxy: this is a hint, no check. */
async function hasProxy(route: keyof typeof WORDS, signal: AbortSignal): Promise<boolean> {
  try {
    return (await readWindowsRoute(route, 'auto', signal, noneDiscovered)).route.kind !== 'direct';
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
