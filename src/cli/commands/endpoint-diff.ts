import { createHash } from 'node:crypto';
import { diffCatalogs } from '../../catalog/diff.ts';
import { loadCatalogs } from '../../catalog/load.ts';
import { comparePage, type PageDifference, sourceOfPage } from '../../catalog/page/compare-page.ts';
import { catalogOfPage, MAX_PAGE_BYTES, pageOf } from '../../catalog/page/page-catalog.ts';
import type { PageRow } from '../../catalog/page/read-page.ts';
import { parseCatalog } from '../../catalog/parse.ts';
import { readCapped, textOf } from '../../files/read-capped.ts';
import type { Catalog } from '../../model/catalog/catalog.ts';
import { NEWEST_RELEASE } from '../../model/catalog/release.ts';
import { UsageError } from '../../model/usage-error.ts';
import { json, terminal } from '../../text/escape.ts';
import { oneOf } from '../arguments/one-of.ts';

/** What one catalog, or one revision of the documentation's page in Markdown, asks for otherwise than another. */
export async function endpointDiff(files: readonly string[], format: unknown): Promise<string> {
  const wanted = oneOf(format ?? 'table', ['table', 'json'], '--format');
  const [before, after] = files;
  if (before === undefined || after === undefined || files.length !== 2)
    throw new UsageError('give two catalogs, or a catalog and a page', { hint: 'configmgr-preflight endpoints diff OLD NEW' });
  if (isPage(after) && !isPage(before)) return await withPage(before, after, wanted);
  return await ofCatalogs(await load(before), await load(after), wanted);
}

const readFor = (): { readonly onDate: string; readonly siteVersion: typeof NEWEST_RELEASE } => ({
  onDate: new Date().toISOString(),
  siteVersion: NEWEST_RELEASE,
});

function isPage(file: string): boolean {
  return /\.(?:md|markdown)$/i.test(file);
}

async function textFrom(file: string): Promise<string> {
  return textOf(await readCapped(file, MAX_PAGE_BYTES, 'the page'));
}

async function load(file: string): Promise<Catalog> {
  if (!isPage(file)) return (await loadCatalogs([file]))[0] as Catalog;
  const text = await textFrom(file);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const { readYaml } = await import('../../yaml/document.ts');
  return parseCatalog(readYaml(JSON.stringify(catalogOfPage(text, file).catalog), file), file, sha256);
}

async function ofCatalogs(before: Catalog, after: Catalog, format: 'table' | 'json'): Promise<string> {
  const { added, removed, changed } = diffCatalogs(before, after, readFor());
  if (format === 'json') {
    const [from, to] = [before, after].map(({ id, revision, sha256 }) => ({ id, revision, sha256 }));
    return `${json({ from, to, added, removed, changed }, 2)}\n`;
  }
  return table(`${before.id} ${before.revision} -> ${after.id} ${after.revision}`, {
    added: added.map(({ id, host, ports }) => `${id}  ${host}:${ports.join(',')}`),
    removed: removed.map(({ id, host, ports }) => `${id}  ${host}:${ports.join(',')}`),
    changed,
  });
}

async function withPage(catalogFile: string, pageFile: string, format: 'table' | 'json'): Promise<string> {
  const catalog = (await loadCatalogs([catalogFile]))[0] as Catalog;
  const { about, rows } = pageOf(await textFrom(pageFile), pageFile);
  const key = sourceOfPage(catalog, about.url);
  if (key === undefined)
    throw new UsageError(`no source of ${catalog.id} is this page (${about.url})`, {
      file: pageFile,
      hint: `its pages: ${Object.values(catalog.sources)
        .map(({ url }) => url)
        .join(', ')
        .slice(0, 500)}`,
    });
  const { added, removed, changed } = comparePage(catalog, key, rows, readFor());
  if (format === 'json') {
    const from = { id: catalog.id, revision: catalog.revision, sha256: catalog.sha256 };
    return `${json({ from, to: { page: about.url, date: about.date ?? null, rows: rows.length }, added, removed, changed }, 2)}\n`;
  }
  return table(`${catalog.id} ${catalog.revision} -> page ${about.date ?? 'undated'} (${rows.length} rows)`, {
    added: added.map((row) => `line ${row.line}, ${row.anchors[0] ?? 'introduction'}: ${addressOf(row)}`),
    removed: removed.map(({ id, host, source }) => `${id}  ${host} (${source})`),
    changed,
  });
}

function addressOf({ scheme, host, port, path, isGovernment }: PageRow): string {
  const address = `${scheme === undefined ? '' : `${scheme}://`}${host}${port === undefined ? '' : `:${port}`}${path === '/' ? '' : path}`;
  return isGovernment ? `${address} (US Government cloud)` : address;
}

interface Told extends Pick<PageDifference, 'changed'> {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

function table(heading: string, { added, removed, changed }: Told): string {
  const lines = [
    `${heading}: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    ...added.map((one) => `+ ${one}`),
    ...removed.map((one) => `- ${one}`),
    ...changed.flatMap(({ id, fields }) => [
      `~ ${id}`,
      ...fields.map(({ field, before: old, after: now }) => `    ${field}: ${old} -> ${now}`),
    ]),
  ];
  return `${lines.map(terminal).join('\n')}\n`;
}
