import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { UsageError } from '../../model/usage-error.ts';
import { FORMAT_MODULES, FORMAT_NAMES, type FormatName } from '../../report/formats/index.ts';
import type { Settings } from '../../settings/settings.ts';
import { oneOf } from '../arguments/one-of.ts';

/** One `--report FORMAT=FILE`. */
export interface ReportFile {
  readonly format: FormatName;
  readonly path: string;
}

/** The files that a run is to write. Throws `UsageError`, also where two of them are one: the second would overwrite the first. */
export async function reportFiles({ report, saveFacts }: Pick<Settings, 'report' | 'saveFacts'>): Promise<readonly ReportFile[]> {
  const files = await Promise.all(report.map(reportFile));
  const written = [...files.map(({ path }, index) => ({ path, field: `--report ${report[index]}` }))];
  if (saveFacts !== undefined) written.push({ path: saveFacts, field: '--save-facts' });
  const seen = new Map<string, string>();
  for (const { path, field } of written) {
    const place = placeOf(path);
    const before = place === undefined ? undefined : seen.get(place);
    if (before !== undefined)
      throw new UsageError(`it would overwrite what ${before} writes: both name the same file`, { field, hint: 'give each its own file' });
    if (place !== undefined) seen.set(place, field);
  }
  return files;
}

/** `FORMAT=FILE`, where the file's extension has to be one that the format can write. Throws `UsageError`. */
async function reportFile(spec: string): Promise<ReportFile> {
  const at = spec.indexOf('=');
  const file = { format: oneOf(spec.slice(0, at), FORMAT_NAMES, '--report'), path: spec.slice(at + 1) };
  await extensionOf(file.format, file.path, '--report');
  return file;
}

/** The file that a path leads to, the same however it is written; undefined for a device or a pipe, which takes one thing after another. */
function placeOf(path: string): string | undefined {
  const whole = resolve(path);
  const place = realPath(whole) ?? join(realPath(dirname(whole)) ?? dirname(whole), basename(whole));
  return isThrough(place) ? undefined : process.platform === 'win32' ? place.toLowerCase() : place;
}

/** A device or a pipe. What cannot be looked at cannot be written either, which is told when it is. */
function isThrough(place: string): boolean {
  try {
    return !statSync(place).isFile();
  } catch {
    return false;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** The form of a format that a file's name asks for; undefined where it has only one. Throws `UsageError` for one that it has not. */
export async function extensionOf(format: FormatName, path: string, field: string): Promise<string | undefined> {
  const { extensions, extension } = await FORMAT_MODULES[format]();
  if (extensions === undefined) return undefined;
  const asked = extname(path).slice(1).toLowerCase();
  if (asked === '') return extension;
  if (extensions.includes(asked)) return asked;
  throw new UsageError(`the format "${format}" cannot write .${asked.slice(0, 20)}`, {
    field,
    hint: `extensions: .${extensions.join(', .')}`,
  });
}
