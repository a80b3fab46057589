/** A parsed file: its value, and the line on which the value at a path begins. */
export interface YamlDocument {
  readonly value: unknown;
  /** 1-based; of the key where there is one; of the nearest parent where there is nothing at the path. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/** A value as a document whose lines nobody knows. */
export function withoutLines(value: unknown): YamlDocument {
  return { value, lineOf: () => undefined };
}

/** Looks like a key that somebody would write: another text of the file is not repeated, since the file may be another than was meant. */
export function isKeyName(text: string): boolean {
  return /^[a-z][\w.-]{0,60}$/i.test(text);
}
