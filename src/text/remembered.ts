/** A function of a text that remembers up to `limit` results; when there are more it forgets them all. Long texts are not kept. */
export function remembered<Result>(make: (text: string) => Result, limit: number): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    if (text.length > MAX_LENGTH) return make(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = make(text);
    if (known.size >= limit) known.clear();
    known.set(text, result);
    return result;
  };
}

const MAX_LENGTH = 1000;
