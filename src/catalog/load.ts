import { readCapped, readStreamCapped, strictTextOf } from '../files/read-capped.ts';
import { parsedValue, sha256Of, shippedBytes } from '../files/shipped.ts';
import type { Catalog } from '../model/catalog/catalog.ts';
import { UsageError } from '../model/usage-error.ts';
import { withoutLines } from '../yaml/parsed.ts';
import { parseCatalog } from './parse.ts';

/** Catalogs that come with the program; the first is the default. */
export const SHIPPED_CATALOGS = ['configmgr-scp', 'configmgr-scp-2020', 'configmgr-scp-2018'] as const;
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads catalogs: names of shipped ones, files (`./name` is a file always) or `-` for standard input; none means the default. Throws `UsageError` with file, line and field. */
export async function loadCatalogs(names: readonly string[]): Promise<readonly Catalog[]> {
  const wanted = names.length === 0 ? [SHIPPED_CATALOGS[0]] : names;
  if (wanted.filter((name) => name === '-').length > 1) throw new UsageError('standard input can be read once', { field: '-' });
  return Promise.all(wanted.map(loadCatalog));
}

async function loadCatalog(name: string): Promise<Catalog> {
  const shipped = (SHIPPED_CATALOGS as readonly string[]).includes(name);
  const file = shipped ? `${name}.yaml` : name;
  const hint = `give a file, - for standard input, or one of: ${SHIPPED_CATALOGS.join(', ')}`;
  const bytes = shipped
    ? await shippedBytes(`endpoints/${name}.yaml`)
    : await (name === '-' ? readStandardInput(MAX_BYTES, 'the catalog') : readCapped(name, MAX_BYTES, 'the catalog', { hint }));
  const sha256 = sha256Of(bytes);
  const value = await parsedValue(sha256);
  if (value !== undefined) return parseCatalog(withoutLines(value), file, sha256);
  // The YAML library is loaded only for a file that was not parsed when the program was built.
  const { readYaml } = await import('../yaml/document.ts');
  return parseCatalog(readYaml(strictTextOf(bytes, file, 'the catalog'), file), file, sha256);
}

/** Standard input as a file, at most `maxBytes`. Throws `UsageError`. */
export function readStandardInput(maxBytes: number, what: string): Promise<Buffer> {
  return readStreamCapped(process.stdin, '-', maxBytes, what, new AbortController().signal);
}
