// The proxies that Windows has set and discovers, by the functions of winhttp.h.
import { addressOf, lastError, libraryOf, pointers, textAt, WindowsFailure, wide } from './ffi.ts';
import { registryValue } from './registry.ts';

const winhttp = libraryOf('winhttp.dll', {
  WinHttpGetDefaultProxyConfiguration: [['pointer'], 'uint32'],
  WinHttpGetIEProxyConfigForCurrentUser: [['pointer'], 'uint32'],
  WinHttpDetectAutoProxyConfigUrl: [['uint32', 'pointer'], 'uint32'],
  WinHttpOpen: [['pointer', 'uint32', 'pointer', 'pointer', 'uint32'], 'pointer'],
  WinHttpGetProxyForUrl: [pointers(4), 'uint32'],
  WinHttpCloseHandle: [['pointer'], 'uint32'],
});
const kernel32 = libraryOf('kernel32.dll', { GlobalFree: [['pointer'], 'pointer'] });

/** The string whose address a structure holds there, which is ours to free. */
function taken(block: Buffer, at: number): string {
  const address = block.readBigUInt64LE(at);
  const text = textAt(address);
  if (address !== 0n) kernel32('GlobalFree', address);
  return text;
}

const SETTINGS = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const NAMED_PROXY = 3;

/** WINHTTP_PROXY_INFO: access type, proxy, bypass list. */
function proxyInfo(info: Buffer): { readonly server: string; readonly bypass: string } {
  const [isNamed, server, bypass] = [info.readUInt32LE(0) === NAMED_PROXY, taken(info, 8), taken(info, 16)];
  return isNamed ? { server, bypass } : { server: '', bypass: '' };
}

/** The machine's WinHTTP proxy as WinHTTP itself reads it, and the value of the registry, which alone says whether there is a script or discovery. */
export function winHttp(): object {
  const info = Buffer.alloc(24);
  if (Number(winhttp('WinHttpGetDefaultProxyConfiguration', info)) === 0)
    throw new WindowsFailure('WinHttpGetDefaultProxyConfiguration', lastError());
  const bytes = registryValue('HKLM', `${SETTINGS}\\Connections`, 'WinHttpSettings') ?? Buffer.alloc(0);
  return { bytes: [...bytes], set: proxyInfo(info) };
}

const FILE_NOT_FOUND = 2;

/** The Internet Settings that this account goes by, policies included (WINHTTP_CURRENT_USER_IE_PROXY_CONFIG); with `sid` those of that account, whose hive is loaded. */
export function internetSettings({ sid }: { readonly sid?: string }): object {
  if (sid !== undefined) return settingsOf(sid);
  const config = Buffer.alloc(32);
  if (Number(winhttp('WinHttpGetIEProxyConfigForCurrentUser', config)) === 0) {
    const code = lastError();
    // None at all, as of an account that never logged on.
    if (code !== FILE_NOT_FOUND) throw new WindowsFailure('WinHttpGetIEProxyConfigForCurrentUser', code);
  }
  const [autoConfigUrl, server, bypass] = [taken(config, 8), taken(config, 16), taken(config, 24)];
  return { enabled: server === '' ? 0 : 1, server, bypass, autoConfigUrl, detects: config.readUInt32LE(0) !== 0 };
}

const POLICIES = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Nobody but the account itself can ask WinHTTP: the registry says the same, policies above choices, and those of the machine where a policy makes them so. */
function settingsOf(sid: string): object {
  const isMachine = registryValue('HKLM', POLICIES, 'ProxySettingsPerUser')?.readUInt32LE() === 0;
  const [hive, prefix] = isMachine ? (['HKLM', ''] as const) : (['HKU', `${sid}\\`] as const);
  const value = (name: string): Buffer | undefined =>
    registryValue(hive, prefix + POLICIES, name) ?? registryValue(hive, prefix + SETTINGS, name);
  const text = (name: string): string => (value(name) ?? Buffer.alloc(0)).toString('utf16le').replace(/\0+$/, '');
  return {
    enabled: value('ProxyEnable')?.readUInt32LE() ?? 0,
    server: text('ProxyServer'),
    bypass: text('ProxyOverride'),
    autoConfigUrl: text('AutoConfigURL'),
    connection: [...(registryValue(hive, `${prefix + SETTINGS}\\Connections`, 'DefaultConnectionSettings') ?? [])],
  };
}

const [BY_DHCP, BY_DNS] = [1, 2];

/** Where Windows discovers a script, by each way alone; empty: nowhere. */
export function discovered(): object {
  return { dhcp: discoveredBy(BY_DHCP), dns: discoveredBy(BY_DNS) };
}

function discoveredBy(way: number): string {
  const url = Buffer.alloc(8);
  return Number(winhttp('WinHttpDetectAutoProxyConfigUrl', way, url)) === 0 ? '' : taken(url, 0);
}

const NO_PROXY = 1;
const CONFIG_URL = 2;
const OPTIONS_BYTES = 32;

/** What Windows makes of the script at `script` for an address; `code` is why it could not. */
export function proxyForUrl({ url, script }: { readonly url: string; readonly script: string }): object {
  const session = winhttp('WinHttpOpen', wide('configmgr-preflight'), NO_PROXY, null, null, 0);
  const address = wide(script);
  // WINHTTP_AUTOPROXY_OPTIONS: flags, ways of discovery, address of the script, two reserved, whether to log on to its server.
  const options = Buffer.alloc(OPTIONS_BYTES);
  options.writeUInt32LE(CONFIG_URL, 0);
  options.writeBigUInt64LE(addressOf(address), 8);
  const info = Buffer.alloc(24);
  try {
    if (Number(winhttp('WinHttpGetProxyForUrl', session, wide(url), options, info)) === 0) return { code: lastError() };
    return proxyInfo(info);
  } finally {
    winhttp('WinHttpCloseHandle', session);
  }
}
