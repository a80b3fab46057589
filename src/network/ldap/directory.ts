import { type BerWriter, Control, type Entry, type SearchOptions } from 'ldapts';
import type { Controller } from '../../model/network/controller.ts';
import type { Failure } from '../../model/network/observation.ts';

/** Entries of an answer beyond this are cut off. */
export const MAX_ENTRIES = 2000;
/** Below the least that servers let a page hold (MaxPageSize of Active Directory is 1000). */
export const PAGE_SIZE = 500;

/** An LDAP search (RFC 4511 section 4.5.1) and what to leave out of its result. */
export type DirectorySearch = SearchOptions & {
  /** Of security descriptors only the access control list, which any user may read; the audit rules beside it are for administrators. */
  readonly accessListOnly?: boolean;
};

/** LDAP_SERVER_SD_FLAGS_OID with DACL_SECURITY_INFORMATION (MS-ADTS section 3.1.1.3.4.1.11): SEQUENCE { INTEGER 4 }. */
export class AccessListOnly extends Control {
  constructor() {
    super('1.2.840.113556.1.4.801', { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x04]), 0x04);
  }
}

/** A bound connection to one directory server. */
export interface Directory {
  readonly server: string;
  /** The same, and who named it. */
  readonly controller: Controller;
  /** At most `MAX_ENTRIES`, read page by page (RFC 2696). */
  readonly search: (base: string, options: DirectorySearch) => Promise<readonly Entry[]>;
  readonly close: () => Promise<void>;
}

/** Was a directory opened, or is this why not? */
export function isDirectory(outcome: Directory | Failure): outcome is Directory {
  return 'search' in outcome;
}

/** A value inside a search filter (RFC 4515 section 3). */
export function escapedFilter(value: string): string {
  return value.replace(/[\\*()\0]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
