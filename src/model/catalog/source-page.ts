import type { Endpoint, Source } from './catalog.ts';

/** The page behind an entry's `source` (`key` or `key#anchor`); undefined when its catalog names none. */
export function sourcePage(
  { source }: Pick<Endpoint, 'source'>,
  sources: Readonly<Record<string, Source>>,
): { readonly title: string; readonly url: string } | undefined {
  const [key = '', anchor] = source.split('#', 2);
  const page = Object.hasOwn(sources, key) ? sources[key] : undefined;
  return page === undefined ? undefined : { title: page.title, url: `${page.url}${anchor === undefined ? '' : `#${anchor}`}` };
}
