import { join, win32 } from 'node:path';
import type { z } from 'zod';
import type { Failure } from '../../model/network/observation.ts';
import { systemFolder } from '../program-path.ts';
import { runTool } from '../run-tool.ts';

/** What a script answered, or why it did not. */
export type ScriptOutcome<T> = { readonly value: T } | { readonly failure: Failure };

/**
 * Runs one Windows PowerShell script and reads its answer, one JSON document. The script is handed over encoded, its input as JSON in the variable
 * `PREFLIGHT_INPUT`, so that nothing is spliced into script text; a secret as a line of Base64 on its standard input (`SECRET_LINE` reads it). An
 * answer `{"error": {...}}` is the script's own failure. Never rejects.
 */
export async function runScript<T>(
  script: string,
  input: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
  { secret, ...limits }: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly secret?: string },
): Promise<ScriptOutcome<T>> {
  const encoded = Buffer.from(`${PREAMBLE}\n${script}`, 'utf16le').toString('base64');
  const program = powershell();
  const { code, stdout, stderr, failure } = await runTool(program, ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded], {
    ...limits,
    ...(secret === undefined ? {} : { input: `${Buffer.from(secret, 'utf8').toString('base64')}\n` }),
    env: { PREFLIGHT_INPUT: JSON.stringify(input) },
  });
  if (failure?.code === 'ENOENT')
    return { failure: { code: 'POWERSHELL_MISSING', message: `there is no Windows PowerShell at ${program}` } };
  if (failure !== undefined) return { failure };
  const said = (stderr || stdout).trim().slice(0, 300);
  return readAnswer(stdout, schema) ?? { failure: { code: `EXIT_${code}`, message: said || 'Windows PowerShell ended without an answer' } };
}

/** Where Windows has it. */
function powershell(): string {
  return (process.platform === 'win32' ? win32.join : join)(systemFolder(), 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}

/** A script's own line that takes the secret it was given into `$secret`. */
export const SECRET_LINE = '$secret = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadLine()))';

/** Errors stop a script and become its answer; text is UTF-8 whatever the system's code page. */
const PREAMBLE = `$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
$in = $env:PREFLIGHT_INPUT | ConvertFrom-Json
trap { @{ error = @{ code = $_.Exception.GetType().Name; message = $_.Exception.Message } } | ConvertTo-Json -Compress -Depth 4; exit 0 }`;

/** Undefined: the output is no JSON document at all. */
export function readAnswer<T>(output: string, schema: z.ZodType<T>): ScriptOutcome<T> | undefined {
  const answer = json(output.replace(/^\uFEFF/, '').trim());
  if (answer === undefined) return undefined;
  const { error } = answer as { readonly error?: { readonly code?: unknown; readonly message?: unknown } };
  if (error !== undefined) return { failure: { code: String(error.code ?? 'ERROR'), message: String(error.message ?? '').slice(0, 500) } };
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
