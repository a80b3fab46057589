import { SHIPPED_CATALOGS } from '../../catalog/load.ts';
import { UsageError } from '../../model/usage-error.ts';
import { OPTIONS, type Option } from '../../settings/options.ts';
import { hasPassword } from '../../settings/route-spec.ts';
import type { Settings } from '../../settings/settings.ts';

/** What the run as System is told: whoever reads the file learns no secret of it, for there is none. */
export type ChildSettings = Readonly<Record<string, unknown>>;

const VARIABLES = ['PREFLIGHT_PROXY_PASSWORD', 'PREFLIGHT_USER_PASSWORD', 'PREFLIGHT_INSTALLATION_PASSWORD'] as const;
const PASSWORD_FILES = ['proxyPasswordFile', 'userPasswordFile', 'installationPasswordFile'] as const;
const ROUTES = ['route', 'revocationRoute', 'systemRoute'] as const;

/**
 * Throws `UsageError` for what cannot be handed to another account's process: passwords from standard input, from the environment and in routes would have to be written
 * somewhere first. Files are handed on by their names.
 */
export function refuseSecrets(settings: Settings, env: Readonly<Record<string, string | undefined>>): void {
  const hint = 'put it into a file that only System and administrators may read, and name the file';
  for (const name of VARIABLES)
    if ((env[name] ?? '') !== '')
      throw new UsageError('a password of this variable is not handed to the run as System', { field: name, hint });
  for (const key of PASSWORD_FILES)
    if (settings[key] === '-') throw new UsageError('standard input is not handed to the run as System', { field: flagOf(key), hint });
  for (const key of ROUTES)
    if ([settings[key] ?? []].flat().some(hasPassword))
      throw new UsageError('a password in a route is not handed to the run as System', {
        field: flagOf(key),
        hint: `${hint} (--proxy-password-file)`,
      });
}

/** Throws `UsageError` for what one run as System cannot do. */
export function refuseUnsupported({ watch, saveFacts }: Settings): void {
  const field = watch !== undefined ? '--watch' : saveFacts !== undefined ? '--save-facts' : undefined;
  if (field === undefined) return;
  throw new UsageError('it cannot be combined with --as-system', {
    field,
    hint: 'start the program itself as System for that: a scheduled task of your own',
  });
}

/** Files with passwords that the run as System reads. */
export function passwordFilesOf(settings: Settings): readonly string[] {
  return PASSWORD_FILES.flatMap((key) => settings[key] ?? []);
}

/**
 * The configuration of the run as System: everything but results, which are made here of its JSON report. Files are named by their whole paths, since that run has another
 * current folder (`absolute`).
 */
export function childSettings(settings: Settings, reportFile: string, absolute: (path: string) => string): ChildSettings {
  const taken = OPTIONS.filter(({ group, key }) => group !== 'output' && key !== 'asSystem' && settings[key] !== undefined);
  return {
    ...Object.fromEntries(taken.map((option) => [option.key, valueFor(option, settings[option.key], absolute)])),
    ...(settings.waivers.length === 0 ? {} : { waivers: settings.waivers }),
    report: [`json=${reportFile}`],
    quiet: true,
    progress: false,
  };
}

function valueFor({ key, flags }: Pick<Option, 'key' | 'flags'>, value: unknown, absolute: (path: string) => string): unknown {
  if (!/<(?:file|pem)>$/.test(flags)) return value;
  const whole = (path: string): string =>
    key === 'catalog' && (SHIPPED_CATALOGS as readonly string[]).includes(path) ? path : absolute(path);
  return Array.isArray(value) ? value.map((path) => whole(String(path))) : whole(String(value));
}

function flagOf(key: string): string {
  return OPTIONS.find((option) => option.key === key)?.flags.split(' ')[0] ?? key;
}
