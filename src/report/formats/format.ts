import type { Report } from '../../model/report.ts';

export interface RenderOptions {
  /** Terminal columns; text formats that do not wrap ignore it. */
  readonly width: number;
  readonly color: boolean;
  /** Show passing and skipped rows in full, with evidence. */
  readonly verbose: boolean;
}

/** A report format: pure, deterministic, every value from a peer escaped for its output language. Text ends with a newline. */
export interface Format {
  readonly title: string;
  /** File extension without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  render(report: Report, options: RenderOptions): string | Uint8Array | Promise<string | Uint8Array>;
}
