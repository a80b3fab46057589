import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const callSchema = z.object({ argv: z.array(z.string()), input: z.string(), stdin: z.string() });

/** How a script was started: what anybody on the machine can see, and what only the script can read. */
export interface Call {
  readonly argv: readonly string[];
  /** The script itself, decoded. */
  readonly script: string;
  /** The variable PREFLIGHT_INPUT. */
  readonly input: unknown;
  readonly stdin: string;
}

/** A program by the name of Windows PowerShell, where the system folder of Windows has it (the variable SystemRoot), that answers with recorded output and keeps how it was called. */
export function powershellStandIn(): { readonly answer: (output: string) => void; readonly last: () => Call; readonly end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-powershell-'));
  const home = join(folder, 'System32/WindowsPowerShell/v1.0');
  mkdirSync(home, { recursive: true });
  const program = join(home, 'powershell.exe');
  const script = join(folder, 'stand-in.cjs');
  // What a test runner has Node load into every process is not wanted here.
  writeFileSync(program, `#!/bin/sh\nNODE_OPTIONS= exec '${process.execPath}' '${script}' "$@"\n`);
  writeFileSync(
    script,
    `const { readFileSync, writeFileSync } = require('node:fs');
const call = { argv: process.argv.slice(2), input: process.env.PREFLIGHT_INPUT, stdin: readFileSync(0, 'utf8') };
writeFileSync(${JSON.stringify(join(folder, 'call.json'))}, JSON.stringify(call));
process.stdout.write(readFileSync(${JSON.stringify(join(folder, 'answer'))}));
`,
  );
  chmodSync(program, 0o755);
  const before = process.env.SystemRoot;
  process.env.SystemRoot = folder;
  return {
    answer: (output) => writeFileSync(join(folder, 'answer'), output),
    last: () => {
      const { argv, input, stdin } = callSchema.parse(JSON.parse(readFileSync(join(folder, 'call.json'), 'utf8')));
      return { argv, stdin, input: JSON.parse(input), script: Buffer.from(argv.at(-1) ?? '', 'base64').toString('utf16le') };
    },
    end: () => {
      if (before === undefined) delete process.env.SystemRoot;
      else process.env.SystemRoot = before;
      rmSync(folder, { recursive: true });
    },
  };
}
