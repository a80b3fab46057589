import { spawnSync } from 'node:child_process';
import t from 'tap';
import { runTool } from '../../../../src/network/program/run-tool.ts';

const { signal } = new AbortController();

t.test('a tool that is given up holds nobody, whatever it started itself', async (t) => {
  const began = performance.now();
  // The inner one lives on and has inherited the streams.
  const outcome = await runTool('sh', ['-c', 'sleep 20 & echo $!; wait'], { signal, timeoutMs: 300 });
  t.match(outcome, { failure: { code: 'TIMEOUT', message: /within 300 ms/ } });
  t.ok(performance.now() - began < 5000, 'not waited for');
  spawnSync('kill', [outcome.stdout.trim()]);
});

t.test('what ends by itself is heard to its end', async (t) => {
  t.match(await runTool('sh', ['-c', 'cat; cat <&3; echo said >&2; exit 7'], { signal, timeoutMs: 10_000, input: 'in', secret: 'three' }), {
    code: 7,
    stdout: 'inthree',
    stderr: 'said\n',
  });
  t.match(await runTool('preflight-no-such-program', [], { signal, timeoutMs: 10_000 }), { code: -1, failure: { code: 'ENOENT' } });
});
