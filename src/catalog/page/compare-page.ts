import type { Catalog, Endpoint } from '../../model/catalog/catalog.ts';
import { normaliseHost } from '../../model/catalog/host-pattern.ts';
import { isOver, type ReadFor } from '../../model/catalog/validity.ts';
import type { CatalogDiff } from '../diff.ts';
import type { PageRow } from './read-page.ts';

/** What a page prints in another way than the catalog that is made after it. */
export interface PageDifference {
  /** On the page, and no entry of that section of the catalog asks for it. */
  readonly added: readonly PageRow[];
  /** The catalog cites the page for it, and it is not there. */
  readonly removed: readonly Endpoint[];
  readonly changed: CatalogDiff['changed'];
}

/**
 * A page beside a catalog, by section and host. Compared are the entries that cite the page and that are needed today; of a scheme, port or path only what the page
 * itself prints. `key`: the source of the catalog that the page is a revision of.
 */
export function comparePage(catalog: Catalog, key: string, rows: readonly PageRow[], readFor: ReadFor): PageDifference {
  const cited = catalog.endpoints.filter(({ source }) => source.split('#')[0] === key);
  // A list without sections of its own is compared as a whole.
  const about = cited.some(({ source }) => source.includes('#')) ? isAbout : isOfHost;
  const isCurrent = ({ until }: Endpoint): boolean => !isOver(until, readFor);
  const others = alsoAsked(catalog, cited, rows);
  const lonely = rows.filter(
    (row) =>
      !cited.some((entry) => about(entry, row) && fits(entry, row)) &&
      !others(row).some((entry) => isOfHost(entry, row) && fits(entry, row)),
  );
  const unprinted = cited.filter((entry) => isCurrent(entry) && !rows.some((row) => about(entry, row) && fits(entry, row)));
  const pairs = unprinted.map((entry) => [entry, lonely.find((row) => about(entry, row))] as const);
  const told = new Set(pairs.map(([, row]) => row));
  return {
    added: lonely.filter((row) => !told.has(row)),
    removed: pairs.filter(([, row]) => row === undefined).map(([entry]) => entry),
    changed: pairs.flatMap(([entry, row]) => (row === undefined ? [] : [{ id: entry.id, fields: differences(entry, row) }])),
  };
}

/** The source that most entries cite, of those whose page has the same name: a page is known by the last part of its address. */
export function sourceOfPage({ sources, endpoints }: Catalog, url: string): string | undefined {
  const name = lastPart(url);
  const same = Object.entries(sources).filter(([, source]) => lastPart(source.url) === name);
  const citing = ([key]: readonly [string, unknown]): number => endpoints.filter(({ source }) => source.split('#')[0] === key).length;
  return same.toSorted((a, b) => citing(b) - citing(a))[0]?.[0];
}

function lastPart(url: string): string {
  return (
    url
      .replace(/[#?].*$/, '')
      .replace(/\/$/, '')
      .split('/')
      .at(-1)
      ?.replace(/\.md$/, '') ?? ''
  );
}

function isAbout(entry: Endpoint, row: PageRow): boolean {
  const anchor = entry.source.split('#')[1];
  const isHere = anchor === undefined ? row.anchors.length === 0 : row.anchors.includes(anchor);
  return isHere && isOfHost(entry, row);
}

/** Entries that ask for what a section prints although they cite another one below the same heading, or another page: those of the features of that heading. */
function alsoAsked({ endpoints }: Catalog, cited: readonly Endpoint[], rows: readonly PageRow[]): (row: PageRow) => readonly Endpoint[] {
  const top = new Map(rows.flatMap(({ anchors }) => anchors.map((anchor) => [anchor, anchors.at(-1)] as const)));
  const features = new Map<string | undefined, Set<string>>();
  for (const { source, feature } of cited) {
    const section = top.get(source.split('#')[1] ?? '');
    features.set(section, (features.get(section) ?? new Set()).add(feature));
  }
  return ({ anchors }) => endpoints.filter(({ feature }) => anchors.length > 0 && features.get(anchors.at(-1))?.has(feature) === true);
}

function isOfHost(entry: Endpoint, row: PageRow): boolean {
  return nameOf(entry.host) === nameOf(row.host);
}

/** Placeholders are the same, whatever they are called. */
function nameOf(host: string): string {
  return (normaliseHost(host) ?? host).replace(/<[^<>]*>|\{[^{}]*\}/g, '<>');
}

type Field = PageDifference['changed'][number]['fields'][number];

function differences(entry: Endpoint, { scheme, port, path, isGovernment }: PageRow): readonly Field[] {
  return [
    ...(scheme === undefined || scheme === entry.scheme ? [] : [{ field: 'scheme', before: entry.scheme, after: scheme }]),
    ...(port === undefined || entry.ports.includes(port) ? [] : [{ field: 'ports', before: entry.ports.join(','), after: String(port) }]),
    ...(path === '/' || samePath(path, entry.path) ? [] : [{ field: 'path', before: entry.path, after: path }]),
    ...(isGovernment && !entry.clouds.includes('usgov') ? [{ field: 'clouds', before: entry.clouds.join(','), after: 'usgov' }] : []),
  ];
}

function fits(entry: Endpoint, { scheme, port, path, isGovernment }: PageRow): boolean {
  return (
    (scheme === undefined || scheme === entry.scheme) &&
    (port === undefined || entry.ports.includes(port)) &&
    (path === '/' || samePath(path, entry.path)) &&
    (!isGovernment || entry.clouds.includes('usgov'))
  );
}

/** An entry without a path asks for the host; one with a path below the printed one is part of it. */
function samePath(printed: string, asked: string): boolean {
  return (
    asked === '/' ||
    printed.toLowerCase() === asked.toLowerCase() ||
    asked.toLowerCase().startsWith(`${printed.toLowerCase().replace(/\/$/, '')}/`)
  );
}
