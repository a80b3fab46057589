import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firewallSamples } from './golden.ts';

/** Writes reports/sample/firewall anew; the test compares. */
const folder = 'reports/sample/firewall';
const files = await firewallSamples();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of files) writeFileSync(join(folder, name), text);
process.stdout.write(`${files.size} files in ${folder}\n`);
