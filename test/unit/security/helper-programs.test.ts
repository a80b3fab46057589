import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { programPath } from '../../../src/network/program/program-path.ts';
import { runTool } from '../../../src/network/program/run-tool.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const limits = { signal: new AbortController().signal, timeoutMs: 10_000 };

t.test('a helper program comes from a trusted folder, never from PATH or the current folder', async (t) => {
  const folder = await temporaryFolder('helper');
  for (const name of ['rpcclient', 'preflight-helper', 'id'])
    await writeFile(join(folder, name), '#!/bin/sh\necho planted\n', { mode: 0o755 });
  const [path, cwd] = [process.env.PATH, process.cwd()];
  process.env.PATH = `.:${folder}`;
  process.chdir(folder);
  t.teardown(() => {
    process.env.PATH = path;
    process.chdir(cwd);
  });
  t.match(await runTool('preflight-helper', [], limits), { code: -1, stdout: '', failure: { code: 'ENOENT' } });
  t.match((await runTool('id', ['-u'], limits)).stdout, /^\d+\n$/);
  t.notMatch((await runTool('rpcclient', ['--version'], limits)).stdout, /planted/);
  t.match(await programPath('sh'), /^\/(?:usr\/)?bin\/sh$/);
  t.equal((await runTool(join(folder, 'preflight-helper'), [], limits)).stdout, 'planted\n', 'by its whole path');
  await chmod(folder, 0o777);
  t.match(await runTool(join(folder, 'preflight-helper'), [], limits), { stdout: '', failure: { code: 'UNSAFE_PROGRAM' } });
});

t.test('a helper program gets named variables only', async (t) => {
  const own = {
    PREFLIGHT_ROUTE: 'http://u:secret@p:1',
    http_proxy: 'http://u:secret@p:1',
    PREFLIGHT_USER_PASSWORD: 'secret',
    LD_PRELOAD: '',
    OTHER: 'secret',
  };
  const kept = { KRB5CCNAME: 'FILE:/tmp/none' };
  Object.assign(process.env, own, kept);
  t.teardown(() => {
    for (const name of [...Object.keys(own), ...Object.keys(kept)]) delete process.env[name];
  });
  const { stdout } = await runTool('env', [], { ...limits, env: { TZ: 'UTC' } });
  t.match(stdout, /^KRB5CCNAME=FILE:\/tmp\/none$/m);
  t.match(stdout, /^TZ=UTC$/m);
  t.match(stdout, /^PATH=\/usr\/bin:/m);
  t.notMatch(stdout, /secret|OTHER|http_proxy|PREFLIGHT/);
});
