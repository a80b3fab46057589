import { isSince, type ReleaseName } from '../../../model/catalog/release.ts';
import type { HostAnswers } from '../facts.ts';
import { advice, type HostRuling } from './ruling.ts';

/** Release numbers of .NET Framework 4.8 and 4.6.2 (site and site system prerequisites, since version 2403). */
const NET_48 = 528_040;
const NET_462 = 394_802;

/** .NET Framework 4, and the Windows feature .NET Framework 3.5. */
export function dotnet({ release, feature35 }: HostAnswers['dotnet'], isToolHost: boolean): readonly HostRuling[] {
  const found = `release ${release ?? 'none'}`;
  const item = '.NET Framework';
  const rulings: HostRuling[] = [];
  const least = isToolHost ? NET_462 : NET_48;
  if ((release ?? 0) < least) rulings.push(missing('fail', item, found, isToolHost ? '4.6.2 (4.8 recommended)' : '4.8'));
  else if ((release ?? 0) < NET_48) rulings.push(missing('warn', item, found, '4.8 (recommended)'));
  if (!isToolHost && feature35 !== true)
    rulings.push({
      status: 'fail',
      id: 'dotnet-3.5',
      cause: 'host.dotnet-missing',
      evidence: { item: 'the Windows feature .NET Framework 3.5', found: 'not enabled' },
    });
  return rulings;
}

function missing(status: 'warn' | 'fail', item: string, found: string, required: string, id?: string): HostRuling {
  return { status, cause: 'host.dotnet-missing', evidence: { item, found, required }, ...(id === undefined ? {} : { id }) };
}

const ODBC = 'ODBC Driver 18 for SQL Server';
const BANNED_ODBC: ReadonlySet<string> = new Set(['18.6.1.1', '18.7.1.1']);
const LEAST_ODBC = '18.4.1.1';
/** Of the release notes; the older link 2220989 leads to a version that is too old. */
const ODBC_DOWNLOAD = 'https://go.microsoft.com/fwlink/?linkid=2299909';
const LEAST_VC = '14.28.29914.0';

/** Versions that the prerequisites page names (2026-09-14): ODBC driver, Visual C++ redistributable, SQL Server Native Client. */
export function software({ installed }: HostAnswers['software'], isToolHost: boolean, siteVersion: ReleaseName): readonly HostRuling[] {
  return [...odbc(installed), ...redistributable(installed, isToolHost), ...(isToolHost ? [] : nativeClient(installed, siteVersion))];
}

type Installed = HostAnswers['software']['installed'];

function odbc(installed: Installed): readonly HostRuling[] {
  const versions = installed.filter(({ name }) => name.includes('ODBC Driver 18')).map(({ version }) => version);
  const banned = versions.find((version) => BANNED_ODBC.has(version));
  if (banned !== undefined)
    return [
      missing(
        'fail',
        ODBC,
        `${banned}, a version that the documentation forbids`,
        `${LEAST_ODBC} or another later one (${ODBC_DOWNLOAD})`,
        'odbc',
      ),
    ];
  if (versions.some((version) => compareVersions(version, LEAST_ODBC) >= 0)) return [];
  return [missing('fail', ODBC, versions[0] ?? 'none', `${LEAST_ODBC} or later (${ODBC_DOWNLOAD}), since versions 2309 and 2503`, 'odbc')];
}

/** The setup of the role brings it; for the tool nobody does, and it needs both architectures. */
function redistributable(installed: Installed, isToolHost: boolean): readonly HostRuling[] {
  const found = installed.filter(({ name }) => /Visual C\+\+ (?:2015|v14)/.test(name));
  return (isToolHost ? ['x64', 'x86'] : ['x64']).flatMap((architecture) => {
    const own = found.filter(({ name }) => name.includes(architecture));
    if (own.some(({ version }) => compareVersions(version, LEAST_VC) >= 0)) return [];
    const id = `vc-${architecture}`;
    if (isToolHost)
      return [
        missing('fail', `Visual C++ 2015-2019 redistributable (${architecture})`, own[0]?.version ?? 'none', `${LEAST_VC} or later`, id),
      ];
    return [
      advice(
        id,
        'warn',
        `The Visual C++ 2015-2019 redistributable ${LEAST_VC} (${architecture}) or later is not installed.`,
        'install it, or leave it to the setup of the role.',
        { installed },
      ),
    ];
  });
}

const LEAST_NATIVE_CLIENT = '11.4.7001.0';

/** Needed before release 2603 (list of prerequisite checks, 2026-09-14); 2603 no longer uses it (What's new in version 2603, 2026-08-05). */
function nativeClient(installed: Installed, siteVersion: ReleaseName): readonly HostRuling[] {
  if (isSince(siteVersion, '2603')) return [];
  const found = installed.filter(({ name }) => name.includes('Native Client')).map(({ version }) => version);
  if (found.some((version) => compareVersions(version, LEAST_NATIVE_CLIENT) >= 0)) return [];
  return [
    advice(
      'native-client',
      'warn',
      `SQL Server Native Client ${LEAST_NATIVE_CLIENT} or later is needed by releases before 2603; ${found[0] === undefined ? 'it is not installed' : `version ${found[0]} is installed`}.`,
      'install it, or leave it to the setup of the role.',
      { installed },
    ),
  ];
}

/** Negative when `a` is older, 0 when they are the same, part by part. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let part = 0; part < Math.max(x.length, y.length); part += 1) {
    const difference = (x[part] ?? 0) - (y[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
