import { isBuiltin } from 'node:module';
import { z } from 'zod';
import { lastingHelper } from '../../program/helper-process.ts';
import { within } from '../../timing/limit.ts';
import { readAnswer, runScript, type ScriptOutcome } from '../powershell.ts';
import type { ScriptName } from '../script-names.ts';

/** Questions that a script of the same name answers as well. */
const FUNCTIONS = [
  'access-rules',
  'clock',
  'dns-suffix',
  'dotnet',
  'internet-settings',
  'local-account',
  'local-administrators',
  'logon',
  'logon-rights',
  'name-policy',
  'operating-system',
  'roots',
  'software',
  'tls',
  'winhttp',
  'wpad',
] as const satisfies readonly ScriptName[];
type AskedName = (typeof FUNCTIONS)[number];

/** How Windows was asked: by its own functions, or by a script. */
export type AskedBy = 'windows' | 'powershell';

interface Limits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const replySchema = z.object({
  id: z.number(),
  value: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  problem: z.string().optional(),
});
type Reply = z.infer<typeof replySchema>;

const helper = lastingHelper({
  file: new URL(`./functions-child.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  reply: replySchema,
});
let before: Promise<unknown> = Promise.resolve();

/** Can Windows be asked by its own functions: on Windows, with a Node that has `node:ffi` (26 and later)? */
export function hasWindowsFunctions(): boolean {
  return process.platform === 'win32' && isBuiltin('node:ffi') && helper.isUsable();
}

/**
 * Asks Windows by its own functions, in a helper process, where they can be called: no PowerShell is started, and its constrained language is no hindrance. Else, and where
 * the helper ended over it, by the script of that name. Never rejects. A failure that Windows named is `WIN32_5` and the like (winerror.h).
 */
export async function askWindows<T>(
  name: ScriptName,
  input: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
  limits: Limits,
): Promise<ScriptOutcome<T> & { readonly by: AskedBy }> {
  const told = isFunction(name) ? await askFunction(name, input, schema, limits) : undefined;
  if (told !== undefined) return { ...told, by: 'windows' };
  return { ...(await runScript(name, input, schema, limits)), by: 'powershell' };
}

function isFunction(name: ScriptName): name is AskedName {
  return FUNCTIONS.some((one) => one === name);
}

/** Undefined: that function cannot be called here. */
export function askFunction<T>(
  name: AskedName | 'proxy-for-url',
  input: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
  limits: Limits,
): Promise<ScriptOutcome<T> | undefined> {
  if (!hasWindowsFunctions()) return Promise.resolve(undefined);
  // One after another: the helper has one thread, and its time is that of the question that it is at.
  const turn = before.then(() => ask(name, input, limits));
  before = turn;
  return turn.then((reply) => outcomeOf(reply, schema));
}

async function ask(name: string, input: object, limits: Limits): Promise<Reply | undefined> {
  const asked = helper.running();
  const late = (code: string): Reply => {
    // It may be at it for minutes yet.
    asked.end();
    return {
      id: 0,
      error: { code, message: code === 'TIMEOUT' ? `Windows did not answer within ${limits.timeoutMs} ms` : 'the run ended' },
    };
  };
  return within<Reply | undefined>(limits, late, (finish) => asked.ask({ name, input }, finish));
}

function outcomeOf<T>(reply: Reply | undefined, schema: z.ZodType<T>): ScriptOutcome<T> | undefined {
  if (reply === undefined || reply.problem !== undefined) return undefined;
  if (reply.error !== undefined) return { failure: reply.error };
  return readAnswer(JSON.stringify(reply.value ?? null), schema);
}
