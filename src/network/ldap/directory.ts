import type { Entry, SearchOptions } from 'ldapts';
import type { Controller } from '../../model/network/controller.ts';
import type { Failure } from '../../model/network/observation.ts';

/** Entries of an answer beyond this are cut off. */
export const MAX_ENTRIES = 2000;
/** Below the least that servers let a page hold (MaxPageSize of Active Directory is 1000). */
export const PAGE_SIZE = 500;

/** A bound connection to one directory server. */
export interface Directory {
  readonly server: string;
  /** The same, and who named it. */
  readonly controller: Controller;
  /** At most `MAX_ENTRIES`, read page by page (RFC 2696). */
  readonly search: (base: string, options: SearchOptions) => Promise<readonly Entry[]>;
  readonly close: () => Promise<void>;
}

export function isDirectory(outcome: Directory | Failure): outcome is Directory {
  return 'search' in outcome;
}

/** A value inside a search filter (RFC 4515 section 3). */
export function escapedFilter(value: string): string {
  return value.replace(/[\\*()\0]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
