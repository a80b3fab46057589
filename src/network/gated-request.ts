import type { RunState } from '../model/network/run-state.ts';
import { type Credentials, Secret } from '../model/network/secret.ts';
import { logOn } from './account/gate.ts';
import { provesLogOn } from './auth/proof.ts';
import { proxyFromEnvironment } from './route/environment.ts';
import { type GetOptions, type GotBytes, getBytes, StatusError } from './side-request.ts';
import { failureOf } from './trace.ts';

/** Codes of a proxy that was not reached: nothing was sent to it. */
const NOT_REACHED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * `getBytes`, where the proxy variable of the environment holds a user and a password: they are sent at once, so that the request is a log-on like any
 * other, behind the gate of its account. Rejects as `getBytes` does, and when the credentials are held back.
 */
export async function gatedBytes(run: RunState, url: string, options: GetOptions): Promise<GotBytes> {
  const proxy = credentialsOf(proxyFromEnvironment(new URL(url), process.env));
  if (proxy === undefined) return getBytes(url, options);
  const made = await logOn({
    run,
    signal: options.signal,
    credentials: proxy.credentials,
    place: `the proxy ${proxy.host}`,
    attempt: (offering) => {
      offering();
      return getBytes(url, options).catch((error: Error) => error);
    },
    verdictOn: (got) => {
      if (!(got instanceof Error)) return 'accepted';
      if (got instanceof StatusError && provesLogOn({ method: 'GET', status: got.status, headers: {} })) return 'accepted';
      const failure = failureOf(got);
      if (NOT_REACHED.has(failure.code)) return 'not-offered';
      return { reason: got instanceof StatusError && got.status === 407 ? 'credentials' : 'unproven', failure };
    },
  });
  if ('notTried' in made)
    throw new Error(
      `the user of the environment's proxy was not offered again: ${made.notTried.place} did not take it earlier in this run`,
    );
  if (made.outcome instanceof Error) throw made.outcome;
  return made.outcome;
}

interface ProxyUser {
  readonly credentials: Credentials;
  readonly host: string;
}

function credentialsOf(proxy: string): ProxyUser | undefined {
  if (!URL.canParse(proxy)) return undefined;
  const { username, password, host } = new URL(proxy);
  return username === '' ? undefined : { credentials: { username: decoded(username), password: new Secret(decoded(password)) }, host };
}

/** A `%` that is no escape is part of the name. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
