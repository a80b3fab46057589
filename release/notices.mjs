import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licence texts of the bundled packages; what has no file of its own is named with its licence. */
export function noticesOf(packages) {
  return packages
    .map(({ name, version, license, folder }) => {
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      const words = file === undefined ? 'Its package has no file of a licence.' : readFileSync(join(folder, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${words}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
