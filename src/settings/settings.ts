import type { Selection } from '../catalog/selection.ts';
import type { Waiver } from '../model/finding.ts';
import type { CheckKind, ServerScope } from '../model/servers.ts';
import type { Ticket } from '../model/ticket.ts';
import { UsageError } from '../model/usage-error.ts';
import { didYouMean } from '../text/suggest.ts';
import { bareNumberHint } from './duration.ts';
import { OPTIONS, type Option, type OptionKey, type OptionSettings, variableOf } from './options.ts';
import { type ConfigValues, valueSchema } from './schema.ts';

/** All settings of a run after file, environment and flags were merged: those of the table, and what no flag has. */
export interface Settings extends OptionSettings {
  /** The configuration file that was read, as it was named or with its whole path. */
  readonly configFile?: string;
  /** Further words that `--redact` hides. */
  readonly redactWords: readonly string[];
  readonly waivers: readonly Waiver[];
  /** Fields of change requests. */
  readonly request?: Ticket;
  /** Values that were taken but are probably not meant so: one sentence each. */
  readonly hints?: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags win over environment, environment over file, file over defaults. Throws `UsageError` that names the flag or variable. */
export function mergeSettings(file: ConfigValues, environment: Environment, flags: Values): Settings {
  // `accounts: { require: all }` is another way to write `accountsRequire: all`.
  const values = { accountsRequire: file.accounts?.require, ...file };
  const parsedOptions = everyOption((option) => settingOf(option, values, environment, flags));
  const hints = OPTIONS.flatMap((option) => hintOf(option, environment, flags));
  return {
    ...parsedOptions,
    waivers: file.waivers ?? [],
    redactWords: file.redactWords ?? [],
    ...(file.request === undefined ? {} : { request: file.request }),
    ...(hints.length === 0 ? {} : { hints }),
  };
}

function hintOf(option: Option, environment: Environment, flags: Values): readonly string[] {
  if (option.value.type !== 'duration') return [];
  const given = flags[option.key] ?? environment[variableOf(option)];
  const hint = bareNumberHint(given, option.value.unit);
  return hint === undefined ? [] : [`${option.flags.split(' ')[0]} ${String(given)}: ${hint}`];
}

/** The value of each option in `keys` by its flag alone, else its default. Throws `UsageError` that names the flag. */
export function flagSettings<Key extends OptionKey>(keys: readonly Key[], flags: Values): Pick<OptionSettings, Key> {
  const taken = Object.fromEntries(keys.map((key) => [key, flags[key]]));
  return everyOption((option) => settingOf(option, {}, {}, taken));
}

/** One value for each option of the table, parsed by the schema that the table makes: what the type says. */
function everyOption(read: (option: Option) => unknown): OptionSettings {
  return Object.fromEntries(OPTIONS.map((option) => [option.key, read(option)])) as OptionSettings;
}

function settingOf(option: Option, file: Values, environment: Environment, flags: Values): unknown {
  const flag = flags[option.key];
  if (flag !== undefined) return parsed(option, flag, option.flags.split(' ')[0] ?? option.key);
  const variable = environment[variableOf(option)];
  if (variable === undefined || variable === '') return file[option.key] ?? option.default;
  return parsed(option, option.repeatable === true ? listed(variable) : variable, variableOf(option));
}

function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function parsed(option: Option, value: unknown, field: string): unknown {
  const result = valueSchema(option).safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const wrong = Array.isArray(value) ? value[Number(issue?.path[0] ?? 0)] : value;
  // A route may hold a password.
  const shown = typeof wrong === 'string' && option.key !== 'route' ? `"${wrong.slice(0, 100)}" is not valid: ` : '';
  throw new UsageError(`${shown}${issue?.message ?? 'this is not valid'}`, { field, hint: suggestion(option, wrong) });
}

function suggestion({ value }: Option, wrong: unknown): string | undefined {
  if (value.type === 'duration') return bareNumberHint(wrong, value.unit);
  return value.type === 'choice' && typeof wrong === 'string' ? didYouMean(wrong, value.of) : undefined;
}

/** Variables that look like ours and are none: one sentence for each, when a near one is known. */
export function mistypedVariables(environment: Environment): readonly string[] {
  const known = [...OPTIONS.map(variableOf), ...OTHER_VARIABLES];
  return Object.keys(environment)
    .filter((name) => name.startsWith('PREFLIGHT_') && !known.includes(name))
    .flatMap((name) => {
      const near = didYouMean(name, known);
      return near === undefined ? [] : [`the variable ${name.slice(0, 80)} is not known: ${near}`];
    });
}

const OTHER_VARIABLES = ['PREFLIGHT_PROXY_PASSWORD', 'PREFLIGHT_USER_PASSWORD', 'PREFLIGHT_INSTALLATION_PASSWORD', 'PREFLIGHT_DEBUG'];

/** `NAME=VALUE` texts as a record; the last of a name counts. */
export function paramsOf(settings: Pick<Settings, 'param'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.param.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at).trim(), text.slice(at + 1)];
    }),
  );
}

/** The part of the settings that says what of the catalogs is meant, for a run that starts at that moment. */
export function selectionOf(settings: Settings, startedAt: Date): Selection {
  return {
    features: settings.feature,
    cloud: settings.cloud,
    mode: settings.mode,
    onToolHost: settings.as === 'tool-host',
    connectors: settings.connector,
    params: paramsOf(settings),
    only: settings.only,
    readFor: { onDate: startedAt.toISOString(), siteVersion: settings.siteVersion },
    includeRetired: settings.includeRetired,
  };
}

/** The servers and accounts of a run on the machine with this full name. */
export function serversOf(settings: Settings, thisHost: string): ServerScope {
  const scp = settings.moveTo ?? settings.scp ?? (settings.as === 'scp' ? thisHost : undefined);
  const siteServers = settings.siteServer.length === 0 && settings.as === 'site-server' ? [thisHost] : settings.siteServer;
  const domain = settings.domain ?? domainOf(scp) ?? siteServers.map(domainOf).find((found) => found !== undefined);
  return {
    standpoint: settings.as,
    siteServers,
    accountRule: settings.accountsRequire,
    domainControllers: settings.dc,
    ...(settings.siteInitiates ? { siteInitiates: true as const } : {}),
    ...given({
      scp,
      domain,
      installationAccount: settings.installationAccount,
      proxyAccount: settings.proxyAccount,
      sqlServer: settings.sqlServer,
      smsProvider: settings.smsProvider,
      moveTo: settings.moveTo,
    }),
  };
}

function domainOf(host: string | undefined): string | undefined {
  const dot = host?.indexOf('.') ?? -1;
  return dot < 1 ? undefined : host?.slice(dot + 1);
}

function given<T extends Readonly<Record<string, string | undefined>>>(values: T): { readonly [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { readonly [K in keyof T]?: string };
}

/** The checks of a run: those asked for, else all for which something is named. */
export function checkKindsOf(settings: Settings, platform: string): ReadonlySet<CheckKind> {
  return settings.check.length > 0 ? new Set(settings.check) : possibleChecks(settings, platform);
}

/** Endpoints, and every other check for which something is named. The host itself is looked at on Windows only. */
function possibleChecks(
  { siteServer, installationAccount, proxyAccount, sqlServer, smsProvider, as, mode }: Settings,
  platform: string,
): ReadonlySet<CheckKind> {
  const named = (condition: boolean, kind: CheckKind): readonly CheckKind[] => (condition ? [kind] : []);
  // There this machine is the site server, unless another is named.
  const hasSiteServer = siteServer.length > 0 || as === 'site-server';
  return new Set<CheckKind>([
    'endpoint',
    ...named(hasSiteServer || installationAccount !== undefined || proxyAccount !== undefined, 'account'),
    ...named(hasSiteServer || sqlServer !== undefined || smsProvider !== undefined, 'port'),
    ...named(smsProvider !== undefined || siteServer.length > 1 || (mode === 'offline' && as === 'scp'), 'placement'),
    ...named(platform === 'win32' || as === 'tool-host', 'host'),
  ]);
}

/** What the ports page asks for and no row of a run shows, where ports are checked. */
export function untestedPortNotes(settings: Settings, platform: string): readonly string[] {
  if (!checkKindsOf(settings, platform).has('port')) return [];
  return [
    'The ports page also names UDP 135 beside TCP 135, and TCP 80 and 443 from the site server to the internet for the content of software updates: neither is tested here (UDP 135 does not answer by itself).',
  ];
}

/**
 * One sentence about the prerequisites that a run leaves out: without being told to, or because nobody is named whom it could ask. So nobody takes
 * them for met.
 */
export function notAskedNotes(settings: Settings, platform: string): readonly string[] {
  const possible = possibleChecks(settings, platform);
  const ways: Readonly<Record<Exclude<CheckKind, 'endpoint'>, string>> = {
    account: 'accounts (--site-server, --installation-account)',
    port: 'ports (--site-server)',
    placement: 'placement (--sms-provider)',
    host: 'the host (on Windows)',
  };
  const isWanted = (kind: string): boolean => settings.check.length === 0 || settings.check.some((one) => one === kind);
  const missing = Object.entries(ways).flatMap(([kind, way]) =>
    isWanted(kind) && !(kind === 'placement' ? settings.smsProvider !== undefined : possible.has(kind as CheckKind)) ? [way] : [],
  );
  return missing.length === 0 ? [] : [`Not asked about: ${missing.join(', ')}.`];
}
