import { run } from '../../../src/cli/commands/firewall.ts';
import type { Io } from '../../../src/cli/streams/io.ts';
import { DIALECT_NAMES, dialectOf } from '../../../src/firewall/products/index.ts';

/** An outside that remembers what was written. */
export function recorder(): { readonly io: Io; readonly out: () => string; readonly err: () => string } {
  let [out, err] = ['', ''];
  const io = {
    out: async (data: string | Uint8Array) => {
      out += String(data);
    },
    err: (text: string) => {
      err += text;
    },
    stdin: process.stdin,
    env: {},
    cwd: process.cwd(),
    terminal: { outIsTty: false, errIsTty: false, columns: 80 },
    interrupted: new AbortController().signal,
  };
  return { io, out: () => out, err: () => err };
}

/** Every dialect's export of the shipped catalog, its twin, and what it says on standard error with its exit code: file name → text. */
export async function firewallSamples(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const name of DIALECT_NAMES) {
    const { extension, inspection } = await dialectOf(name);
    const strict = recorder();
    const code = await run(['--dialect', name, '--source', '192.0.2.10'], strict.io);
    files.set(`${name}.stderr.${code}.txt`, strict.err());
    const allowed = recorder();
    await run(['--dialect', name, '--source', '192.0.2.10', '--allow-loss'], allowed.io);
    files.set(`${name}.${extension}`, allowed.out());
    if (typeof inspection === 'string') continue;
    const twin = recorder();
    await run(['--dialect', name, '--inspection', '--allow-loss'], twin.io);
    files.set(`${name}.inspection.${extension}`, twin.out());
  }
  const list = recorder();
  await run(['--list'], list.io);
  files.set('dialects.md', list.out());
  return files;
}

/** The page that holds the table of dialects between markers. */
export const DIALECTS_PAGE = 'docs/firewalls.md';

/** A page with the table between the markers of that name. */
export function between(path: string, page: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name}: npm run golden -->\n`, `<!-- end of ${name} -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${path} has no ${begin.trim()}`);
  return `${before}${begin}\n${table}\n${end}${after}`;
}

/** `page` with the table of dialects between its markers. */
export function withDialects(page: string, table: string): string {
  return between(DIALECTS_PAGE, page, 'dialects', table);
}
