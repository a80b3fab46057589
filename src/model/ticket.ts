/** What a change request says of itself; each from the configuration file (`request`), and to be filled in by hand where it is absent. */
export interface Ticket {
  readonly requester?: string;
  readonly ticket?: string;
  /** Dates, YYYY-MM-DD. */
  readonly wantedBy?: string;
  readonly reviewOn?: string;
}
