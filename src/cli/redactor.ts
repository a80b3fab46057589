import type { Redactor } from '../report/redact/redact.ts';
import type { Settings } from '../settings/settings.ts';
import type { Io } from './streams/io.ts';

/** A redactor to which what the shipped catalogs list is public, and nothing else; `words` are further ones to hide. Catalogs are loaded only for whoever asks for one. */
export async function loadRedactor(words: readonly string[] = []): Promise<Redactor> {
  const [{ loadCatalogs, SHIPPED_CATALOGS }, { publishedIn }, { createRedactor }] = await Promise.all([
    import('../catalog/load.ts'),
    import('../report/redact/published.ts'),
    import('../report/redact/redact.ts'),
  ]);
  return createRedactor({ published: publishedIn(await loadCatalogs(SHIPPED_CATALOGS)), words });
}

/** What people wrote for themselves. */
export function wordsToHide({ redactWords, waivers }: Pick<Settings, 'redactWords' | 'waivers'>): readonly string[] {
  return [...redactWords, ...waivers.map(({ reason }) => reason)];
}

/** The same streams, with standard error going through the redactor. */
export function redactedErrors(io: Io, redactor: Redactor | undefined): Io {
  return redactor === undefined ? io : { ...io, err: (text) => io.err(text.split('\n').map(redactor.text).join('\n')) };
}
