import type { z } from 'zod';
import { didYouMean } from '../catalog/suggest.ts';
import type { Cloud } from '../model/catalog.ts';
import type { Waiver } from '../model/finding.ts';
import type { AuthScheme } from '../model/route.ts';
import type { FailOn } from '../report/exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { OPTIONS, type Option, valueSchema } from './options.ts';

/** All settings of a run after file, environment and flags were merged. */
export interface Settings {
  readonly catalog: readonly string[];
  readonly feature: readonly string[];
  readonly cloud: Cloud;
  readonly mode: 'online' | 'offline';
  readonly connector: readonly string[];
  readonly param: readonly string[];
  readonly only: readonly string[];
  readonly includeRetired: boolean;
  readonly route: readonly string[];
  readonly proxyAuth: AuthScheme | 'auto';
  readonly proxyPasswordFile: string | undefined;
  readonly resolver: string;
  readonly allowPrivate: boolean;
  readonly allAddresses: boolean;
  readonly caFile: readonly string[];
  readonly systemCa: boolean;
  /** Milliseconds, of each layer and of the whole run. */
  readonly timeout: number;
  readonly deadline: number;
  readonly concurrency: number;
  readonly retries: number;
  readonly report: readonly string[];
  readonly format: string;
  readonly all: boolean;
  readonly redact: boolean;
  readonly redactWords: readonly string[];
  readonly baseline: string | undefined;
  /** Seconds between two rounds. */
  readonly watch: number | undefined;
  readonly waivers: readonly Waiver[];
  readonly failOn: FailOn;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly progress: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** Flags win over environment, environment over file, file over defaults. Throws `UsageError` that names the flag or variable. */
export function mergeSettings(file: Values, environment: Readonly<Record<string, string | undefined>>, flags: Values): Settings {
  const merged = OPTIONS.map((option) => [option.key, settingOf(option, file, environment, flags)] as const);
  return {
    ...Object.fromEntries(merged),
    waivers: file.waivers ?? [],
    redactWords: file.redactWords ?? [],
  } as unknown as Settings;
}

function settingOf(option: Option, file: Values, environment: Readonly<Record<string, string | undefined>>, flags: Values): unknown {
  const flag = flags[option.key];
  if (flag !== undefined) return parsed(option, flag, option.flags.split(' ')[0] ?? option.key);
  const variable = option.variable === undefined ? undefined : environment[option.variable];
  if (option.variable !== undefined && variable !== undefined && variable !== '') return parsed(option, variable, option.variable);
  return file[option.key] ?? option.default;
}

function parsed(option: Option, value: unknown, field: string): unknown {
  const result = valueSchema(option).safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(explain(result.error, value), { field, hint: suggestion(option, value) });
}

function explain(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  const shown = typeof value === 'string' ? `"${value.slice(0, 100)}" ` : '';
  if (issue?.code === 'invalid_union') return `${shown}is not valid here`;
  return `${shown}${issue === undefined ? 'is not valid' : `is not valid: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`}`;
}

function suggestion(option: Option, value: unknown): string | undefined {
  const known = (option.schema as { options?: readonly unknown[] }).options?.filter((one): one is string => typeof one === 'string') ?? [];
  return known.length === 0 || typeof value !== 'string' ? undefined : (didYouMean(value, known) ?? `one of: ${known.join(', ')}`);
}

/** `NAME=VALUE` texts as a record; the last of a name counts. */
export function paramsOf(settings: Pick<Settings, 'param'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.param.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at).trim(), text.slice(at + 1)];
    }),
  );
}
