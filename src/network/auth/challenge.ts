/** One challenge of a `Proxy-Authenticate` or `WWW-Authenticate` field (RFC 9110 section 11.3). `scheme` and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly token68: string;
  readonly params: Readonly<Record<string, string>>;
}

const MAX_FIELD = 8192;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=\s*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const SPACE = /[ \t]*/y;

/** All challenges of the given field values, in order. What cannot be read ends that field; nothing is guessed. */
export function parseChallenges(fields: readonly string[]): readonly Challenge[] {
  return fields.flatMap((field) => parseField(field.slice(0, MAX_FIELD)));
}

function parseField(field: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  const reader = new Reader(field);
  while (!reader.done) {
    reader.skip(/[ \t,]*/y);
    const scheme = reader.take(TOKEN);
    if (scheme === undefined) break;
    reader.skip(SPACE);
    challenges.push({ scheme: scheme.toLowerCase(), ...readRest(reader) });
  }
  return challenges;
}

function readRest(reader: Reader): Omit<Challenge, 'scheme'> {
  // Names are the peer's: nothing may be inherited.
  const params: Record<string, string> = Object.create(null);
  const token68 = reader.isParameter() ? undefined : reader.take(TOKEN68);
  if (token68 !== undefined) return { token68, params };
  while (reader.isParameter()) {
    const name = (reader.take(TOKEN) ?? '').toLowerCase();
    reader.skip(/[ \t]*=[ \t]*/y);
    const quoted = reader.takeGroup(QUOTED);
    params[name] = quoted === undefined ? (reader.take(TOKEN) ?? '') : quoted.replace(/\\(.)/g, '$1');
    const before = reader.position;
    reader.skip(/[ \t]*,[ \t,]*/y);
    // A token that is no parameter begins the next challenge of the same field.
    if (!reader.isParameter()) {
      if (reader.position === before) break;
      return { token68: '', params };
    }
  }
  return { token68: '', params };
}

class Reader {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.position >= this.#text.length;
  }

  /** A name, an equals sign and a value that is not the padding of a token68. */
  isParameter(): boolean {
    const ahead = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*=[ \t]*(?:"|[!#$%&'*+\-.^_`|~0-9A-Za-z])/y;
    ahead.lastIndex = this.position;
    return ahead.test(this.#text);
  }

  skip(pattern: RegExp): void {
    this.take(pattern);
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match[0];
  }

  takeGroup(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match[1] ?? '';
  }
}
