import { normaliseHost } from '../../model/catalog/host-pattern.ts';

/** An endpoint as a page of the documentation prints it. */
export interface PageRow {
  /** Of the heading above it and of those above that, the nearest first; empty in the introduction. */
  readonly anchors: readonly string[];
  readonly host: string;
  /** Absent where the page prints a name alone. */
  readonly scheme?: 'http' | 'https';
  readonly port?: number;
  /** `/` where the page prints none. */
  readonly path: string;
  /** The page says that it is of the US Government cloud. */
  readonly isGovernment: boolean;
  /** 1-based. */
  readonly line: number;
}

interface Heading {
  readonly level: number;
  readonly anchor: string;
}

interface Place {
  readonly headings: readonly Heading[];
  /** A bold line, or the column of a table, that names the cloud of what follows. */
  readonly isGovernment: boolean;
  readonly columns: readonly boolean[];
}

const START: Place = { headings: [], isGovernment: false, columns: [] };

/**
 * The endpoints of a page in Markdown, as its repository has it or as a mirror of the rendered page writes it, translations included: list items, cells of tables, and
 * what a sentence introduces. Examples, tips in quotes and comments are passed over.
 */
export function readPage(text: string): readonly PageRow[] {
  const rows: PageRow[] = [];
  let place = START;
  for (const [index, line] of withoutExtras(text).entries()) {
    const heading = headingIn(line);
    if (heading !== undefined) place = below(place, heading);
    else if (line.startsWith('>')) continue;
    else if (line.startsWith('|')) {
      place = tableRow(line, place);
      for (const [column, cell] of cellsOf(line).entries())
        rows.push(...rowsIn(codesIn(cell), place, index + 1, place.columns[column] === true || isOfGovernment(cell)));
    } else if (/^\s*[-*+] /.test(line))
      rows.push(...rowsIn(codesOfItem(line), place, index + 1, place.isGovernment || isOfGovernment(line)));
    else {
      place = { ...place, columns: [], isGovernment: ofBoldLine(line) ?? place.isGovernment };
      rows.push(...rowsIn(introduced(line), place, index + 1, isOfGovernment(line)));
    }
  }
  return unique(rows);
}

/** Lines without front matter and comments; their numbers stay. */
function withoutExtras(text: string): readonly string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  let inComment = false;
  return lines.map((line, index) => {
    if (index <= end) return '';
    let rest = line;
    let kept = '';
    while (rest !== '') {
      const at = rest.indexOf(inComment ? '-->' : '<!--');
      if (!inComment) kept += at < 0 ? rest : rest.slice(0, at);
      if (at < 0) break;
      rest = rest.slice(at + (inComment ? 3 : 4));
      inComment = !inComment;
    }
    return kept;
  });
}

/** Translations keep the English anchor as a name; names with `bkmk` are links of old. */
function headingIn(line: string): Heading | undefined {
  const marks = /^#{1,6} /.exec(line)?.[0];
  if (marks === undefined) return undefined;
  const level = marks.length - 1;
  if (level === 1) return { level, anchor: '' };
  const named = [...line.matchAll(/<a name="([^"<>]{1,100})"/g)].flatMap(([, name = '']) => (/^bkmk/i.test(name) ? [] : [name]))[0];
  return { level, anchor: named ?? slugOf(line.slice(marks.length).replace(/<[^<>]*>/g, '')) };
}

/** As the documentation site makes the anchor of a heading. */
function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ +/g, '-');
}

function below({ headings }: Place, heading: Heading): Place {
  return { ...START, headings: [heading, ...headings.filter(({ level }) => level < heading.level)] };
}

const GOVERNMENT = /government/i;

function isOfGovernment(text: string): boolean {
  return GOVERNMENT.test(text);
}

/** A bold line alone, with a colon, begins the list of a cloud. */
function ofBoldLine(line: string): boolean | undefined {
  return /^\*\*[^*]{1,200}:?\*\*:?\s*$/.test(line) ? isOfGovernment(line) : undefined;
}

function tableRow(line: string, place: Place): Place {
  return place.columns.length > 0 ? place : { ...place, columns: cellsOf(line).map(isOfGovernment) };
}

function cellsOf(line: string): readonly string[] {
  return line.split('|').slice(1, -1);
}

/** What stands between ticks, in order; mirrors write one span right behind another. */
function codesIn(text: string): readonly string[] {
  const parts = text.split('`');
  return parts.flatMap((part, index) => (index % 2 === 1 && index < parts.length - 1 && !isExample(parts[index - 1] ?? '') ? [part] : []));
}

/** `For example: ` and what translations make of it. */
function isExample(before: string): boolean {
  return /(?:example|beispiel|exemple|ejemplo|esempio|exempel|voorbeeld|exemplo)[^.]{0,40}$/i.test(before);
}

/** The code of a list item, or the whole item where it is a name alone, as pages of old have it. */
function codesOfItem(line: string): readonly string[] {
  if (line.includes('`')) return codesIn(line);
  const item = line.replace(/^\s*[-*+]\s+/, '').trim();
  // Translations by machine put blanks behind dots and before braces.
  return [
    item
      .replace(/\\\*/g, '*')
      .replace(/\. +/g, '.')
      .replace(/ {1,8}(?=[{<])/g, ''),
  ];
}

/** In running text only what a colon, or "access to", introduces. */
function introduced(line: string): readonly string[] {
  const parts = line.split('`');
  return parts.flatMap((part, index) => {
    const before = parts[index - 1] ?? '';
    return index % 2 === 1 && index < parts.length - 1 && /(?::|access to) $/.test(before) && !isExample(before) ? [part] : [];
  });
}

/** Names that Microsoft's documentation uses for made-up companies and services. */
const MADE_UP = /^granitefalls\.|(?:^|\.)(?:contoso|fabrikam|corp)\.(?:com|net)$/i;
const FILE = /\.(?:log|lo_|cab|md|exe|msi|dll|json|xml|txt)$/i;

function rowsIn(codes: readonly string[], { headings }: Place, line: number, isGovernment: boolean): readonly PageRow[] {
  const anchors = headings.flatMap(({ anchor }) => (anchor === '' ? [] : [anchor]));
  return codes.flatMap((code) => {
    const row = endpointIn(code.replace(/\\\*/g, '*').trim());
    return row === undefined ? [] : [{ ...row, anchors, isGovernment, line }];
  });
}

function endpointIn(text: string): Pick<PageRow, 'host' | 'scheme' | 'port' | 'path'> | undefined {
  const [, scheme, host = '', port, path = '/'] =
    /^(?:(https?):\/\/)?((?:<[^<>]{1,80}>|\{[^{}]{1,80}\}|[^\s/:<>{}])+)(?::(\d{1,5}))?(\/\S*)?$/i.exec(text) ?? [];
  if (host === '' || normaliseHost(host) === undefined || MADE_UP.test(host)) return undefined;
  // A word alone is no name; a placeholder is one where a scheme stands in front.
  if (!host.includes('.') && scheme === undefined) return undefined;
  if (scheme === undefined && path === '/' && FILE.test(host)) return undefined;
  return {
    host: /[<{]/.test(host) ? host : host.toLowerCase(),
    ...(scheme === undefined ? {} : { scheme: scheme.toLowerCase() === 'http' ? ('http' as const) : ('https' as const) }),
    ...(port === undefined ? {} : { port: Number(port) }),
    path,
  };
}

function unique(rows: readonly PageRow[]): readonly PageRow[] {
  const seen = new Map<string, PageRow>();
  for (const row of rows) {
    const key = [row.anchors[0], row.scheme, row.host, row.port, row.path, row.isGovernment].join(' ');
    if (!seen.has(key)) seen.set(key, row);
  }
  return [...seen.values()];
}
