import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { program } from '../../support/run-program.ts';

t.test('no code is taken from the temporary folder: no compile cache is switched on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-cache-'));
  // Node 20 has no such function: the program must not ask for one on any Node.
  const spy = join(folder, 'spy.cjs');
  const asked = join(folder, 'asked');
  await writeFile(
    spy,
    `require('node:module').enableCompileCache = () => require('node:fs').writeFileSync(${JSON.stringify(asked)}, String(process.argv[1]));\n`,
  );
  const env = { NODE_OPTIONS: `--require ${spy}`, TMPDIR: folder };
  for (const args of [['--version'], ['explain', 'tls.expired'], ['endpoints']]) t.equal((await program(args, { env })).code, 0);
  t.same(await readdir(folder), ['spy.cjs'], 'nothing was asked for, nothing was written there');
});
