import Table from 'cli-table3';
import type { ScopedEndpoint } from '../../model/scope.ts';
import { terminal } from '../../text/escape.ts';
import { pad, width, wrap } from '../../text/layout.ts';

/** Below this a sentence beside the host has no room; it goes under it. */
const WIDE_ENOUGH = 110;
/** Rows beyond this make the table library slow. */
const MAX_TABLE_ROWS = 1000;

/** For a terminal, a block for each feature; hosts are never cut, since people copy them. Ends with a newline. */
export function requirementTable(endpoints: readonly ScopedEndpoint[], columns: number): string {
  const room = Math.min(Math.max(columns, 60), 200);
  const features = [...new Set(endpoints.map(({ endpoint }) => endpoint.feature))];
  const othersConnect = endpoints.some(({ endpoint }) => endpoint.connectors.join() !== 'scp');
  const wide = room >= WIDE_ENOUGH && endpoints.length <= MAX_TABLE_ROWS;
  const hostColumns = Math.max(...endpoints.map(({ endpoint }) => width(terminal(endpoint.host))));
  const blocks = features.flatMap((feature) => {
    const rows = endpoints.filter(({ endpoint }) => endpoint.feature === feature).map((scoped) => rowOf(scoped, othersConnect));
    const heading = `${terminal(feature)} (${rows.length})`;
    return [heading, ...(wide ? besides(rows, room, hostColumns) : below(rows, room, hostColumns)), ''];
  });
  const optional = endpoints.filter(({ endpoint }) => !endpoint.required).length;
  return `${blocks.join('\n')}\n${endpoints.length} entries, ${endpoints.length - optional} required, ${optional} optional\n`;
}

interface Row {
  readonly host: string;
  readonly port: string;
  readonly need: string;
  readonly why: string;
}

function rowOf({ endpoint, hosts, pattern, skip }: ScopedEndpoint, othersConnect: boolean): Row {
  const from = othersConnect ? `From ${endpoint.connectors.join(', ')}. ` : '';
  const retired = endpoint.until === undefined ? '' : `Until ${endpoint.until}. `;
  const through = hosts.length > 0 && hosts.join() !== pattern ? ` Probed: ${hosts.join(', ')}.` : '';
  const unprobed = skip === undefined ? '' : skip.reason === 'missing-parameter' ? ` ${skip.message}` : '';
  return {
    host: terminal(endpoint.host),
    port: `${portsText(endpoint.ports)}${endpoint.scheme === 'https' ? '' : ` ${endpoint.scheme}`}`,
    need: endpoint.required ? 'required' : 'optional',
    why: terminal(`${from}${retired}${endpoint.why}${through}${unprobed}`),
  };
}

/** Port numbers in order, neighbours as a range: `443, 10124-10139`. */
export function portsText(ports: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const port of [...ports].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && port === last[1] + 1) last[1] = port;
    else runs.push([port, port]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

const PORT_COLUMNS = 16;
const NEED_COLUMNS = 8;

function besides(rows: readonly Row[], room: number, hostColumns: number): readonly string[] {
  const host = Math.min(hostColumns, Math.floor(room / 2));
  const port = Math.max(...rows.map((row) => row.port.length));
  const drawn = new Table({
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: NO_LINES,
    wordWrap: true,
    wrapOnWordBoundary: true,
    colWidths: [null, null, null, room - host - Math.min(port, PORT_COLUMNS) - NEED_COLUMNS - 8],
  });
  for (const row of rows) drawn.push([wrap(row.host, host).join('\n'), wrap(row.port, PORT_COLUMNS).join('\n'), row.need, row.why]);
  return drawn
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`);
}

function below(rows: readonly Row[], room: number, hostColumns: number): readonly string[] {
  const host = Math.min(hostColumns, Math.max(20, room - 24));
  return rows.flatMap((row) => [
    `  ${pad(row.host, host)}  ${row.need}  ${row.port}`,
    ...(row.why === '' ? [] : wrap(row.why, room - 6).map((line) => `      ${line}`)),
  ]);
}

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};
