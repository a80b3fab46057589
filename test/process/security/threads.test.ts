import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { BIN } from '../../support/run-program.ts';

const CATALOG =
  'id: c\ntitle: c\nrevision: "2026-01-01"\nsources: {}\nendpoints:\n  - { id: a/one, host: one.lab.test, feature: a, why: x }\n';
const skip = existsSync('/proc/self/task') ? false : 'threads are counted in /proc';

t.test('--watch over a PAC script keeps no thread of earlier rounds', { skip }, async (t) => {
  const folder = t.testdir({ 'catalog.yaml': CATALOG });
  const file = join(folder, 'proxy.pac');
  writeFileSync(file, 'function FindProxyForURL(url, host) { return "PROXY 127.0.0.1:9"; }');
  const child = spawn(
    process.execPath,
    [BIN, '--catalog', 'catalog.yaml', '--retries', '0', '--format', 'json', '--route', `pac+${pathToFileURL(file).href}`, '--watch', '1'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve) => child.stderr.on('data', (chunk: Buffer) => chunk.includes('watching') && resolve()));
  const threads = (): number => readdirSync(`/proc/${child.pid}/task`).length;
  const seen: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    await sleep(1000);
    seen.push(threads());
  }
  child.kill('SIGINT');
  t.equal(await ended, 130);
  const [early = 0, late = 0] = [Math.max(...seen.slice(0, 3)), Math.max(...seen.slice(-3))];
  t.ok(late <= early + 1, `threads by the second: ${seen.join(' ')}`);
});
