import type { CommandShape } from '../../../src/cli/arguments/command-shape.ts';
import type { Option, OptionKey } from '../../../src/settings/options.ts';
import { flagSettings, type Settings } from '../../../src/settings/settings.ts';
import { settingsOf } from '../../../src/settings/settings-of.ts';

/** Compiled, never run: each line below an expected error must not compile. */
declare const settings: Settings;

export const journey: boolean = settings.journey;
// @ts-expect-error: no option of the table has this key
export const misspelt = settings.jorney;
// @ts-expect-error: one of the formats, not any text
export const format: 'pdf' = settings.format;
// @ts-expect-error: milliseconds are a number
export const timeout: string = settings.timeout;
// @ts-expect-error: without a default it may be absent
export const scp: string = settings.scp;
// @ts-expect-error: a repeatable option is a list
export const route: string = settings.route;
// @ts-expect-error: no option of the table has this key
export const key: OptionKey = 'jorney';
// @ts-expect-error: no option of the table has this key
export const takes: CommandShape['takes'] = ['fromat'];
// @ts-expect-error: not an option that was picked
export const picked = flagSettings(['redact'], {}).verbose;
// @ts-expect-error: no setting has this key
export const given = settingsOf({ feture: ['updates'] });
// @ts-expect-error: not one of the clouds
export const cloud = settingsOf({ cloud: 'usgvo' });
// @ts-expect-error: not one of the groups
export const group: Option['group'] = 'outptu';
