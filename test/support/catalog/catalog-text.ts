import { parseCatalog } from '../../../src/catalog/parse.ts';
import type { Catalog } from '../../../src/model/catalog/catalog.ts';
import { readYaml } from '../../../src/yaml/document.ts';

/** The catalog that a YAML or JSON text holds. Throws `UsageError`, as for a file of a user. */
export function catalogOf(text: string, file = 'own.yaml', sha256 = 'own'): Catalog {
  return parseCatalog(readYaml(text, file), file, sha256);
}
