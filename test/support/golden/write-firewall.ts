import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIALECTS_PAGE, firewallSamples, withDialects } from './firewall.ts';

/** Writes reports/sample/firewall and the table of dialects in the manual anew; the test compares. */
const folder = 'reports/sample/firewall';
const files = await firewallSamples();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of files) writeFileSync(join(folder, name), text);
writeFileSync(DIALECTS_PAGE, withDialects(readFileSync(DIALECTS_PAGE, 'utf8'), files.get('dialects.md') ?? ''));
process.stdout.write(`${files.size} files in ${folder}\n`);
