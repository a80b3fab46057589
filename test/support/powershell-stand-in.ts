import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const callSchema = z.object({
  argv: z.array(z.string()),
  environment: z.array(z.string()),
  question: z.object({ script: z.string(), input: z.unknown(), secret: z.string() }),
  starts: z.number(),
});

/** How a script was asked for: what anybody on the machine can see, and what only the process can read. */
export interface Call {
  readonly argv: readonly string[];
  /** Values of the environment. */
  readonly environment: readonly string[];
  readonly script: string;
  readonly input: unknown;
  readonly secret: string;
  /** How many processes were started so far. */
  readonly starts: number;
}

export interface StandIn {
  /** What the next questions are answered with; text that is no JSON goes to standard error, and the process ends with 0; `mode ...` is its first line. */
  readonly answer: (output: string) => void;
  readonly last: () => Call;
  readonly end: () => void;
}

/** A program by the name of Windows PowerShell, where the system folder of Windows has it, that speaks as `scripts/session.ps1` does and answers with recorded output. */
export function powershellStandIn(): StandIn {
  const { folder, end } = windowsFolder((script) => `exec '${process.execPath}' '${script}' "$@"`);
  writeFileSync(
    join(folder, 'stand-in.cjs'),
    `const { readFileSync, writeFileSync, existsSync } = require('node:fs');
const at = (name) => ${JSON.stringify(`${folder}/`)} + name;
const starts = existsSync(at('starts')) ? Number(readFileSync(at('starts'), 'utf8')) + 1 : 1;
writeFileSync(at('starts'), String(starts));
const said = () => readFileSync(at('answer'), 'utf8');
if (said().startsWith('mode ')) { console.log(said()); process.exit(0); }
console.log('ready');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const question = JSON.parse(Buffer.from(line, 'base64').toString('utf8'));
  writeFileSync(at('call.json'), JSON.stringify({ argv: process.argv.slice(2), environment: Object.values(process.env), question, starts }));
  if (!said().startsWith('{')) { process.stderr.write(said(), () => process.exit(0)); return; }
  console.log(Buffer.from(said()).toString('base64'));
});
`,
  );
  return {
    answer: (output) => writeFileSync(join(folder, 'answer'), output),
    last: () => {
      const { question, ...call } = callSchema.parse(JSON.parse(readFileSync(join(folder, 'call.json'), 'utf8')));
      return { ...call, ...question };
    },
    end,
  };
}

/** A folder of Windows (the variable SystemRoot) whose Windows PowerShell is a shell script with these lines; `stand-in.cjs` lies in it. */
export function windowsFolder(lines: (script: string) => string): { readonly folder: string; readonly end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-powershell-'));
  const home = join(folder, 'System32/WindowsPowerShell/v1.0');
  mkdirSync(home, { recursive: true });
  const program = join(home, 'powershell.exe');
  // What a test runner has Node load into every process is not wanted here.
  writeFileSync(program, `#!/bin/sh\nexport NODE_OPTIONS=\n${lines(join(folder, 'stand-in.cjs'))}\n`);
  chmodSync(program, 0o755);
  const before = process.env.SystemRoot;
  process.env.SystemRoot = folder;
  const end = (): void => {
    if (before === undefined) delete process.env.SystemRoot;
    else process.env.SystemRoot = before;
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, end };
}
