import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';
import { program } from '../../support/run-program.ts';

// As libuv tells of a pipe whose reader has gone: EPIPE, on Windows EOF as well.
t.test('a reader that has gone away is no error on any system; a full disk is', async (t) => {
  const folder = t.testdir({});
  const report = join(packageRoot(), 'reports/sample/report.json');
  for (const [code, exit] of [
    ['EPIPE', 0],
    ['EOF', 0],
    ['ENOSPC', 4],
  ] as const) {
    const preload = join(folder, `${code}.cjs`);
    writeFileSync(
      preload,
      `process.stdout._write = (chunk, encoding, done) => done(Object.assign(new Error('write ${code}'), { code: '${code}' }));\n`,
    );
    for (const argv of [['--version'], ['explain', 'tcp.reset'], ['report', report, '--format', 'md']])
      t.match(await program(argv, { env: { NODE_OPTIONS: `--require "${preload}"` } }), { code: exit }, `${code}: ${argv[0]}`);
  }
});
