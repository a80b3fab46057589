// See ask.ts. Answers as the scripts of the same names do; which of them there are, `FUNCTIONS` in ask.ts says.
import { WindowsFailure } from './ffi.ts';
import { dnsSuffix, localAdministrators } from './groups.ts';
import { logonRights } from './logon-rights.ts';
import { discovered, internetSettings, proxyForUrl, winHttp } from './proxy-settings.ts';

const ANSWERS: Readonly<Record<string, (input: never) => object>> = {
  'dns-suffix': dnsSuffix,
  'internet-settings': internetSettings,
  'local-administrators': localAdministrators,
  'logon-rights': logonRights,
  'proxy-for-url': proxyForUrl,
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
