import { z } from 'zod';
import type { Route } from '../../model/network/route.ts';
import { UsageError } from '../../model/usage-error.ts';
import { askFunction, askWindows } from '../../network/windows/functions/ask.ts';
import type { ParsedRoute } from '../../settings/route-spec.ts';
import { isDetecting, parseWinHttpSettings, scriptWarning, type WindowsProxy, windowsRoute } from '../../settings/windows-proxy.ts';

const LIMIT_MS = 20_000;

/** `--route` words for what Windows itself has configured: the machine's WinHTTP proxy, the Internet Settings of the account that runs this, and those of Local System. */
export const WINDOWS_ROUTES = ['winhttp', 'internet-settings', 'system-settings'] as const;
type WindowsRoute = (typeof WINDOWS_ROUTES)[number];

const setSchema = z.object({ server: z.string(), bypass: z.string() });
const winHttpSchema = z.object({
  bytes: z.array(z.number().int().min(0).max(255)),
  /** As WinHTTP itself reads it, where it could be asked. */
  set: setSchema.optional(),
});
const settingsSchema = z.object({
  ...setSchema.shape,
  enabled: z.number(),
  autoConfigUrl: z.string(),
  connection: z.array(z.number()).default([]),
  detects: z.boolean().optional(),
});
const choiceSchema = z.union([z.object({ code: z.number() }), setSchema]);

/** Is it one of these words? */
export function isWindowsRoute(spec: string): spec is WindowsRoute {
  return (WINDOWS_ROUTES as readonly string[]).includes(spec);
}

/**
 * Reads the setting and makes the route of it. Where Windows discovers a proxy, that comes first, as there (`discover`), and what was set counts when
 * nothing is discovered. Throws `UsageError` elsewhere than on Windows, and when it cannot be read.
 */
export async function readWindowsRoute(
  spec: WindowsRoute,
  auth: Route['auth'],
  signal: AbortSignal,
  discover: () => Promise<ParsedRoute>,
): Promise<ParsedRoute> {
  if (process.platform !== 'win32')
    throw new UsageError(`"${spec}" is a setting of Windows, and this is none`, {
      field: '--route',
      hint: 'name the proxy: http://HOST:PORT, or use env',
    });
  const parsed = await routeOf(spec, await readWindowsProxy(spec, signal), auth, discover);
  return { ...parsed, warnings: [...parsed.warnings, ...(await windowsOnScript(parsed.route.pacUrl, signal))] };
}

/** A name that every catalog of the role has: a script is asked for something. */
const ASKED_URL = 'https://go.microsoft.com/';

/** Windows is asked whether it can use a script itself: what this program makes of one that WinHTTP cannot load says nothing of the programs that ask WinHTTP. */
async function windowsOnScript(script: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
  if (script === undefined || script.startsWith('data:')) return [];
  const answer = await askFunction('proxy-for-url', { url: ASKED_URL, script }, choiceSchema, { signal, timeoutMs: LIMIT_MS });
  if (answer === undefined || 'failure' in answer || !('code' in answer.value)) return [];
  return [scriptWarning(script, answer.value.code)];
}

/** What Windows has set there. Throws `UsageError` when it cannot be read. */
export function readWindowsProxy(spec: WindowsRoute, signal: AbortSignal): Promise<WindowsProxy> {
  return spec === 'winhttp' ? readWinHttp(signal) : readSettings(spec, signal);
}

/** The security identifier of Local System (MS-DTYP section 2.4.2.4), by which its hive is named. */
const LOCAL_SYSTEM = 'S-1-5-18';

/** The route of what is set, or of what is discovered. */
export async function routeOf(
  spec: string,
  setting: WindowsProxy,
  auth: Route['auth'],
  discover: () => Promise<ParsedRoute>,
): Promise<ParsedRoute> {
  const set = windowsRoute(spec, setting, auth);
  if (setting.detects !== true) return { route: set, warnings: [] };
  const { route, warnings } = await discover();
  if (route.kind !== 'direct') return { route: { ...route, name: spec }, warnings };
  return { route: set, warnings: [`${spec} discovers its proxy (WPAD), and none was found here: what is set beside it counts`] };
}

async function readWinHttp(signal: AbortSignal): Promise<WindowsProxy> {
  const answer = await askWindows('winhttp', {}, winHttpSchema, { signal, timeoutMs: LIMIT_MS });
  const { bytes, set } = settingOf(answer, 'winhttp');
  // Never set: a direct connection.
  if (bytes.length === 0) return set ?? { server: '', bypass: '' };
  const parsed = parseWinHttpSettings(bytes);
  if (parsed === undefined)
    throw new UsageError('the value WinHttpSettings of the registry has a form that is not known', { field: '--route winhttp' });
  return { ...parsed, ...set };
}

async function readSettings(spec: WindowsRoute, signal: AbortSignal): Promise<WindowsProxy> {
  const input = spec === 'system-settings' ? { sid: LOCAL_SYSTEM } : {};
  const answer = await askWindows('internet-settings', input, settingsSchema, { signal, timeoutMs: LIMIT_MS });
  const { enabled, server, bypass, autoConfigUrl, connection, detects } = settingOf(answer, spec);
  return { server: enabled === 1 ? server : '', bypass, autoConfigUrl, detects: detects ?? isDetecting(connection) };
}

function settingOf<T>(
  answer: { readonly value: T } | { readonly failure: { readonly code: string; readonly message: string } },
  spec: string,
): T {
  if ('value' in answer) return answer.value;
  throw new UsageError(`the proxy of Windows could not be read (${answer.failure.code}: ${answer.failure.message})`, {
    field: `--route ${spec}`,
    ...(answer.failure.code === 'CONSTRAINED_LANGUAGE'
      ? { hint: 'a policy (AppLocker or App Control) constrains Windows PowerShell; name the proxy: http://HOST:PORT' }
      : {}),
  });
}
