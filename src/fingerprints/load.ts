import { parsedValue, shippedText, shippedValue } from '../files/shipped.ts';
import { withoutLines, type YamlDocument } from '../yaml/parsed.ts';
import { type Recognisers, recognisers } from './recognise.ts';
import type { FingerprintFile, FingerprintSet } from './rules.ts';

/** Reads the shipped fingerprint files; throws `UsageError` when one of them is damaged. Their rules in a release were held to their schemas when it was built. */
export async function loadFingerprints(): Promise<FingerprintSet> {
  const checked = await parsedValue('fingerprints');
  // Written by `release/bundle.mjs`, which made it with `fingerprintsOf`: a file of the program, as its code is.
  return checked === undefined ? readFingerprints() : (checked as FingerprintSet);
}

async function readFingerprints(): Promise<FingerprintSet> {
  const { FINGERPRINT_FILES, fingerprintsOf } = await import('./rules.ts');
  const documents = await Promise.all(FINGERPRINT_FILES.map(async (file) => [file, await documentOf(file)] as const));
  return fingerprintsOf(Object.fromEntries(documents) as Record<FingerprintFile, YamlDocument>);
}

/** The recognisers over the shipped files. */
export async function loadRecognisers(): Promise<Recognisers> {
  return recognisers(await loadFingerprints());
}

async function documentOf(file: FingerprintFile): Promise<YamlDocument> {
  const path = `endpoints/fingerprints/${file}.yaml`;
  const value = await shippedValue(path);
  if (value !== undefined) return withoutLines(value);
  const { readYaml } = await import('../yaml/document.ts');
  return readYaml(await shippedText(path), `${file}.yaml`);
}
