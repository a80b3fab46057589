import type { Report } from '../model/report.ts';
import type { RenderOptions } from './formats/format.ts';
import { FORMAT_MODULES, type FormatName } from './formats/index.ts';

const DEFAULTS: RenderOptions = { width: 100, color: false, verbose: false };

/** A report in one of the formats: text that ends with a newline, or the bytes of a workbook. Every value from outside is escaped for its format. */
export async function render(report: Report, format: FormatName, options: Partial<RenderOptions> = {}): Promise<string | Uint8Array> {
  return (await FORMAT_MODULES[format]()).render(report, { ...DEFAULTS, ...options });
}

/** The same for whoever writes it out: text piece by piece where the format can be made so. */
export async function renderPieces(
  report: Report,
  format: FormatName,
  options: Partial<RenderOptions> = {},
): Promise<Iterable<string> | Uint8Array> {
  const maker = await FORMAT_MODULES[format]();
  const whole = { ...DEFAULTS, ...options };
  if (maker.pieces !== undefined) return maker.pieces(report, whole);
  const rendered = await maker.render(report, whole);
  return typeof rendered === 'string' ? [rendered] : rendered;
}
