import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../../src/settings/load.ts';
import { OPTIONS } from '../../../src/settings/options.ts';
import { configTemplate } from '../../../src/settings/template.ts';
import { cpuMs } from '../../support/cpu-time.ts';

/** Far above what a machine under load needs, far below what doubling with each blank line takes. */
const LIMIT_MS = 1000;

t.test('the template with any one option switched on is read at once', async (t) => {
  const folder = t.testdir();
  const template = configTemplate();
  for (const { key } of OPTIONS) {
    const on = template.replace(new RegExp(`^# (${key}: .+)$`, 'm'), '$1');
    t.not(on, template, `${key} stands in the template`);
    for (const text of [on, on.replaceAll('\n', '\r\n')]) {
      writeFileSync(join(folder, 'one.yaml'), text);
      const from = process.cpuUsage();
      const { values } = await loadConfig(join(folder, 'one.yaml'));
      t.same(Object.keys(values), [key], key);
      const tookMs = cpuMs(from);
      t.ok(tookMs < LIMIT_MS, `${key}: ${Math.round(tookMs)} ms of the processor`);
    }
  }
});

t.test('a file in which everything is commented out says nothing, however many blank lines it has', async (t) => {
  const folder = t.testdir({
    'off.yaml': configTemplate(),
    'blank.yaml': ' \r\n\t\n'.repeat(50_000),
    'late.yaml': `${'\n \n'.repeat(50_000)}quiet: true\n`,
  });
  t.same((await loadConfig(join(folder, 'off.yaml'))).values, {});
  t.same((await loadConfig(join(folder, 'blank.yaml'))).values, {});
  t.same((await loadConfig(join(folder, 'late.yaml'))).values, { quiet: true });
});
