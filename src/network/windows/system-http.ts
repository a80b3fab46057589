import { z } from 'zod';
import type { Context } from '../../model/network/context.ts';
import { UNANSWERED_LOGON } from '../../model/network/logon-refusal.ts';
import type { Failure } from '../../model/network/observation.ts';
import type { Credentials } from '../../model/network/secret.ts';
import { askingAs } from '../account/asking-account.ts';
import { parseChallenges } from '../auth/challenge.ts';
import { failureOf } from '../trace.ts';
import { connectTrusted, type WindowsHttpAnswer } from './http.ts';
import { runScript } from './powershell.ts';

/** PowerShell takes its time to start. */
const SCRIPT_LIMIT_MS = 30_000;
/** A line of PowerShell's answer holds it in Base64. */
const MAX_CHARACTERS = 3 * 1024 * 1024;

const answerSchema = z.object({ status: z.number(), body: z.string(), challenges: z.array(z.string()) });

/**
 * GET by what Windows itself does for it: Negotiate as the identity of the process, or as `context.user`, whose password is handed to the system in
 * PowerShell's standard input. The certificate is checked here, with the roots of the run, and PowerShell takes none but that. Never rejects.
 */
export async function systemGet(url: URL, context: Context): Promise<WindowsHttpAnswer> {
  const certificate = await certificateOf(url, context);
  if (typeof certificate !== 'string') return { ...NONE, failure: certificate };
  const { user } = context;
  if (user === undefined) return ask(url, certificate, undefined, context);
  const attempt = (offering: () => void): Promise<WindowsHttpAnswer> => {
    offering();
    return ask(url, certificate, user, context);
  };
  const outcome = await askingAs(context, attempt, refusalIn);
  return 'body' in outcome ? outcome : { ...NONE, failure: outcome };
}

const NONE = { status: 0, body: '', scheme: 'none', schemesOffered: [] } as const;

/** Whether Windows used Kerberos or NTLM is not told, nor what it was that a 401 refused. */
function refusalIn({ status, failure }: WindowsHttpAnswer): Failure | undefined {
  if (failure !== undefined) return { code: UNANSWERED_LOGON, message: failure.message };
  const isProof = status !== 401 && status < 500;
  return isProof ? undefined : { code: UNANSWERED_LOGON, message: `the log-on was answered with ${status}` };
}

async function ask(url: URL, certificate: string, user: Credentials | undefined, context: Context): Promise<WindowsHttpAnswer> {
  const { signal, layerTimeoutMs } = context;
  const input = { url: url.href, certificate, timeoutMs: layerTimeoutMs * 2, most: MAX_CHARACTERS, ...accountOf(user) };
  const limits = { signal, timeoutMs: SCRIPT_LIMIT_MS + layerTimeoutMs * 2 };
  const secret = user === undefined ? {} : { secret: user.password.reveal() };
  const answer = await runScript('web-service', input, answerSchema, { ...limits, ...secret });
  if ('failure' in answer) return { ...NONE, failure: answer.failure };
  const { status, body, challenges } = answer.value;
  const schemesOffered = [...new Set(parseChallenges(challenges).map(({ scheme }) => scheme))];
  return { status, body, scheme: 'negotiate', schemesOffered, isBySystem: true };
}

/** As Windows takes a name: the domain apart, or a principal name whole. */
function accountOf(user: Credentials | undefined): Readonly<Record<string, string>> {
  if (user === undefined) return {};
  const at = user.username.indexOf('\\');
  return at < 0 ? { user: user.username, domain: '' } : { user: user.username.slice(at + 1), domain: user.username.slice(0, at) };
}

/** The server's certificate in hexadecimal digits, once it is trusted. */
async function certificateOf(url: URL, context: Context): Promise<string | Failure> {
  const limit = AbortSignal.any([context.signal, AbortSignal.timeout(context.layerTimeoutMs * 2)]);
  try {
    const socket = await connectTrusted(url, context, limit);
    const { raw } = socket.getPeerCertificate();
    socket.destroy();
    return raw.toString('hex').toUpperCase();
  } catch (error) {
    return failureOf(error);
  }
}
