import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firewallSamples, withDialects } from './firewall.ts';

/** Writes reports/sample/firewall and the README's table of dialects anew; the test compares. */
const folder = 'reports/sample/firewall';
const files = await firewallSamples();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of files) writeFileSync(join(folder, name), text);
writeFileSync('README.md', withDialects(readFileSync('README.md', 'utf8'), files.get('dialects.md') ?? ''));
process.stdout.write(`${files.size} files in ${folder}\n`);
