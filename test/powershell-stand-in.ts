import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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

/** A program by the name of Windows PowerShell, first on the path of this process, that answers with recorded output and keeps how it was called. */
export function powershellStandIn(): { readonly answer: (output: string) => void; readonly last: () => Call; readonly end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-powershell-'));
  const program = join(folder, 'powershell.exe');
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
  const { PATH = '' } = process.env;
  process.env.PATH = `${folder}${delimiter}${PATH}`;
  return {
    answer: (output) => writeFileSync(join(folder, 'answer'), output),
    last: () => {
      const { argv, input, stdin } = callSchema.parse(JSON.parse(readFileSync(join(folder, 'call.json'), 'utf8')));
      return { argv, stdin, input: JSON.parse(input), script: Buffer.from(argv.at(-1) ?? '', 'base64').toString('utf16le') };
    },
    end: () => {
      process.env.PATH = PATH;
      rmSync(folder, { recursive: true });
    },
  };
}
