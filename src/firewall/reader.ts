/** One connection as a device sees it; `host` in lower case. */
export interface Flow {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'https' | 'http' | 'tcp';
}

/**
 * What a device does with an export, by its vendor's documented semantics: the generated text is read back and answers whether a flow is allowed, or whether the
 * connections to a host stay unopened. Reads our own output only; anything else is not promised to be understood.
 */
export interface Reader {
  allows(text: string): (flow: Flow) => boolean;
  /** The port counts where the list names ports; 443 when none is given. */
  readonly exempts?: (text: string) => (host: string, port?: number) => boolean;
}

/** Non-empty lines without comments. */
export function lines(text: string, comment?: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && (comment === undefined || !line.startsWith(comment)));
}

/** `.example.com`: the domain and everything below it; `example.com`: the name alone. Squid, AWS. */
export function leadingDot(entry: string, host: string): boolean {
  return entry.startsWith('.') ? `.${host}`.endsWith(entry) : host === entry;
}

/** Any of many entries with a leading dot or without, found by the labels of the host. */
export function leadingDots(entries: readonly string[]): (host: string) => boolean {
  const listed = new Set(entries);
  return (host) => listed.has(host) || host.split('.').some((_, index, labels) => listed.has(`.${labels.slice(index).join('.')}`));
}

/**
 * `*.example.com`: one or more labels below the domain, not the domain itself; without a star the name alone. FortiOS, Windows, FTD, Check Point sites.
 * Of many entries, found by the labels of the host.
 */
export function starDots(entries: readonly string[]): (host: string) => boolean {
  const listed = new Set(entries);
  return (host) =>
    listed.has(host) || host.split('.').some((_, index, labels) => index > 0 && listed.has(`*.${labels.slice(index).join('.')}`));
}

/** Pulls the value out of `"..."` or `'...'`. */
export function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

/** First group of every match of a global expression. */
export function captures(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}
