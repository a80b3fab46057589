/** The outcomes of one vantage, packed: thousands of vantages that ask unlike questions must not cost a row each. */
export interface Cells {
  /** Sorted. */
  readonly rows: Int32Array;
  /** Of each of those rows. */
  readonly outcomes: Int32Array;
}

/** Row → outcome, packed. */
export function packed(cells: ReadonlyMap<number, number>): Cells {
  const sorted = [...cells].sort(([a], [b]) => a - b);
  return { rows: Int32Array.from(sorted, ([row]) => row), outcomes: Int32Array.from(sorted, ([, outcome]) => outcome) };
}

/** The outcome of a row; -1: not asked. */
export function cellAt({ rows, outcomes }: Cells, row: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows[middle] as number;
    if (found === row) return outcomes[middle] as number;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
