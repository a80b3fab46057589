import { isBuiltin } from 'node:module';
import { z } from 'zod';
import type { Credentials } from '../../model/network/secret.ts';
import { lastingHelper } from '../program/helper-process.ts';
import { type SspiReply, tokenOf } from './reply.ts';

/** Security packages of Windows that log on to proxies and web servers. */
type SspiPackage = 'Negotiate' | 'NTLM';

/** One log-on: what the server said (Base64, at first empty) in, the next token out. Rejects with a `StepFailure`: what Windows said, or `SSPI`. */
export type SspiLogOn = (challenge: string) => Promise<string>;

const replySchema = z.object({
  id: z.number(),
  status: z.number().optional(),
  token: z.string().optional(),
  message: z.string().optional(),
});
const helper = lastingHelper({
  file: new URL(`./sspi-child.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  reply: replySchema,
});
let logOns = 0;

/** Can Windows be asked for tokens by its own functions: on Windows, with a Node that has `node:ffi` (26 and later)? */
export function hasSspi(): boolean {
  return process.platform === 'win32' && isBuiltin('node:ffi') && helper.isUsable();
}

/**
 * Begins a log-on to a service (`HTTP/proxy.corp.test`) by SSPI (sspi.h), as the identity of the process or as the account given. All legs are those of
 * one security context, which a helper process keeps.
 */
export function sspiLogOn(name: SspiPackage, service: string, credentials?: Credentials): SspiLogOn {
  logOns += 1;
  const common = { context: logOns, package: name, service, ...(credentials === undefined ? {} : { account: accountOf(credentials) }) };
  return async (challenge) => {
    const asked = helper.running();
    const reply = await new Promise<SspiReply | undefined>((resolve) => asked.ask({ ...common, challenge }, resolve));
    return tokenOf(reply ?? { message: 'the process that asks Windows for tokens ended' }, service);
  };
}

/** As Windows takes a name: the domain apart, or a principal name whole. */
function accountOf({ username, password }: Credentials): { readonly user: string; readonly domain: string; readonly password: string } {
  const at = username.indexOf('\\');
  return { user: username.slice(at + 1), domain: at < 0 ? '' : username.slice(0, at), password: password.reveal() };
}
