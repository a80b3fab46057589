import { readCapped, strictTextOf } from '../files/read-capped.ts';
import { UsageError } from '../model/usage-error.ts';
import type { ConfigFile } from './named-only.ts';

const MAX_CONFIG_BYTES = 1024 * 1024;
const MAX_PEM_BYTES = 16 * 1024 * 1024;

/** The values of a configuration file. Throws `UsageError` with file, line and field. */
export async function loadConfig(path: string): Promise<ConfigFile> {
  const text = await readText(path, MAX_CONFIG_BYTES, 'the configuration file');
  // A file in which everything is commented out is no mistake.
  if (text.split('\n').every(isBlankOrComment)) return { values: {}, lineOf: () => undefined };
  const [{ readYaml }, { fit }, { configSchema }] = await Promise.all([
    import('../yaml/document.ts'),
    import('../yaml/fit.ts'),
    import('./schema.ts'),
  ]);
  const document = readYaml(text, path);
  return { values: fit(document, path, configSchema), lineOf: (key) => document.lineOf([key]) };
}

/** By trimming, not by one expression over the whole text: each blank line could be read in two ways, and time doubled with each. */
function isBlankOrComment(line: string): boolean {
  const said = line.trimStart();
  return said === '' || said.startsWith('#');
}

/** PEM texts of root files that an option names. Throws `UsageError` for a file without a certificate. */
export async function loadRoots(files: readonly string[], field: string): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const text = await readText(file, MAX_PEM_BYTES, 'the file of roots');
      if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
      throw new UsageError('there is no certificate in it', {
        file,
        field,
        hint: 'it must hold certificates in PEM form (-----BEGIN CERTIFICATE-----)',
      });
    }),
  );
}

async function readText(path: string, maxBytes: number, what: string): Promise<string> {
  return strictTextOf(await readCapped(path, maxBytes, what), path, what);
}
