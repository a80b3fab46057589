/** Phrases to be found in texts: whole words only, in any case, the longest first. Finding takes time for the length of the text, however many phrases there are. */
export interface WordTrie<Value> {
  /** The first value that a phrase was given stays. A phrase without a letter or digit is not added. */
  readonly add: (phrase: string, value: Value) => void;
  /** The text with each phrase replaced. */
  readonly replace: (text: string, by: (value: Value, found: string) => string) => string;
}

interface Node<Value> {
  readonly next: Map<string, Node<Value>>;
  value?: Value;
  /** The phrase was longer: what follows in the text, up to a quote or the end of the line, belongs to it. */
  isCut?: boolean;
}

/** Of a longer phrase the beginning is looked for. */
const MAX_PHRASE = 200;
const MAX_TOKENS = 48;
/** A word, or one character between words. */
const TOKEN = /[\p{L}\p{N}_-]+|[^\p{L}\p{N}_-]/gu;
const WORD = /[\p{L}\p{N}_-]/u;

/** Finds phrases in a text by whole words; holds none until they are added. */
export function wordTrie<Value>(): WordTrie<Value> {
  const root: Node<Value> = { next: new Map() };
  let isEmpty = true;
  return {
    add: (phrase, value) => {
      const all = tokensOf(phrase.slice(0, MAX_PHRASE));
      const from = all.findIndex((token) => WORD.test(token));
      if (from < 0) return;
      const tokens = all.slice(from, from + MAX_TOKENS);
      const node = tokens.reduce((at, token) => childOf(at, token.toLowerCase()), root);
      isEmpty = false;
      if (node.value !== undefined) return;
      node.value = value;
      if (phrase.length > MAX_PHRASE || all.length - from > MAX_TOKENS) node.isCut = true;
    },
    replace: (text, by) => (isEmpty ? text : replaced(root, text, by)),
  };
}

function tokensOf(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

function childOf<Value>(node: Node<Value>, token: string): Node<Value> {
  const known = node.next.get(token) ?? { next: new Map() };
  node.next.set(token, known);
  return known;
}

function replaced<Value>(root: Node<Value>, text: string, by: (value: Value, found: string) => string): string {
  const tokens = tokensOf(text);
  const out: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = longestAt(root, tokens, at);
    if (found === undefined) {
      out.push(tokens[at] ?? '');
      at += 1;
      continue;
    }
    const end = found.node.isCut === true ? endOfPhrase(tokens, found.end) : found.end;
    out.push(by(found.node.value as Value, tokens.slice(at, end).join('')));
    at = end;
  }
  return out.join('');
}

function longestAt<Value>(
  root: Node<Value>,
  tokens: readonly string[],
  from: number,
): { readonly node: Node<Value>; readonly end: number } | undefined {
  let best: { readonly node: Node<Value>; readonly end: number } | undefined;
  let node = root.next.get((tokens[from] ?? '').toLowerCase());
  for (let at = from + 1; node !== undefined; at += 1) {
    if (node.value !== undefined) best = { node, end: at };
    node = at < tokens.length ? node.next.get((tokens[at] ?? '').toLowerCase()) : undefined;
  }
  return best;
}

function endOfPhrase(tokens: readonly string[], from: number): number {
  const at = tokens.findIndex((token, index) => index >= from && (token === '"' || token === '\n'));
  return at < 0 ? tokens.length : at;
}
