// See ask.ts. Answers as the scripts of the same names do; which of them there are, `FUNCTIONS` in ask.ts says.
import { fileAccess } from './accounts/file-access.ts';
import { dnsSuffix, localAdministrators } from './accounts/groups.ts';
import { localAccount } from './accounts/local-account.ts';
import { logonRights } from './accounts/logon-rights.ts';
import { shareLogon } from './accounts/share-logon.ts';
import { roots } from './certificates.ts';
import { clock } from './domain.ts';
import { WindowsFailure } from './ffi.ts';
import { dotnet, software } from './installed.ts';
import { namePolicy } from './name-policy.ts';
import { operatingSystem } from './operating-system.ts';
import { discovered, internetSettings, proxyForUrl, winHttp } from './proxy-settings.ts';
import { tls } from './schannel.ts';

const ANSWERS: Readonly<Record<string, (input: never) => object>> = {
  'access-rules': fileAccess,
  clock,
  'dns-suffix': dnsSuffix,
  dotnet,
  'internet-settings': internetSettings,
  'local-account': localAccount,
  'local-administrators': localAdministrators,
  logon: shareLogon,
  'logon-rights': logonRights,
  'name-policy': namePolicy,
  'operating-system': operatingSystem,
  'proxy-for-url': proxyForUrl,
  roots,
  software,
  tls,
  winhttp: winHttp,
  wpad: discovered,
};

function answer(name: string, input: unknown): object {
  try {
    return { value: ANSWERS[name]?.(input as never) };
  } catch (error) {
    if (error instanceof WindowsFailure) return { error: { code: `WIN32_${error.code}`, message: error.message } };
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', ({ id, name, input }: { readonly id: number; readonly name: string; readonly input: unknown }) => {
  const reply = answer(name, input);
  if (process.connected) process.send?.({ id, ...reply });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => undefined);
