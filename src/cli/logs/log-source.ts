import type { Readable } from 'node:stream';

/** One log to read. */
export interface LogSource {
  readonly path: string;
  /** `dmpdownloader` for `Dmpdownloader.lo_`. */
  readonly log: string;
  /** Found in a folder: pipes and devices are not read. */
  readonly regularOnly?: boolean;
  /** Where it is no file of its own, but in an archive. */
  readonly open?: () => Promise<Readable>;
}

/** The files to read, from the paths that were given. */
export interface FoundLogs {
  readonly sources: readonly LogSource[];
  /** Sentences about what of the folders is not read. */
  readonly notes: readonly string[];
}
