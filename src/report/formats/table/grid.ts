import Table from 'cli-table3';
import type { Finding, Status } from '../../../model/finding.ts';
import { BY_URGENCY } from '../../../model/urgency.ts';
import { terminal } from '../../../text/escape.ts';
import { breakName, clip, width as widthOf, wrap } from '../../../text/layout.ts';
import type { Paint } from './paint.ts';
import { cellText, type Row } from './rows.ts';

const MIN_PLACE = 26;
const MIN_CELL = 22;
const MAX_CELL = 72;
const GAP = 2;

/** How rows are drawn: a column a route where there is room, else a line a route. */
export interface Grid {
  /** Names of the routes; one '' when there is none. */
  readonly routes: readonly string[];
  /** Columns of the place and of each route; undefined when they do not fit side by side. */
  readonly widths: readonly number[] | undefined;
  readonly available: number;
}

/** The grid that these rows need, within `available` columns. */
export function gridFor(routeNames: readonly string[], rows: readonly Row[], available: number): Grid {
  const routes = routeNames.length === 0 ? [''] : routeNames;
  const widest = (texts: readonly string[], least: number): number => texts.reduce((most, text) => Math.max(most, widthOf(text)), least);
  const places = widest(
    rows.map(({ place }) => terminal(clip(place))),
    MIN_PLACE,
  );
  const cells = routes.map((route, index) => {
    const name = routes.length === 1 ? '' : terminal(clip(route));
    return Math.min(MAX_CELL, widest([...rows.map((row) => cellText(cellOf(row, route, index))), name], MIN_CELL));
  });
  return { routes, widths: fit([Math.min(MAX_CELL, places), ...cells], available - GAP), available };
}

/** Takes from the widest until all fit; undefined when even the least does not. */
function fit(wanted: readonly number[], available: number): readonly number[] | undefined {
  const widths = [...wanted];
  const least = (column: number): number => (column === 0 ? MIN_PLACE : MIN_CELL);
  while (widths.reduce((sum, one) => sum + one + GAP, -GAP) > available) {
    const spare = widths.map((one, column) => one - least(column));
    const most = Math.max(...spare);
    if (most <= 0) return undefined;
    const column = spare.indexOf(most);
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

/** Names of the routes above their columns. */
export function headLines({ routes, widths }: Grid, paint: Paint): readonly string[] {
  return routes.length < 2 || widths === undefined ? [] : aligned([['', ...routes]], widths).map((line) => paint(line, 'dim'));
}

/** Endpoints by routes as aligned text; where the terminal is too narrow for columns, one below the other. */
export function drawRows(rows: readonly Row[], { routes, widths, available }: Grid, paint: Paint): readonly string[] {
  if (rows.length === 0) return [];
  if (widths === undefined) return rows.flatMap((row) => stacked(row, available, paint));
  const cells = rows.map((row) => [row.place, ...routes.map((route, index) => cellText(cellOf(row, route, index)))]);
  return aligned(cells, widths, (line) => painted(line, paint));
}

/** What has no route stands in the first column. */
function cellOf({ cells }: Row, route: string, column: number): readonly Finding[] {
  return [...(cells.get(route) ?? []), ...(column === 0 && route !== '' ? (cells.get('') ?? []) : [])];
}

function aligned(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  paintCell = (line: string): string => line,
): readonly string[] {
  const drawn = new Table({
    colWidths: widths.map((one) => one + GAP),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': GAP },
    chars: BARE,
  });
  for (const row of rows) {
    drawn.push(
      row.map((cell, column) => {
        const lines = breakName(terminal(clip(cell)), widths[column] ?? MIN_CELL);
        return (column === 0 ? lines : lines.map(paintCell)).join('\n');
      }),
    );
  }
  return drawn
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd());
}

const STATUS_WORDS: ReadonlyMap<string, Status> = new Map(BY_URGENCY.map((status) => [status, status]));

function painted(line: string, paint: Paint): string {
  const [word = ''] = line.split(' ');
  const status = STATUS_WORDS.get(word);
  return status === undefined ? line : `${paint(word, status)}${line.slice(word.length)}`;
}

/** For a terminal too narrow for a column a route. */
function stacked({ place, cells }: Row, columns: number, paint: Paint): readonly string[] {
  const results = [...cells].flatMap(([route, findings]) => {
    const over = route === '' ? '' : ` over ${clip(route)}`;
    const [first = '', ...rest] = wrap(terminal(`${cellText(findings)}${over}`), columns - 4, '  ');
    return [painted(first, paint), ...rest].map((line) => `    ${line}`);
  });
  return [...wrap(terminal(clip(place)), columns - 2, '  ').map((line) => `  ${line}`), ...results];
}

const BARE = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right']
    .flatMap((side) => [side, ...['mid', 'left', 'right'].filter((other) => other !== side).map((other) => `${side}-${other}`)])
    .concat('middle')
    .map((name) => [name, '']),
);
