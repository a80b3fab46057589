import type { Catalog } from '../model/catalog/catalog.ts';
import { readYaml } from '../yaml/document.ts';
import { catalogOf } from './catalog-of.ts';

/** A catalog file's text, YAML or JSON → Catalog. Throws `UsageError` with file, line and field. `sha256` is that of the file's bytes. */
export function parseCatalog(text: string, file: string, sha256: string): Catalog {
  return catalogOf(readYaml(text, file), file, sha256);
}
