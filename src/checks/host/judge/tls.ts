import type { HostAnswers } from '../facts.ts';
import type { HostRuling } from './ruling.ts';

type Setting = HostAnswers['tls']['settings'][number];

/** Of these the services take one (article on updates that are not downloaded, KB 4561945); all are TLS 1.2. */
const DOCUMENTED_SUITES: ReadonlySet<string> = new Set([
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
]);

/** TLS 1.2 in SCHANNEL and for .NET Framework: switched off is a failure, not set as documented is worth knowing. */
export function tls({ settings, suites }: HostAnswers['tls']): readonly HostRuling[] {
  const off = settings.filter((setting) => isOffInSchannel(setting) || isOffForDotnet(setting)).map(written);
  const unset = settings.filter((setting) => isOfDotnet(setting) && setting.value !== 1 && !isOffForDotnet(setting)).map(written);
  const enabled = suites ?? [];
  const lacksSuites = enabled.length > 0 && !enabled.some((suite) => DOCUMENTED_SUITES.has(suite));
  return [
    ...(off.length === 0 ? [] : [ruledOn('fail', off)]),
    // On .NET 4.8 the defaults suffice on current systems: the documentation asks for the values all the same.
    ...(unset.length === 0 ? [] : [{ ...ruledOn('warn', unset), id: 'tls-dotnet' }]),
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

function ruledOn(status: 'warn' | 'fail', settings: readonly string[]): HostRuling {
  return { status, cause: 'host.tls12-disabled', evidence: { settings } };
}

function isOffInSchannel({ path, name, value }: Setting): boolean {
  return path.includes('SCHANNEL') && ((name === 'Enabled' && value === 0) || (name === 'DisabledByDefault' && value === 1));
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
