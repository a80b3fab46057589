import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = await temporaryFolder('loading');
const seen = join(dir, 'seen');
await writeFile(
  join(dir, 'hook.mjs'),
  `import { appendFileSync } from 'node:fs';
export async function resolve(specifier, context, next) { appendFileSync(${JSON.stringify(seen)}, specifier + '\\n'); return next(specifier, context); }`,
);
const hook = pathToFileURL(join(dir, 'hook.mjs')).href;
await writeFile(join(dir, 'register.mjs'), `import { register } from 'node:module'; register(${JSON.stringify(hook)});`);

/** Packages and own modules that a command line makes the program load. */
async function loaded(args: readonly string[]): Promise<readonly string[]> {
  await rm(seen, { force: true });
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(join(dir, 'register.mjs')).href}` };
  await program(args, { cwd: dir, isolated: true, compiled: true, env });
  return (await readFile(seen, 'utf8')).split('\n');
}

t.test('what is answered at once loads nothing that it does not need', { timeout: 100_000 }, async (t) => {
  const HEAVY = ['zod', 'undici', 'yaml', 'cli-table3', './slots.js', 'socks'];
  const PROBING = ['undici', './slots.js', 'socks', 'ldapts', 'dns-packet', 'tldts'];
  const rows: readonly (readonly [args: readonly string[], without: readonly string[]])[] = [
    [['--version'], [...HEAVY, 'commander', './main.js']],
    [['--help'], HEAVY],
    [['help', 'options'], HEAVY],
    [['--hlep'], HEAVY],
    [['chek'], HEAVY],
    [['check', 'x'], HEAVY],
    [
      ['--timeout', 'soon'],
      ['undici', 'yaml', 'cli-table3', './slots.js', 'socks'],
    ],
    [['explain'], HEAVY],
    // A saved report is read without what probes and judges.
    ...(['report', 'compare', 'merge'] as const).map(
      (name) =>
        [
          [name, 'missing', 'missing'],
          [...PROBING, 'yaml'],
        ] as const,
    ),
    [['logs', 'missing'], PROBING],
  ];
  for (const [args, without] of rows) {
    const specifiers = await loaded(args);
    t.same(
      without.filter((name) => specifiers.includes(name)),
      [],
      args.join(' '),
    );
  }
  t.ok((await loaded(['check', '--only', 'nothing'])).includes('zod'), 'what is loaded is seen');
});
