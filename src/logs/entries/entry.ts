/** One entry of a log, as it was written; nothing is interpreted but its stamp. */
export interface LogEntry {
  /** May have several lines; at most `MAX_ENTRY` characters, see `cut`. */
  readonly text: string;
  readonly component: string | null;
  /** As written, without the hexadecimal form: `4924`, `DB`. */
  readonly thread: string | null;
  /** ISO 8601 in UTC: local time plus bias. Null where the stamp holds no time that exists. */
  readonly time: string | null;
  /** The same as it was written, in the time of the server: `2013-08-01T08:51:09`. */
  readonly localTime: string | null;
  /** False where the stamp has no bias: then `time` is the local time as written. */
  readonly zoneKnown: boolean;
  /** Only the CMTrace format and status messages say it. */
  readonly severity: 'information' | 'warning' | 'error' | null;
  /** 1-based line on which it begins. */
  readonly line: number;
  /** Its middle was left out, because it was too long. */
  readonly cut: boolean;
}

/** What reading one log came to so far. */
export interface LogCounts {
  readonly entries: number;
  readonly lines: number;
  /** Lines that belong to no entry. */
  readonly unknownLines: number;
  /** Entries whose stamp has no time zone. */
  readonly withoutZone: number;
  /** Entries whose date may be read day first or month first. */
  readonly ambiguousDates: number;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
}
