import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sha256Of, shippedValue } from '../files/shipped.ts';
import { type Recognisers, recognisers } from './recognise.ts';
import { FINGERPRINT_FILES, type FingerprintFile, type FingerprintSet, parseFingerprints } from './rules.ts';

/** From `build/src/catalog`, and from `src/catalog` when the sources run as they are. */
const FOLDERS = ['../../../endpoints/fingerprints/', '../../endpoints/fingerprints/'] as const;

/** Reads the shipped fingerprint files; throws `UsageError` when one of them is damaged. */
export async function loadFingerprints(): Promise<FingerprintSet> {
  const texts = await Promise.all(FINGERPRINT_FILES.map(async (file) => [file, await textOf(file)] as const));
  const values = await Promise.all(texts.map(async ([file, text]) => [file, await shippedValue(sha256Of(text))] as const));
  return parseFingerprints(Object.fromEntries(texts) as Record<FingerprintFile, string>, new Map(values));
}

/** The recognisers over the shipped files. */
export async function loadRecognisers(): Promise<Recognisers> {
  return recognisers(await loadFingerprints());
}

async function textOf(file: FingerprintFile): Promise<string> {
  const [built, source] = FOLDERS.map((folder) => fileURLToPath(new URL(`${folder}${file}.yaml`, import.meta.url).href)) as [
    string,
    string,
  ];
  try {
    return await readFile(built, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    return await readFile(source, 'utf8');
  }
}
