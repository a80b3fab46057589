import { sha256Of, shippedText, shippedValue } from '../files/shipped.ts';
import { type Recognisers, recognisers } from './recognise.ts';
import { FINGERPRINT_FILES, type FingerprintFile, type FingerprintSet, parseFingerprints } from './rules.ts';

/** Reads the shipped fingerprint files; throws `UsageError` when one of them is damaged. */
export async function loadFingerprints(): Promise<FingerprintSet> {
  const texts = await Promise.all(
    FINGERPRINT_FILES.map(async (file) => [file, await shippedText(`endpoints/fingerprints/${file}.yaml`)] as const),
  );
  const values = await Promise.all(texts.map(async ([file, text]) => [file, await shippedValue(sha256Of(text))] as const));
  return parseFingerprints(Object.fromEntries(texts) as Record<FingerprintFile, string>, new Map(values));
}

/** The recognisers over the shipped files. */
export async function loadRecognisers(): Promise<Recognisers> {
  return recognisers(await loadFingerprints());
}
