/** Things that have something in common: at least one. */
export type Group<Item> = readonly [Item, ...Item[]];

/** Items by what they have in common, in the order in which keys appear. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Group<Item>> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The same group in another order. */
export function sortedGroup<Item>([first, ...rest]: Group<Item>, compare: (a: Item, b: Item) => number): Group<Item> {
  const sorted: [Item, ...Item[]] = [first, ...rest];
  sorted.sort(compare);
  return sorted;
}
