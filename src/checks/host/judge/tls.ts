import type { HostAnswers } from '../facts.ts';
import { advice, type HostRuling } from './ruling.ts';

type Setting = HostAnswers['tls']['settings'][number];

/** Of these the services take one with TLS 1.2: no DHE since 2026-04-01 (https://learn.microsoft.com/en-us/azure/frontdoor/diffie-hellman-ciphers). */
const DOCUMENTED_SUITES: ReadonlySet<string> = new Set(['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']);

/** TLS 1.2 in SCHANNEL and for .NET Framework: switched off is a failure, not set as documented is worth knowing. */
export function tls({ settings, suites }: HostAnswers['tls']): readonly HostRuling[] {
  const off = settings.filter((setting) => (isOffInSchannel(setting) && !isOfServerSide(setting)) || isOffForDotnet(setting)).map(written);
  const serverOff = settings.filter((setting) => isOffInSchannel(setting) && isOfServerSide(setting)).map(written);
  const unset = settings.filter((setting) => isOfDotnet(setting) && setting.value !== 1 && !isOffForDotnet(setting)).map(written);
  const enabled = suites ?? [];
  const lacksSuites = enabled.length > 0 && !enabled.some((suite) => DOCUMENTED_SUITES.has(suite));
  return [
    ...(off.length === 0 ? [] : [ruledOn('fail', off)]),
    ...(serverOff.length === 0 ? [] : [serverSide(serverOff)]),
    ...(unset.length === 0 ? [] : [notSet(unset)]),
    ...(lacksSuites
      ? [
          {
            ...ruledOn('fail', [`none of the documented cipher suites is enabled: ${[...DOCUMENTED_SUITES].join(', ')}`]),
            id: 'tls-suites',
          },
        ]
      : []),
  ];
}

/** The role is a client: what other programs offer with TLS on this server is their affair. */
function serverSide(settings: readonly string[]): HostRuling {
  return advice(
    'tls-server-side',
    'warn',
    `TLS 1.2 is switched off for programs that accept connections on this server (${settings.join('; ')}). The role itself connects out and is not affected; management point, distribution point and administration service are.`,
    'enable TLS 1.2 for SCHANNEL Server too where other roles are installed here.',
    { settings },
  );
}

/** .NET Framework 4.6.2 and later follow the operating system; the documentation has the values confirmed all the same (enable TLS 1.2 on servers, 2024-06-20). */
function notSet(settings: readonly string[]): HostRuling {
  return advice(
    'tls-dotnet',
    'warn',
    `TLS 1.2 for .NET Framework is not set explicitly (${settings.join('; ')}). .NET Framework 4.6.2 and later use it by default on current systems; the documentation asks to confirm these values.`,
    'set SchUseStrongCrypto = 1 and SystemDefaultTlsVersions = 1 in both registry views, or confirm that no policy sets them to 0.',
    { settings },
  );
}

function ruledOn(status: 'warn' | 'fail', settings: readonly string[]): HostRuling {
  return { status, cause: 'host.tls12-disabled', evidence: { settings } };
}

function isOffInSchannel({ path, name, value }: Setting): boolean {
  return path.includes('SCHANNEL') && ((name === 'Enabled' && value === 0) || (name === 'DisabledByDefault' && value === 1));
}

function isOfServerSide({ path }: Setting): boolean {
  return path.endsWith('\\Server');
}

/** What the role runs on; .NET 2 and the 32-bit view are asked for, too, but keep nothing of it from working. */
function isOffForDotnet({ path, value }: Setting): boolean {
  return path.includes('v4.0.30319') && !path.includes('WOW6432Node') && value === 0;
}

function isOfDotnet({ path }: Setting): boolean {
  return path.includes('.NETFramework');
}

function written({ path, name, value }: Setting): string {
  return `${path}\\${name} = ${value ?? 'not set'}`;
}
