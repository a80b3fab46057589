import { UsageError } from '../../model/usage-error.ts';
import { type PageRow, readPage } from './read-page.ts';

/** A page is read up to so many bytes. */
export const MAX_PAGE_BYTES = 2 * 1024 * 1024;

/** Of the page itself, as far as its front matter says. */
export interface PageAbout {
  readonly title: string;
  readonly url: string;
  /** `ms.date` as a day. */
  readonly date?: string;
}

/** The endpoints of a page, and what the page says of itself. Throws `UsageError` where there is none. */
export function pageOf(text: string, file: string): { readonly about: PageAbout; readonly rows: readonly PageRow[] } {
  const rows = readPage(text);
  if (rows.length === 0)
    throw new UsageError('no endpoint is printed in it', {
      file,
      hint: 'give the Markdown of the page, as the repository of the documentation has it',
    });
  return { about: aboutOf(text), rows };
}

const URL_OF_PAGE = 'https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/network/internet-endpoints';

function aboutOf(text: string): PageAbout {
  const front = /^\ufeff?---\r?\n([\s\S]{0,20000}?)\r?\n---\r?\n/.exec(text)?.[1] ?? '';
  const of = (key: string): string | undefined => {
    const line = front.split(/\r?\n/).find((one) => one.startsWith(`${key}: `));
    return line
      ?.slice(key.length + 2)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
  };
  const date = dayOf(of('ms.date') ?? '');
  const url = of('canonicalUrl') ?? '';
  return {
    title: (of('title') ?? 'Internet access requirements').slice(0, 300),
    url: /^https:\/\/[\x21-\x7e]{1,500}$/.test(url) ? url : URL_OF_PAGE,
    ...(date === undefined ? {} : { date }),
  };
}

/** `06/08/2026` and `2026-06-08T...` are the same day. */
function dayOf(text: string): string | undefined {
  const [, month, day, year] = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(text) ?? [];
  if (year !== undefined) return `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
}

const INTRODUCTION = 'introduction';

/** A draft of a catalog from a page, in the form of a catalog file. What no page says is left to who completes it: who connects, what is required, why. */
export function catalogOfPage(
  text: string,
  file: string,
): { readonly catalog: Readonly<Record<string, unknown>>; readonly notes: readonly string[] } {
  const { about, rows } = pageOf(text, file);
  const ids = new Set<string>();
  const endpoints = rows.map((row) => entryOf(row, ids));
  return {
    catalog: {
      id: 'from-docs',
      title: about.title,
      revision: about.date ?? 'undated',
      sources: { page: { title: about.title, url: about.url, ...(about.date === undefined ? {} : { date: about.date }) } },
      endpoints,
    },
    notes: [
      'The page says nothing of who connects, what is required and why: every entry is a required one of the role until somebody says otherwise.',
    ],
  };
}

function entryOf(
  { anchors: [anchor], host, scheme, port, path, isGovernment }: PageRow,
  ids: Set<string>,
): Readonly<Record<string, unknown>> {
  const feature = slug(anchor ?? '') || INTRODUCTION;
  const name = slug(host.replace(/^\*\./, 'any.').replace(/\*/g, 'any'), '.') || 'name';
  const stem = `${feature}/${name}${scheme === 'http' ? '.http' : ''}${path === '/' ? '' : `.${slug(path) || 'path'}`}`.slice(0, 180);
  let id = stem;
  for (let number = 2; ids.has(id); number += 1) id = `${stem}-${number}`;
  ids.add(id);
  return {
    id,
    host,
    ...(scheme === undefined ? {} : { scheme }),
    ...(port === undefined ? {} : { ports: [port] }),
    ...(path === '/' ? {} : { path }),
    feature,
    ...(isGovernment ? { clouds: ['usgov'] } : {}),
    source: `page${anchor === undefined ? '' : `#${anchor}`}`,
  };
}

function slug(text: string, also = ''): string {
  const other = also === '.' ? /[^a-z0-9.]+/g : /[^a-z0-9]+/g;
  return text
    .toLowerCase()
    .replace(other, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
}
