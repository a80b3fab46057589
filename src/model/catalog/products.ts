/** What the role and its site stand on, beside Configuration Manager itself: releases of Windows Server and SQL Server, and the last day of their extended support. */
interface Product {
  readonly name: string;
  /** Last day of extended support, ISO 8601 (Microsoft Lifecycle). */
  readonly supportEnds: string;
  /** The page that says so. */
  readonly source: string;
}

/** A release of Windows Server that the role may run on. */
export interface WindowsServer extends Product {
  /** Build number of the operating system. */
  readonly build: string;
}

/** A release of SQL Server that the site database may use. */
export interface SqlServer extends Product {
  /** First number of the product's version. */
  readonly major: number;
  /** Least build that Configuration Manager supports, `15.0.4053`, and what it is called. Absent: the first one. */
  readonly least?: { readonly version: string; readonly name: string };
  /** First release of Configuration Manager that supports it. Absent: all of today. */
  readonly since?: string;
}

const lifecycle = (product: string): string => `https://learn.microsoft.com/en-us/lifecycle/products/${product}`;

/** Supported operating systems for site system servers (2024-12-19). Oldest first. */
export const WINDOWS_SERVERS: readonly WindowsServer[] = [
  { name: 'Windows Server 2016', build: '14393', supportEnds: '2027-01-12', source: lifecycle('windows-server-2016') },
  { name: 'Windows Server 2019', build: '17763', supportEnds: '2029-01-09', source: lifecycle('windows-server-2019') },
  { name: 'Windows Server 2022', build: '20348', supportEnds: '2031-10-14', source: lifecycle('windows-server-2022') },
  { name: 'Windows Server 2025', build: '26100', supportEnds: '2034-11-14', source: lifecycle('windows-server-2025') },
];

/** Supported SQL Server versions (core/plan-design/configs/support-for-sql-server-versions, 2026-07-28). Oldest first. */
export const SQL_SERVERS: readonly SqlServer[] = [
  { name: 'SQL Server 2016', major: 13, supportEnds: '2026-07-14', source: lifecycle('sql-server-2016') },
  {
    ...{ name: 'SQL Server 2017', major: 14, supportEnds: '2027-10-12', source: lifecycle('sql-server-2017') },
    least: { version: '14.0.3008', name: 'cumulative update 2' },
  },
  {
    ...{ name: 'SQL Server 2019', major: 15, supportEnds: '2030-01-08', source: lifecycle('sql-server-2019') },
    least: { version: '15.0.4053', name: 'cumulative update 5' },
  },
  { name: 'SQL Server 2022', major: 16, supportEnds: '2033-01-11', source: lifecycle('sql-server-2022') },
  { name: 'SQL Server 2025', major: 17, supportEnds: '2036-01-06', source: lifecycle('sql-server-2025'), since: '2603' },
];
