import { TextDecoder } from 'node:util';
import { readCapped, readStreamCapped } from '../files/read-capped.ts';
import type { Context } from '../model/network/context.ts';
import { type Credentials, Secret } from '../model/network/secret.ts';
import { UsageError } from '../model/usage-error.ts';
import { accountName } from '../network/account/name.ts';
import type { Settings } from '../settings/settings.ts';

const MAX_PASSWORD_BYTES = 4096;
const STANDARD_INPUT = '-';

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

/** The passwords that a run was given. */
export interface Passwords {
  /** Of the users of all proxies whose route holds none. */
  readonly proxy: Secret | undefined;
  /** The account that asks, and the installation account where a log-on is to be tried. */
  readonly accounts: Pick<Context, 'user' | 'installation'>;
}

/**
 * Reads each password from the file, the standard input or the variable that the settings name, or asks for that of `--user`. `domain`: that of the servers. Throws `UsageError`: nothing has been sent.
 * Rejects with an `AbortError` when interrupted before the end of standard input.
 */
export async function readPasswords(settings: Settings, io: PasswordGivers, domain: string | undefined): Promise<Passwords> {
  const sources = passwordSources(settings);
  checkSources(Object.values(sources));
  const proxy = await loadPassword(sources.proxy, io);
  return { proxy, accounts: inDomain(await accountsOf(settings, sources, io), domain) };
}

/** A bare `--user` is one of the servers' domain: tools and directories that are asked with it would each take it for another. */
function inDomain({ user, ...others }: Passwords['accounts'], domain: string | undefined): Passwords['accounts'] {
  if (user === undefined) return others;
  const isBare = domain !== undefined && accountName(user.username).form === 'bare';
  return { ...others, user: isBare ? { ...user, username: `${domain}\\${user.username.trim()}` } : user };
}

/** Where one password comes from. */
export interface PasswordSource {
  /** The option that names its file; `-` is standard input. */
  readonly field: string;
  readonly file: string | undefined;
  readonly variable: string;
}

/** Where each may come from, as the options say. */
function passwordSources({ proxyPasswordFile, userPasswordFile, installationPasswordFile }: Settings) {
  return {
    proxy: { field: '--proxy-password-file', file: proxyPasswordFile, variable: 'PREFLIGHT_PROXY_PASSWORD' },
    user: { field: '--user-password-file', file: userPasswordFile, variable: 'PREFLIGHT_USER_PASSWORD' },
    installation: { field: '--installation-password-file', file: installationPasswordFile, variable: 'PREFLIGHT_INSTALLATION_PASSWORD' },
  };
}

/** Standard input holds one password. Throws `UsageError` about the second option that asks for it. */
function checkSources(sources: readonly PasswordSource[]): void {
  const [, second] = sources.filter(({ file }) => file === STANDARD_INPUT);
  if (second === undefined) return;
  throw new UsageError('standard input holds one password, and another option takes it already', {
    field: second.field,
    hint: `give a file, or the variable ${second.variable}`,
  });
}

/** The account that asks, and the installation account where a log-on is to be tried. */
async function accountsOf(
  settings: Settings,
  sources: ReturnType<typeof passwordSources>,
  io: PasswordGivers,
): Promise<Passwords['accounts']> {
  const one = async (username: string | undefined, source: PasswordSource, question = ''): Promise<Credentials | undefined> => {
    const known = username === undefined ? undefined : await loadPassword(source, io);
    const password = known ?? (question === '' ? undefined : await typedPassword(question, io));
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

/** The password that a person types; undefined: nobody can be asked, or there was no answer. */
export async function typedPassword(question: string, { askPassword }: PasswordGivers): Promise<Secret | undefined> {
  const typed = await askPassword?.(question);
  return typed === undefined || typed === '' ? undefined : new Secret(typed);
}

/**
 * A password from a file, from standard input, or else the value of its variable. Bytes are read alike wherever they come from: by their byte order mark, else as UTF-8, and
 * one line end at the end is not part of it. Throws `UsageError` for bytes that are no text and for an empty password: nothing has been sent. Rejects
 * with an `AbortError` when interrupted before the end of standard input.
 */
async function loadPassword(
  { field, file, variable }: PasswordSource,
  { env, stdin, interrupted }: PasswordGivers,
): Promise<Secret | undefined> {
  if (file === undefined) return fromVariable(env[variable] ?? '', variable);
  const name = file === STANDARD_INPUT ? 'standard input' : file;
  const bytes =
    file === STANDARD_INPUT
      ? await fromStandardInput(stdin, interrupted, { field, variable })
      : await readCapped(file, MAX_PASSWORD_BYTES, 'the password file');
  const text = textOfPassword(bytes, name, field);
  if (text === '')
    throw new UsageError('the password is empty', { file: name, field, hint: 'an empty password would be a log-on as nobody' });
  return new Secret(text);
}
/** What Azure Pipelines hands on in place of a variable that nobody defined. */
const UNDEFINED_VARIABLE = /^\$\([A-Za-z_][\w.-]*\)$/;

function fromVariable(value: string, variable: string): Secret | undefined {
  if (UNDEFINED_VARIABLE.test(value))
    throw new UsageError('it holds the name of a pipeline variable that is not defined, in place of a password', {
      field: variable,
      hint: 'define the variable as a secret, or leave this one out; a password of this form can be given in a file',
    });
  return value === '' ? undefined : new Secret(value);
}

function fromStandardInput(
  stdin: NodeJS.ReadableStream,
  interrupted: AbortSignal,
  { field, variable }: Omit<PasswordSource, 'file'>,
): Promise<Buffer> {
  if ((stdin as { readonly isTTY?: boolean }).isTTY !== true)
    return readStreamCapped(stdin, 'standard input', MAX_PASSWORD_BYTES, 'the password', interrupted);
  // Typed characters would be shown.
  throw new UsageError('standard input is a terminal', { field, hint: `pipe the password in, or give a file or the variable ${variable}` });
}

/** A byte that fits no encoding, or a zero, would be sent as something that nobody meant, and count towards a lock-out. */
function textOfPassword(bytes: Buffer, file: string, field: string): string {
  const text = decoded(bytes);
  if (text !== undefined && !text.includes('\0')) return text.replace(/\r?\n$/, '');
  throw new UsageError('the password is not text in UTF-8 or UTF-16', { file, field, hint: 'save the file as UTF-8' });
}

function decoded(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    // What does not fit, by the Encoding Standard.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
