/** What a file of facts may hold: that of 10,000 endpoints over one route has 40,000 lines and 100 MB. */
export const FACTS_LIMITS = {
  bytes: 200 * 1024 * 1024,
  lines: 200_000,
  lineLength: 4 * 1024 * 1024,
  depth: 30,
  /** Of one line. */
  values: 60_000,
} as const;

/** Why a line is not parsed: too long, too deep or with too many values, found in one walk over its text; undefined: it may be. */
export function refusalOf(line: string): string | undefined {
  if (line.length > FACTS_LIMITS.lineLength) return `a line is longer than ${FACTS_LIMITS.lineLength} characters`;
  let [depth, values, isText] = [0, 0, false];
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      values += 1;
      if (depth > FACTS_LIMITS.depth) return `nested more than ${FACTS_LIMITS.depth} levels deep`;
    } else if (character === '}' || character === ']') depth -= 1;
    else if (character === ',') values += 1;
    if (values > FACTS_LIMITS.values) return `more than ${FACTS_LIMITS.values} values in one line`;
  }
  return undefined;
}
