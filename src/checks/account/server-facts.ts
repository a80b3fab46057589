import type { Failure } from '../../model/network/observation.ts';

/** What the installation uses on the server: the service Remote Registry, and WMI by DCOM. */
export const INTERFACES = ['remote-registry', 'wmi'] as const;
/** A remote interface of Windows that the installation of the role needs. */
export type InterfaceName = (typeof INTERFACES)[number];

/** Code of a question that this system has no means to ask. */
export const NOT_FROM_HERE = 'NOT_FROM_HERE';

/** Questions about a server itself, whatever the account. */
export type ServerTask = { readonly key: string; readonly target: string } & (
  | { readonly question: 'server-name' }
  | { readonly question: 'server-clock' }
  | { readonly question: 'interface'; readonly interface: InterfaceName }
);

/** The name of a server in DNS, and back. */
export interface ServerNameFacts {
  readonly question: 'server-name';
  readonly source: string;
  readonly sourceKind: 'dns';
  readonly addresses: readonly string[];
  /** The name that an alias ends at. Absent: it is none. */
  readonly aliasOf?: string;
  /** Names that DNS gives for the first address. Absent: none, or it was not asked. */
  readonly reverse?: readonly string[];
  readonly failure?: Failure;
}

/** The clock of a server, which it tells whoever begins to talk SMB, before any log-on. */
export interface ServerClockFacts {
  readonly question: 'server-clock';
  readonly source: string;
  readonly sourceKind: 'smb';
  /** How far the clock of this machine is ahead of it, in seconds. */
  readonly clockAheadSeconds?: number;
  readonly failure?: Failure;
}

/** Whether an interface answers the account that asks. */
export interface InterfaceFacts {
  readonly question: 'interface';
  readonly source: string;
  readonly sourceKind: 'samr' | 'powershell';
  /** Absent: it answers. Its NT status, or on Windows its error code (`WIN32_53`, `0x800706BA`). */
  readonly refusal?: string;
  readonly failure?: Failure;
}

/** An answer about the server itself, whatever the account. */
export type ServerFacts = ServerNameFacts | ServerClockFacts | InterfaceFacts;
