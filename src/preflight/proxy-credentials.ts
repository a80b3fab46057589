import type { Route } from '../model/network/route.ts';
import type { Credentials, Secret } from '../model/network/secret.ts';
import { UsageError } from '../model/usage-error.ts';
import type { ParsedRoute } from '../settings/route-spec.ts';
import { type PasswordGivers, typedPassword } from './passwords.ts';

/** Who logs on at the proxies, by the name of the route, and what is odd about it. */
export interface ProxyCredentials {
  readonly credentials: ReadonlyMap<string, Credentials>;
  readonly warnings: readonly string[];
}

/** One password, given or typed now, is that of all routes that hold none of their own. Throws `UsageError` for a user without a password. */
export async function proxyCredentials(
  routes: readonly ParsedRoute[],
  given: Secret | undefined,
  io: PasswordGivers,
): Promise<ProxyCredentials> {
  const password = given ?? (await typed(routes, io));
  const credentials = new Map<string, Credentials>();
  for (const { route, password: own } of routes) {
    if (route.username === undefined || route.auth === 'none') continue;
    const secret = own ?? password;
    if (secret === undefined) throw withoutPassword(route, route.username);
    credentials.set(route.name, { username: route.username, password: secret });
  }
  const isUnused = given !== undefined && routes.every(({ route }) => route.username === undefined);
  return { credentials, warnings: isUnused ? [UNUSED] : [] };
}

const UNUSED = 'a proxy password is given, but no route names a user: write http://USER@host:port, or give --proxy-user';

/** Of a user who is named without a password, where somebody can be asked: one question, since one password is for all routes. */
async function typed(routes: readonly ParsedRoute[], io: PasswordGivers): Promise<Secret | undefined> {
  const lacking = routes.find(({ route, password }) => route.username !== undefined && route.auth !== 'none' && password === undefined);
  return lacking?.route.username === undefined
    ? undefined
    : typedPassword(`Password of ${lacking.route.username} for the proxy (${lacking.route.name}): `, io);
}

/** What the proxy would answer to a name alone, 407, would be taken for a problem of the proxy. */
function withoutPassword({ name }: Route, username: string): UsageError {
  return new UsageError(`the route ${name} names the user ${username}, and there is no password for it`, {
    field: '--route',
    hint: 'give --proxy-password-file FILE or the variable PREFLIGHT_PROXY_PASSWORD, or leave the user out to log on as the account that runs the program',
  });
}
