import type { Answer } from '../../../model/answer.ts';
import type { HostEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import { findingSaying, type Said } from '../../finding.ts';
import type { HostAnswers, HostFacts, HostQuestion, HostTask } from '../facts.ts';
import { toolFindings } from './tool.ts';

const TITLES: Readonly<Record<HostQuestion, string>> = {
  'operating-system': 'operating system, domain membership, restart, disk',
  dotnet: '.NET Framework',
  software: 'Visual C++ redistributable and ODBC driver',
  tls: 'TLS 1.2 for .NET and SCHANNEL',
  roots: 'root certificates',
  clock: 'clock against the domain',
};

/** One finding a question, further ones for what is not as documented. */
export function judge(answers: readonly Answer<HostTask, HostFacts>[], scope: Scope): readonly Finding[] {
  const { servers } = scope;
  const own = answers.flatMap(({ task, facts }) => {
    if (facts === undefined) return [lookupFailed(task.key, { code: 'NOT_RUN', message: 'the run ended first' })];
    if ('failure' in facts) return [facts.failure.code === NOT_WINDOWS ? skipped(task.key) : lookupFailed(task.key, facts.failure)];
    const troubles = troublesOf(facts, servers.standpoint === 'tool-host');
    return troubles.length > 0
      ? troubles.map((trouble) => finding(task.key, trouble))
      : [finding(task.key, { status: 'pass', message: `${TITLES[task.key]}: as documented.` })];
  });
  return [...own, ...toolFindings(scope)];
}

/** The code of a host that cannot be asked because it is no Windows. */
export const NOT_WINDOWS = 'NOT_WINDOWS';

type Trouble = Omit<Said<HostEvidence>, 'id' | 'title' | 'target'> & { readonly id?: string };

function troublesOf(facts: Exclude<HostFacts, { readonly failure: unknown }>, isToolHost: boolean): readonly Trouble[] {
  switch (facts.question) {
    case 'operating-system':
      return isToolHost ? toolHost(facts.answer) : operatingSystem(facts.answer);
    case 'dotnet':
      return dotnet(facts.answer, isToolHost);
    case 'software':
      return software(facts.answer, isToolHost);
    case 'tls':
      return tls(facts.answer);
    case 'roots':
      return roots(facts.answer);
    case 'clock':
      return clock(facts.answer);
  }
}

/** Builds of Windows Server 2016, 2019, 2022 and 2025 (supported operating systems of site system servers). */
const BUILDS: ReadonlySet<string> = new Set(['14393', '17763', '20348', '26100']);
/** Room for one update of about 1 GB, extracted beside its package, twice: our own figure, the documentation names none. */
const ROOM_BYTES = 15 * 1024 ** 3;

function operatingSystem(os: HostAnswers['operating-system']): readonly Trouble[] {
  const evidence: HostEvidence = { operatingSystem: os.caption, build: os.build, installationType: os.installationType };
  const supported = os.productType !== 1 && os.is64Bit && BUILDS.has(os.build);
  const troubles: Trouble[] = [];
  if (!supported) troubles.push({ status: 'fail', cause: 'host.os-unsupported', evidence });
  if (!os.partOfDomain)
    troubles.push({
      status: 'fail',
      id: 'domain',
      cause: 'host.os-unsupported',
      evidence: { ...evidence, found: 'no member of a domain' },
    });
  if (/core/i.test(os.installationType)) troubles.push({ status: 'fail', id: 'server-core', cause: 'host.server-core', evidence });
  return [...troubles, ...practice(os)];
}

function practice({ pendingRestart, freeBytes }: HostAnswers['operating-system']): readonly Trouble[] {
  const restart: Trouble = {
    status: 'warn',
    id: 'restart',
    message: 'A restart is pending: after an update of .NET the role keeps using the old one until then (status message 4979).',
    remedy: 'This server: restart it before the role is installed.',
  };
  const free = typeof freeBytes === 'number' && freeBytes < ROOM_BYTES ? Math.floor(freeBytes / 1024 ** 3) : undefined;
  const disk: Trouble = {
    status: 'warn',
    id: 'disk',
    message: `The drive with the most free space has ${free} GB free; the folder EasySetupPayload holds packages and their extracted files. 15 GB are our own figure, no documented limit.`,
    remedy: 'This server: make room on an NTFS drive without NO_SMS_ON_DRIVE.SMS.',
  };
  return [...(pendingRestart ? [restart] : []), ...(free === undefined ? [] : [disk])];
}

/** The service connection tool wants 64-bit Windows and an administrator. */
function toolHost(os: HostAnswers['operating-system']): readonly Trouble[] {
  const evidence: HostEvidence = { operatingSystem: os.caption, build: os.build, required: '64-bit Windows, run as a local administrator' };
  const troubles: Trouble[] = [];
  if (!os.is64Bit) troubles.push({ status: 'fail', cause: 'host.os-unsupported', evidence });
  if (!os.isAdministrator)
    troubles.push({
      status: 'warn',
      id: 'administrator',
      message: 'The service connection tool has to be run as a local administrator; this run is not.',
      remedy: 'This computer: run tool and check as an administrator.',
      evidence,
    });
  return troubles;
}

/** Release numbers of .NET Framework 4.8 and 4.6.2 (site and site system prerequisites, since version 2403). */
const NET_48 = 528_040;
const NET_462 = 394_802;

function dotnet({ release, feature35 }: HostAnswers['dotnet'], isToolHost: boolean): readonly Trouble[] {
  const found = `release ${release ?? 'none'}`;
  const troubles: Trouble[] = [];
  const least = isToolHost ? NET_462 : NET_48;
  if ((release ?? 0) < least)
    troubles.push({
      status: 'fail',
      cause: 'host.dotnet-missing',
      evidence: { item: '.NET Framework', found, required: isToolHost ? '4.6.2 (4.8 recommended)' : '4.8' },
    });
  else if ((release ?? 0) < NET_48)
    troubles.push({
      status: 'warn',
      cause: 'host.dotnet-missing',
      evidence: { item: '.NET Framework', found, required: '4.8 (recommended)' },
    });
  if (!isToolHost && feature35 !== true)
    troubles.push({
      status: 'fail',
      id: 'dotnet-3.5',
      cause: 'host.dotnet-missing',
      evidence: { item: 'the Windows feature .NET Framework 3.5', found: 'not enabled' },
    });
  return troubles;
}

const BANNED_ODBC: ReadonlySet<string> = new Set(['18.6.1.1', '18.7.1.1']);
const LEAST_ODBC = '18.4.1.1';
const LEAST_VC = '14.28.29914.0';

function software({ installed }: HostAnswers['software'], isToolHost: boolean): readonly Trouble[] {
  const odbc = installed.filter(({ name }) => name.includes('ODBC Driver 18'));
  const vc = installed.filter(({ name }) => /Visual C\+\+ 2015/.test(name));
  const troubles: Trouble[] = [];
  const add = (id: string, status: 'warn' | 'fail', message: string, remedy: string): void => {
    troubles.push({ id, status, message, remedy: `This server: ${remedy}`, evidence: { installed } });
  };
  const banned = odbc.find(({ version }) => BANNED_ODBC.has(version));
  if (banned !== undefined)
    add(
      'odbc',
      'warn',
      `ODBC driver ${banned.version} is one of the versions that the documentation forbids.`,
      `replace it by ODBC Driver 18 for SQL Server ${LEAST_ODBC} or another later one.`,
    );
  else if (!odbc.some(({ version }) => compareVersions(version, LEAST_ODBC) >= 0))
    add(
      'odbc',
      'warn',
      `ODBC Driver 18 for SQL Server ${LEAST_ODBC} or later is not installed; it is required since versions 2309 and 2503.`,
      'install it; Configuration Manager does not keep it up to date.',
    );
  for (const architecture of isToolHost ? ['x64', 'x86'] : ['x64']) {
    const good = vc.some(({ name, version }) => name.includes(architecture) && compareVersions(version, LEAST_VC) >= 0);
    if (!good)
      add(
        `vc-${architecture}`,
        'warn',
        `The Visual C++ 2015-2019 redistributable ${LEAST_VC} (${architecture}) or later is not installed.`,
        isToolHost
          ? 'install it: the service connection tool needs both architectures.'
          : 'install it, or leave it to the setup of the role.',
      );
  }
  return troubles;
}

export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let part = 0; part < Math.max(x.length, y.length); part += 1) {
    const difference = (x[part] ?? 0) - (y[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function tls({ settings }: HostAnswers['tls']): readonly Trouble[] {
  const disabled = settings.filter(
    ({ path, name, value }) =>
      path.includes('SCHANNEL') && ((name === 'Enabled' && value === 0) || (name === 'DisabledByDefault' && value === 1)),
  );
  const unset = settings.filter(({ path, value }) => path.includes('.NETFramework') && value !== 1);
  const told = (some: typeof settings) => some.map(({ path, name, value }) => `${path}\\${name} = ${value ?? 'not set'}`);
  return [
    ...(disabled.length === 0
      ? []
      : [{ status: 'fail' as const, cause: 'host.tls12-disabled' as const, evidence: { settings: told(disabled) } }]),
    // On .NET 4.8 the defaults suffice on current systems: the documentation asks for the values all the same.
    ...(unset.length === 0
      ? []
      : [{ status: 'warn' as const, id: 'tls-dotnet', cause: 'host.tls12-disabled' as const, evidence: { settings: told(unset) } }]),
  ];
}

/** Azure TLS certificate changes, and the article on DigiCert Global Root G2. Baltimore CyberTrust Root is not among them: it expired on 2025-05-12. */
const ROOTS = [
  { name: 'DigiCert Global Root G2', sha1: 'df3c24f9bfd666761b268073fe06d1cc8d4f82a4' },
  { name: 'DigiCert Global Root CA', sha1: 'a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436' },
  { name: 'Microsoft RSA Root Certificate Authority 2017', sha1: '73a5e64a3bff8316ff0edccc618a906e4eae4d74' },
  { name: 'Microsoft ECC Root Certificate Authority 2017', sha1: '999a64c37ff47d9fab95f14769891460eec4c3c5' },
] as const;

function roots({ thumbprints }: HostAnswers['roots']): readonly Trouble[] {
  const known = new Set(thumbprints.map((thumbprint) => thumbprint.toLowerCase()));
  const missingRoots = ROOTS.filter(({ sha1 }) => !known.has(sha1));
  // Windows fetches roots when they are first needed; where it cannot, the services' chains fail.
  return missingRoots.length === 0 ? [] : [{ status: 'warn', cause: 'host.root-missing', evidence: { missingRoots } }];
}

/** Kerberos' usual limit; no page names one for the role. */
const LIMIT_SECONDS = 300;

function clock({ reference, skewSeconds }: HostAnswers['clock']): readonly Trouble[] {
  return Math.abs(skewSeconds) <= LIMIT_SECONDS
    ? []
    : [{ status: 'fail', cause: 'host.clock-skew', evidence: { skewSeconds, skewReference: reference, limitSeconds: LIMIT_SECONDS } }];
}

function lookupFailed(question: HostQuestion, failure: { readonly code: string; readonly message: string }): Finding {
  return finding(question, {
    status: 'inconclusive',
    cause: 'host.lookup-failed',
    evidence: { question: TITLES[question], code: failure.code, rawMessage: failure.message },
  });
}

function skipped(question: HostQuestion): Finding {
  return finding(question, {
    status: 'skip',
    skipReason: 'not-supported-here',
    message: `${TITLES[question]}: this is looked at on Windows only; run the check on the server itself.`,
  });
}

function finding(question: HostQuestion, { id, ...trouble }: Trouble): Finding {
  const owner = trouble.cause === undefined ? { owner: 'host' as const } : {};
  return findingSaying('host', { ...owner, ...trouble, id: id ?? question, title: TITLES[question], target: { question } });
}
