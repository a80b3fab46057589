/** The known word nearest to a mistyped one, when it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** What other programs, and our own other commands, call the same thing. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  ...{ text: ['table'], txt: ['table', 'text'], table: ['text'], plain: ['table', 'text'], markdown: ['md'], mdown: ['md'] },
  ...{ xml: ['junit'], xunit: ['junit'], excel: ['request'], xlsx: ['request'], jsonl: ['ndjson'], jsonlines: ['ndjson'] },
  ...{ prom: ['prometheus'], metrics: ['prometheus'], icinga: ['nagios'], 'adaptive-card': ['teams'], pwsh: ['powershell'] },
};

/** `did you mean "x"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  // Another number is another thing: a release, a day, a port.
  if (/^\d+$/.test(word)) return undefined;
  const same = word.toLowerCase();
  const meant = Object.hasOwn(OTHER_WORDS, same) ? OTHER_WORDS[same] : undefined;
  const near = meant?.find((one) => known.includes(one)) ?? nearest(word, known);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/** Levenshtein's edit distance; words longer than 100 characters are cut. */
function distance(left: string, right: string): number {
  const [a, b] = [left.slice(0, 100), right.slice(0, 100)];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
