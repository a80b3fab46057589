import { findingFrom } from '../../../causes/finding.ts';
import { SQL_SERVERS, type SqlServer } from '../../../model/catalog/products.ts';
import { daysUntil, isSince, NOTICE_DAYS } from '../../../model/catalog/release.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { authority } from '../../../model/network/route.ts';
import type { Scope } from '../../../model/scope.ts';
import { keyOf, type PortRow } from '../plan.ts';

type When = Pick<Scope, 'siteVersion' | 'startedAt'>;

/** What the documentation says of the SQL Server that the site database is on, by the version that it told. A site that exists works: all of it is a warning. */
export function sqlServerFinding(row: PortRow, version: string | undefined, when: When): readonly Finding[] {
  if (version === undefined) return [];
  const { from, target } = row;
  const subject = {
    id: `port:${keyOf({ from, target })}/version`,
    kind: 'port',
    title: `version of SQL Server at ${authority(target)}`,
    target: { from, ...target },
  } as const;
  const known = SQL_SERVERS.find(({ major }) => String(major) === version.split('.')[0]);
  const evidence: EndpointEvidence = { ...target, sqlServer: `${known?.name ?? 'SQL Server'} (${version})` };
  const [complaint, remedy] =
    known === undefined ? unknown(version) : (limits(known, version, when.siteVersion) ?? support(known, when.startedAt));
  return [
    complaint === undefined
      ? findingFrom(subject, { status: 'pass', message: `${evidence.sqlServer}, supported until ${known?.supportEnds}.`, evidence })
      : findingFrom(subject, { status: 'warn', owner: 'configmgr', message: complaint, remedy: remedy ?? '', evidence }),
  ];
}

type Complaint = readonly [message: string, remedy: string];

function unknown(version: string): Complaint {
  const [oldest] = SQL_SERVERS;
  const isOld = Number(version.split('.')[0]) < (oldest?.major ?? 0);
  return isOld
    ? [
        `SQL Server ${version} is older than any that Configuration Manager supports since release 2409.`,
        'update SQL Server before the site.',
      ]
    : [
        `SQL Server ${version} is not in the list of supported versions that this program knows.`,
        'look it up in "Supported SQL Server versions".',
      ];
}

function limits({ name, least, since }: SqlServer, version: string, siteVersion: string): Complaint | undefined {
  if (since !== undefined && !isSince(siteVersion, since))
    return [
      `${name} is supported from release ${since} of Configuration Manager on, and the site runs ${siteVersion}.`,
      `update the site to ${since} first, or correct --site-version.`,
    ];
  if (least !== undefined && isOlder(version, least.version))
    return [
      `${name} needs ${least.name} (${least.version}) or later for Configuration Manager; ${version} answers.`,
      `install the latest cumulative update of ${name}.`,
    ];
  return undefined;
}

function support({ name, supportEnds }: SqlServer, now: string): Complaint | readonly [undefined, undefined] {
  const days = daysUntil(supportEnds, now);
  if (days > NOTICE_DAYS) return [undefined, undefined];
  const told = days < 0 ? `ended on ${supportEnds}` : `ends on ${supportEnds}, in ${days} ${days === 1 ? 'day' : 'days'}`;
  return [
    `Support of ${name} ${told}: Configuration Manager supports versions of SQL Server only as long as Microsoft does.`,
    'plan the move of the site database to SQL Server 2022 or later.',
  ];
}

function isOlder(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (const [part, wanted] of (b ?? []).entries()) {
    const found = a?.[part] ?? 0;
    if (found !== wanted) return found < wanted;
  }
  return false;
}
