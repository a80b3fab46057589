/** `a, b and 3 more`: at most `shown` of them by name; `total` where there are more than the texts. */
export function andMore(texts: readonly string[], shown: number, total: number = texts.length): string {
  const more = total - shown;
  const named = texts.slice(0, shown).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** Order by code unit: the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
