import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Context } from '../../model/network/context.ts';
import { UNANSWERED_LOGON } from '../../model/network/logon-refusal.ts';
import type { Failure } from '../../model/network/observation.ts';
import type { Credentials } from '../../model/network/secret.ts';
import { cut } from '../../text/cut.ts';
import { askingAs } from '../account/asking-account.ts';
import { loadKerberos, serviceName } from '../kerberos.ts';
import { runTool, type ToolOutcome } from '../program/run-tool.ts';
import { kerberosCodeIn } from './kerberos-words.ts';
import { clientNameOf, type KerberosClientName } from './principal.ts';
import { tokenProcess } from './token-process.ts';

/** Steps that one log-on may take, each as long as a layer. */
const STEPS = 4;

/** Tickets of the account that asks. */
export interface PasswordTicket {
  /** The first token of Negotiate for HTTP on this host, in Base64. Rejects with a `StepFailure`. */
  readonly tokenFor: (host: string) => Promise<string>;
}

/**
 * Logs on by Kerberos with the password of `context.user`, for `server`, and hands the tickets to `use`. `kinit` reads the password from its standard
 * input and writes into a cache in a folder of mode 0700, which is removed at the end; behind the gate of the account. Resolves to the failure where
 * there is no ticket: `NO_REALM`, `NO_KDC`, `KERBEROS_MISSING`, `KINIT_MISSING` (nothing was sent), or a code of the table of refusals.
 */
export async function withPasswordTicket<T>(
  server: string,
  user: Credentials,
  context: Context,
  use: (ticket: PasswordTicket) => Promise<T>,
): Promise<T | Failure> {
  const name = await clientNameOf(user.username, server, context);
  if ('code' in name) return name;
  if ((await loadKerberos()) === undefined)
    return { code: 'KERBEROS_MISSING', message: 'the optional package kerberos, which uses tickets, is not installed' };
  const folder = await mkdtemp(join(tmpdir(), 'configmgr-preflight-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const environment = await environmentIn(folder, name);
    const refused = await logOnAs(name, user, environment, context);
    return refused ?? (await using(environment, context, use));
  } finally {
    process.off('exit', remove);
    await rm(folder, { recursive: true, force: true });
  }
}

async function using<T>(
  environment: Readonly<Record<string, string>>,
  { signal, layerTimeoutMs }: Context,
  use: (ticket: PasswordTicket) => Promise<T>,
): Promise<T> {
  const tokens = tokenProcess(environment);
  const limits = { signal, timeoutMs: layerTimeoutMs * STEPS };
  try {
    return await use({ tokenFor: (host) => tokens.tokenFor(serviceName('HTTP', host), limits) });
  } finally {
    tokens.end();
  }
}

/** Where Kerberos finds its tickets and its settings: ours first, then the machine's. */
async function environmentIn(folder: string, name: KerberosClientName): Promise<Readonly<Record<string, string>>> {
  const settings = join(folder, 'krb5.conf');
  await writeFile(settings, settingsFor(name), { mode: 0o600 });
  const machines = process.env.KRB5_CONFIG ?? '/etc/krb5.conf';
  return {
    KRB5_CONFIG: [settings, machines].join(delimiter),
    KRB5CCNAME: `FILE:${join(folder, 'tickets')}`,
    LC_ALL: 'C',
  };
}

/**
 * One centre, by TCP, and that one as the primary, too: no second attempt elsewhere after a refused password, and no packet that is sent again. The
 * star keeps later files from adding centres (krb5.conf(5)).
 */
export function settingsFor({ realm, centre }: Pick<KerberosClientName, 'realm' | 'centre'>): string {
  const [safeRealm, safeCentre] = [realm, centre].map((text) => text.replaceAll(/[^A-Za-z0-9._-]/g, ''));
  return `[libdefaults]
  default_realm = ${safeRealm}
  udp_preference_limit = 1
  dns_canonicalize_hostname = fallback
  rdns = false
[realms]
  ${safeRealm} = {
    kdc = ${safeCentre}
    primary_kdc = ${safeCentre}
    master_kdc = ${safeCentre}
  }*
`;
}

/** One log-on. Undefined: there is a ticket. */
async function logOnAs(
  { principal, isEnterprise }: KerberosClientName,
  { password }: Credentials,
  env: Readonly<Record<string, string>>,
  context: Context,
): Promise<Failure | undefined> {
  const { signal, layerTimeoutMs } = context;
  const argv = ['-c', env.KRB5CCNAME ?? '', ...(isEnterprise ? ['-E'] : []), '--', principal];
  const options = { signal, timeoutMs: layerTimeoutMs * STEPS, env, input: `${password.reveal()}\n` };
  const attempt = async (offering: () => void): Promise<Failure | undefined> => {
    offering();
    return kinitFailure(await runTool('kinit', argv, options));
  };
  return askingAs(context, attempt, (failure) => failure);
}

/** Why there is no ticket, in a code of the table of refusals where Kerberos' words are known. Undefined: there is one. */
export function kinitFailure({ code, stdout, stderr, failure }: ToolOutcome): Failure | undefined {
  if (failure?.code === 'ENOENT')
    return { code: 'KINIT_MISSING', message: 'kinit is not installed here (Debian: apt-get install krb5-user)' };
  if (failure?.code === 'TIMEOUT') return { code: UNANSWERED_LOGON, message: `${failure.message}; the log-on may have counted` };
  if (failure !== undefined) return failure;
  if (code === 0) return undefined;
  const said = `${stdout}\n${stderr}`;
  const line = stderr.split('\n').find((one) => one.startsWith('kinit:')) ?? stderr;
  const known = kerberosCodeIn(line) ?? kerberosCodeIn(said);
  return { code: known ?? UNANSWERED_LOGON, message: cut(line.trim(), 300) || `kinit ended with ${code}` };
}
