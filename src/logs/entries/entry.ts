/** One entry of a log, as it was written; nothing is interpreted but its stamp. */
export interface LogEntry {
  /** May have several lines; at most `MAX_ENTRY` characters, see `cut`. */
  readonly text: string;
  readonly component: string | null;
  /** As written, without the hexadecimal form: `4924`, `DB`. */
  readonly thread: string | null;
  /** ISO 8601 in UTC: local time plus bias. Null where the stamp holds no time that exists. */
  readonly time: string | null;
  /** False where the stamp has no bias: then `time` is the local time as written. */
  readonly zoneKnown: boolean;
  /** Only the CMTrace format and status messages say it. */
  readonly severity: 'information' | 'warning' | 'error' | null;
  /** 1-based line on which it begins. */
  readonly line: number;
  /** Its middle was left out, because it was too long. */
  readonly cut: boolean;
}
