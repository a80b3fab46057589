import type { Cloud } from '../model/catalog/catalog.ts';
import type { ReadFor } from '../model/catalog/validity.ts';

/** What of the catalogs a run or a list is about. */
export interface Selection {
  /** Empty: all features. */
  readonly features: readonly string[];
  /** `all`: entries of every cloud, for lists; a run is about one. */
  readonly cloud: Cloud | 'all';
  readonly mode: 'online' | 'offline';
  /** In offline mode: it is about the computer with internet access that runs the service connection tool. */
  readonly onToolHost?: boolean;
  /** Who connects; `all` for everyone. */
  readonly connectors: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  /** Globs over ids; empty: all. */
  readonly only: readonly string[];
  /** The day and the release of the site for which the catalogs are read. */
  readonly readFor: ReadFor;
  /** Also entries that the current documentation has dropped. */
  readonly includeRetired: boolean;
}
