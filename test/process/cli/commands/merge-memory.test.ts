import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Finding } from '../../../../src/model/finding.ts';
import { HOSTILE } from '../../../support/report/hostile-files.ts';
import { scenario } from '../../../support/report/scenario.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { BIN } from '../../../support/tested-program.ts';

t.test('merge: the memory does not grow with the number of reports', async (t) => {
  const many = await temporaryFolder('many');
  const site = scenario();
  const findings: Finding[] = Array.from({ length: 60 }, (_none, index) => {
    const one = site.findings[index % site.findings.length] as Finding;
    return { ...one, id: `${one.id}#${index}` };
  });
  const text = JSON.stringify({ ...site, findings });
  for (let index = 0; index < 400; index++) await writeFile(join(many, `${index}.json`), text.replaceAll('SCP01', `SCP${index}`));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=32', BIN, 'merge', many], { encoding: 'utf8' });
  t.equal(status, 1, stderr.slice(0, 500));
  t.match(stdout, /^(?:\d+ of )?400 servers/, `${Math.round((text.length * 400) / 1e6)} MB of reports in a heap of 32 MB`);
});

t.test('2,000 good reports and 20 hostile ones: all good ones are merged, in less than 300 MB', (t) => {
  const folder = t.testdir();
  const text = JSON.stringify({ ...scenario(), findings: scenario().findings.slice(0, 20) });
  for (let index = 0; index < 2000; index++) writeFileSync(join(folder, `m${index}.json`), text.replaceAll('SCP01', `SCP${index}`));
  const hostile = Object.values(HOSTILE);
  for (let index = 0; index < 19; index++) writeFileSync(join(folder, `h${index}.json`), hostile[index % hostile.length] ?? '');
  writeFileSync(join(folder, 'secret.txt'), 'root:$6$S3CRET');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'h19.json'));
  const script = `${JSON.stringify(process.execPath)} ${JSON.stringify(BIN)} merge ${JSON.stringify(folder)} --format json & child=$!; peak=0; while kill -0 $child 2>/dev/null; do now=$(awk '/VmHWM/ { print $2 }' /proc/$child/status 2>/dev/null); peak=\${now:-$peak}; sleep 0.05; done; wait $child; echo "code $? peak $peak" >&2`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', maxBuffer: 1e9 });
  const merged = JSON.parse(stdout) as { readonly vantages: readonly unknown[]; readonly unread: readonly { readonly reason: string }[] };
  t.equal(merged.vantages.length, 2000);
  t.equal(merged.unread.length, 20);
  t.ok(merged.unread.every(({ reason }) => reason.length > 0));
  t.notMatch(stdout + stderr, /S3CRET/);
  t.match(stderr, /code 2 peak \d+/);
  t.ok(Number(/peak (\d+)/.exec(stderr)?.[1]) < 300_000, stderr.slice(-40));
  t.end();
});
