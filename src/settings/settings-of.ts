import { fit } from '../yaml/fit.ts';
import { withoutLines } from '../yaml/parsed.ts';
import { configSchema } from './schema.ts';
import { mergeSettings, type Settings } from './settings.ts';

/** Whole settings from those that are given, by their keys in the configuration file; the others have their defaults. Throws `UsageError` that names the key. */
export function settingsOf(given: Partial<Omit<Settings, 'configFile'>> = {}): Settings {
  return mergeSettings(fit(withoutLines(given), 'settings', configSchema), {}, {});
}
