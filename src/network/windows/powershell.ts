import { join, win32 } from 'node:path';
import type { z } from 'zod';
import { shippedText } from '../../files/shipped.ts';
import type { Failure } from '../../model/network/observation.ts';
import { cut } from '../../text/cut.ts';
import { systemFolder } from '../program/program-path.ts';
import { PowerShellPool } from './powershell-pool.ts';
import { CONSTRAINED_LANGUAGE } from './powershell-process.ts';
import type { ScriptName } from './script-names.ts';

/** What a script answered, or why it did not. */
export type ScriptOutcome<T> = { readonly value: T } | { readonly failure: Failure };

/**
 * Has Windows PowerShell run `scripts/NAME.ps1` and reads its answer. All questions go to one process (`powershell-pool.ts`) by its standard input:
 * script, input and secret are on no command line, in no environment and no file, and nothing is spliced into script text. An answer
 * `{"error": {...}}` is the script's own failure. Never rejects.
 */
export async function runScript<T>(
  name: ScriptName,
  input: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
  { secret = '', ...limits }: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly secret?: string },
): Promise<ScriptOutcome<T>> {
  const program = powershell();
  const question = { script: await shippedText(`scripts/${name}.ps1`), input, secret };
  const line = Buffer.from(JSON.stringify(question), 'utf8').toString('base64');
  const reply = await (await poolOf(program)).ask({ ...limits, line });
  if ('failure' in reply) return { failure: explained(reply.failure, program) };
  const answer = readAnswer(Buffer.from(reply.line, 'base64').toString('utf8'), schema);
  return answer ?? { failure: { code: 'UNKNOWN_SHAPE', message: 'Windows PowerShell answered with something else than JSON' } };
}

/** Where Windows has it. */
function powershell(): string {
  return (process.platform === 'win32' ? win32.join : join)(systemFolder(), 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}

let pool: { readonly program: string; readonly pool: PowerShellPool } | undefined;

async function poolOf(program: string): Promise<PowerShellPool> {
  const argv = ['-NoProfile', '-NonInteractive', '-Command', await sessionCommand()];
  if (pool?.program !== program) {
    pool?.pool.end();
    pool = { program, pool: new PowerShellPool(program, argv) };
  }
  return pool.pool;
}

/** As text that whoever watches processes can read, rather than encoded; comments are left out. */
export async function sessionCommand(): Promise<string> {
  const text = await shippedText('scripts/session.ps1');
  return text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#') && line.trim() !== '')
    .join('\n');
}

function explained(failure: Failure, program: string): Failure {
  if (failure.code === 'ENOENT') return { code: 'POWERSHELL_MISSING', message: `there is no Windows PowerShell at ${program}` };
  if (failure.code === CONSTRAINED_LANGUAGE)
    return { ...failure, message: `Windows PowerShell runs in ${spaced(failure.message)} mode here` };
  return failure;
}

/** `ConstrainedLanguage` → `Constrained Language`. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** Undefined: the output is no JSON document at all. */
export function readAnswer<T>(output: string, schema: z.ZodType<T>): ScriptOutcome<T> | undefined {
  const answer = json(output.replace(/^\uFEFF/, '').trim());
  if (answer === undefined) return undefined;
  const { error } = answer as { readonly error?: { readonly code?: unknown; readonly message?: unknown } };
  if (error !== undefined) return { failure: { code: String(error.code ?? 'ERROR'), message: cut(String(error.message ?? ''), 500) } };
  const parsed = schema.safeParse(answer);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { failure: { code: 'UNKNOWN_SHAPE', message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}` } };
}

function json(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
