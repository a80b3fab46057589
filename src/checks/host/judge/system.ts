import { WINDOWS_SERVERS } from '../../../model/catalog/products.ts';
import { daysUntil, NOTICE_DAYS } from '../../../model/catalog/release.ts';
import type { HostEvidence } from '../../../model/evidence.ts';
import type { HostAnswers } from '../facts.ts';
import { advice, type HostRuling } from './ruling.ts';

type System = HostAnswers['operating-system'];

const BUILDS = new Map(WINDOWS_SERVERS.map((server) => [server.build, server]));
/** OperatingSystemSKU of Win32_OperatingSystem: Standard and Datacenter, their evaluation editions, Server Core of both, Datacenter: Azure Edition. */
const EDITIONS: ReadonlySet<number> = new Set([7, 8, 79, 80, 12, 13, 406, 407]);
/** Room for one update of about 1 GB, extracted beside its package, twice: our own figure, the documentation names none. */
const ROOM_BYTES = 15 * 1024 ** 3;

/** The server that is to carry the role. */
export function operatingSystem(os: System, startedAt: string): readonly HostRuling[] {
  const evidence: HostEvidence = { operatingSystem: os.caption, build: os.build, installationType: os.installationType };
  const supported = os.productType !== 1 && os.is64Bit && BUILDS.has(os.build);
  const rulings: HostRuling[] = [];
  if (!supported) rulings.push({ status: 'fail', cause: 'host.os-unsupported', evidence });
  else if (typeof os.sku === 'number' && !EDITIONS.has(os.sku))
    rulings.push({
      status: 'warn',
      id: 'edition',
      cause: 'host.os-unsupported',
      evidence: { ...evidence, found: `edition ${os.sku}`, required: 'Windows Server Standard or Datacenter' },
    });
  if (!os.partOfDomain)
    rulings.push({
      status: 'fail',
      id: 'domain',
      cause: 'host.os-unsupported',
      evidence: { ...evidence, found: 'no member of a domain' },
    });
  if (/core/i.test(os.installationType)) rulings.push({ status: 'fail', id: 'server-core', cause: 'host.server-core', evidence });
  if (os.isClusterNode === true)
    rulings.push({
      ...advice(
        'cluster',
        'warn',
        'This server is a node of a failover cluster. The documentation forbids that for site server, management point and distribution point; for the service connection point alone it says nothing.',
        'choose one that is no cluster node where another of these roles is to be here as well.',
        { ...evidence, found: 'node of a failover cluster' },
      ),
    });
  return [...rulings, ...(supported ? supportEnd(os, startedAt) : []), ...practice(os)];
}

/** Setup of Configuration Manager stops on an operating system whose support has ended (list of prerequisite checks). */
function supportEnd({ build, caption }: System, startedAt: string): readonly HostRuling[] {
  const known = BUILDS.get(build);
  if (known === undefined) return [];
  const days = daysUntil(known.supportEnds, startedAt);
  if (days > NOTICE_DAYS) return [];
  const evidence: HostEvidence = { operatingSystem: caption, build, supportEnds: known.supportEnds };
  const remedy = 'plan the role on Windows Server 2022 or 2025.';
  const ended = `Support of ${known.name} ended on ${known.supportEnds}: setup of Configuration Manager stops there.`;
  const ends = `Support of ${known.name} ends on ${known.supportEnds}, in ${days} days; after that setup of Configuration Manager stops there.`;
  return [days < 0 ? advice('support-end', 'fail', ended, remedy, evidence) : advice('support-end', 'warn', ends, remedy, evidence)];
}

function practice({ pendingRestart, freeBytes, drive }: System): readonly HostRuling[] {
  const restart = advice(
    'restart',
    'warn',
    'A restart is pending: after an update of .NET the role keeps using the old one until then (status message 4979).',
    'restart it before the role is installed.',
  );
  return [
    ...(pendingRestart ? [restart] : []),
    ...(typeof freeBytes === 'number' && freeBytes >= ROOM_BYTES ? [] : [disk(freeBytes, drive)]),
  ];
}

function disk(freeBytes: number | null | undefined, drive: string | null | undefined): HostRuling {
  const found =
    typeof freeBytes === 'number'
      ? `The drive ${drive ?? 'with the most free space'} has ${Math.floor(freeBytes / 1024 ** 3)} GB free and no other has more`
      : 'No local NTFS drive without NO_SMS_ON_DRIVE.SMS was found';
  return advice(
    'disk',
    'warn',
    `${found}; the folder EasySetupPayload holds packages and their extracted files. 15 GB are our own figure, no documented limit.`,
    'make room on an NTFS drive without NO_SMS_ON_DRIVE.SMS.',
  );
}

/** The service connection tool wants 64-bit Windows and an administrator. */
export function toolHost(os: System): readonly HostRuling[] {
  const evidence: HostEvidence = { operatingSystem: os.caption, build: os.build, required: '64-bit Windows, run as a local administrator' };
  const rulings: HostRuling[] = [];
  if (!os.is64Bit) rulings.push({ status: 'fail', cause: 'host.os-unsupported', evidence });
  if (!os.isAdministrator)
    rulings.push(
      advice(
        'administrator',
        'warn',
        'The service connection tool has to be run as a local administrator; this run is not.',
        'run tool and check as an administrator.',
        evidence,
      ),
    );
  return rulings;
}
