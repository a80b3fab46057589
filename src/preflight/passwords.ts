import type { Context } from '../model/network/context.ts';
import type { Route } from '../model/network/route.ts';
import { type Credentials, Secret } from '../model/network/secret.ts';
import { UsageError } from '../model/usage-error.ts';
import { loadPassword, type PasswordSource } from '../settings/load-password.ts';
import type { ParsedRoute } from '../settings/route-spec.ts';
import type { Settings } from '../settings/settings.ts';

/** Where passwords come from, and who can be asked for one. */
export interface PasswordGivers {
  /** A password may come from here. */
  readonly stdin: NodeJS.ReadableStream;
  /** Asks a person for a password; absent: there is nobody to ask. Undefined: no answer. */
  readonly askPassword?: (question: string) => Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts the run. */
  readonly interrupted: AbortSignal;
}

/** Of a user who is named without a password, where somebody can be asked: one question, since one password is for all routes. */
export async function askedFor(parsed: readonly ParsedRoute[], io: PasswordGivers): Promise<Secret | undefined> {
  const lacking = parsed.find(({ route, password }) => route.username !== undefined && route.auth !== 'none' && password === undefined);
  return lacking?.route.username === undefined
    ? undefined
    : asked(`Password of ${lacking.route.username} for the proxy (${lacking.route.name}): `, io);
}

async function asked(question: string, { askPassword }: PasswordGivers): Promise<Secret | undefined> {
  const typed = await askPassword?.(question);
  return typed === undefined || typed === '' ? undefined : new Secret(typed);
}

/** By the name of the route. Throws `UsageError` for a user without a password. */
export function credentialsOf(parsed: readonly ParsedRoute[], password: Secret | undefined): readonly (readonly [string, Credentials])[] {
  return parsed.flatMap(({ route, password: own }) => {
    const secret = own ?? password;
    if (route.username === undefined || route.auth === 'none') return [];
    if (secret === undefined) throw withoutPassword(route, route.username);
    return [[route.name, { username: route.username, password: secret }] as const];
  });
}

/** What has to be masked in everything that is printed. */
export function revealed({ username, password }: Credentials): { readonly username: string; readonly password: string } {
  return { username, password: password.reveal() };
}

/** What the proxy would answer to a name alone, 407, would be taken for a problem of the proxy. */
function withoutPassword({ name }: Route, username: string): UsageError {
  return new UsageError(`the route ${name} names the user ${username}, and there is no password for it`, {
    field: '--route',
    hint: 'give --proxy-password-file FILE or the variable PREFLIGHT_PROXY_PASSWORD, or leave the user out to log on as the account that runs the program',
  });
}

/** One for each account that a run may need. */
export interface PasswordSources {
  readonly proxy: PasswordSource;
  readonly user: PasswordSource;
  readonly installation: PasswordSource;
}

/** Where each may come from, as the options say. */
export function passwordSources({ proxyPasswordFile, userPasswordFile, installationPasswordFile }: Settings): PasswordSources {
  return {
    proxy: { field: '--proxy-password-file', file: proxyPasswordFile, variable: 'PREFLIGHT_PROXY_PASSWORD' },
    user: { field: '--user-password-file', file: userPasswordFile, variable: 'PREFLIGHT_USER_PASSWORD' },
    installation: { field: '--installation-password-file', file: installationPasswordFile, variable: 'PREFLIGHT_INSTALLATION_PASSWORD' },
  };
}

/** The account that asks, and the installation account where a log-on is to be tried. */
export async function accountsOf(
  settings: Settings,
  sources: PasswordSources,
  io: PasswordGivers,
): Promise<Pick<Context, 'user' | 'installation'>> {
  const one = async (username: string | undefined, source: PasswordSource, question = ''): Promise<Credentials | undefined> => {
    const known = username === undefined ? undefined : await loadPassword(source, io);
    const password = known ?? (question === '' ? undefined : await asked(question, io));
    return username === undefined || password === undefined ? undefined : { username, password };
  };
  const user = await one(settings.user, sources.user, settings.user === undefined ? '' : `Password of ${settings.user}: `);
  const installation = await one(settings.installationAccount, sources.installation);
  if (settings.user !== undefined && user === undefined)
    throw new UsageError('there is no password for this account', {
      field: '--user',
      hint: 'give --user-password-file FILE or the variable PREFLIGHT_USER_PASSWORD, or leave --user out to ask as the account that runs the program',
    });
  return { ...(user === undefined ? {} : { user }), ...(installation === undefined ? {} : { installation }) };
}
