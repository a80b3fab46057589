import type { Report } from '../model/report.ts';
import type { RenderOptions } from './formats/format.ts';
import { FORMAT_MODULES, type FormatName } from './formats/index.ts';

/** A report in one of the formats: text that ends with a newline, or the bytes of a workbook. Every value from outside is escaped for its format. */
export async function render(report: Report, format: FormatName, options: Partial<RenderOptions> = {}): Promise<string | Uint8Array> {
  return (await FORMAT_MODULES[format]()).render(report, { width: 100, color: false, verbose: false, ...options });
}
