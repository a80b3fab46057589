import { UsageError } from '../model/usage-error.ts';
import { OPTIONS } from './options.ts';
import type { ConfigValues } from './schema.ts';

/** A configuration file's values, and where they stand in it. */
export interface ConfigFile {
  readonly values: ConfigValues;
  /** 1-based line of a key. */
  readonly lineOf: (key: string) => number | undefined;
}

/** Keys that write a file, read a secret or a root, name who logs on at proxies, or excuse a failure. Keys of password files are found by their ending. */
const ALWAYS: ReadonlySet<string> = new Set(['report', 'saveFacts', 'caFile', 'endpointCaFile', 'waivers', 'proxyUser', 'asSystem']);
const PASSWORD_FILE = /PasswordFile$/;
const ROUTES: ReadonlySet<string> = new Set(['route', 'revocationRoute', 'systemRoute']);
const WITH_USER = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i;

/** Keys that name a machine: where a password is given for accounts, they decide who is asked with it. */
const MACHINES: ReadonlySet<string> = new Set<string>(OPTIONS.filter(({ value }) => value.type === 'host').map(({ key }) => key));

/**
 * Throws `UsageError` for what is never taken from a configuration file that was found and not named: somebody else may have put it where the program was
 * started. `accountPassword`: one was given for `user` or the installation account.
 */
export function refuseNamedOnly(path: string, { values, lineOf }: ConfigFile, accountPassword: boolean): void {
  for (const [key, value] of Object.entries(values)) {
    const why = reasonFor(key, value, accountPassword);
    if (why === undefined) continue;
    throw new UsageError(`${why} a file that was found and not named`, {
      file: path,
      line: lineOf(key),
      field: key,
      hint: `name the file with --config to use it: --config ${path}`,
    });
  }
}

function reasonFor(key: string, value: unknown, accountPassword: boolean): string | undefined {
  if (ALWAYS.has(key) || PASSWORD_FILE.test(key)) return 'is not taken from';
  if (ROUTES.has(key) && [value].flat().some((route) => WITH_USER.test(String(route)))) return 'a route with a user is not taken from';
  return accountPassword && MACHINES.has(key) ? 'a password is given, and the machine that gets it is not taken from' : undefined;
}
