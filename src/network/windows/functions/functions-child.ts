// See ask.ts. Answers as the scripts of the same names do; which of them there are, `FUNCTIONS` in ask.ts says.
import { roots } from './certificates.ts';
import { WindowsFailure } from './ffi.ts';
import { dnsSuffix, localAdministrators } from './groups.ts';
import { dotnet, software } from './installed.ts';
import { logonRights } from './logon-rights.ts';
import { namePolicy } from './name-policy.ts';
import { discovered, internetSettings, proxyForUrl, winHttp } from './proxy-settings.ts';
import { tls } from './schannel.ts';
import { shareLogon } from './share-logon.ts';

const ANSWERS: Readonly<Record<string, (input: never) => object>> = {
  'dns-suffix': dnsSuffix,
  dotnet,
  'internet-settings': internetSettings,
  'local-administrators': localAdministrators,
  logon: shareLogon,
  'logon-rights': logonRights,
  'name-policy': namePolicy,
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
