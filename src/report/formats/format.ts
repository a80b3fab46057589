import type { Report } from '../../model/report.ts';
import type { Ticket } from '../../model/ticket.ts';

/** What a reader may choose about a rendering. */
export interface RenderOptions {
  /** Terminal columns; text formats that do not wrap ignore it. */
  readonly width: number;
  readonly color: boolean;
  /** Show passing and skipped rows in full, with evidence. */
  readonly verbose: boolean;
  /** Of the request: every destination, not only what has to change. */
  readonly all?: boolean;
  /** Of the request: what it says of itself. */
  readonly ticket?: Ticket;
  /** Extension of the file that is written, without the dot; one of `extensions`. */
  readonly extension?: string;
}

/** A report format: pure, deterministic, every value from a peer escaped for its output language. Text ends with a newline. */
export interface Format {
  readonly title: string;
  /** File extension without the dot. */
  readonly extension: string;
  /** Extensions of all forms it can be written in, where the file's name decides. */
  readonly extensions?: readonly string[];
  readonly mediaType: string;
  render(report: Report, options: RenderOptions): string | Uint8Array | Promise<string | Uint8Array>;
  /** The same text piece by piece, where that of a large run would take much memory as a whole. */
  pieces?(report: Report, options: RenderOptions): Iterable<string>;
}
