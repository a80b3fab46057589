import { Composer, type Document, isAlias, isCollection, isMap, isNode, isScalar, LineCounter, type Node, Parser, visit } from 'yaml';
import { UsageError } from '../model/usage-error.ts';
import { checkText, checkValue } from './limits.ts';
import { isKeyName, type YamlDocument } from './parsed.ts';

/**
 * YAML 1.2 or JSON text → value with lines. Throws `UsageError` with file and line for everything that is no single document with unique keys, and for
 * what is too large, too deep or grows by aliases. No exception of the parser gets through.
 */
export function readYaml(text: string, file: string): YamlDocument {
  checkText(text, file);
  const lines = new LineCounter();
  const document = guarded(file, () => compose(text, file, lines));
  checkAliases(document, file, lines);
  checkKeys(document, file, lines);
  const value: unknown = guarded(file, () => document.toJS({ maxAliasCount: -1 }));
  checkValue(value, file);
  return { value, lineOf: (path) => lineOf(document, lines, path) };
}

/** Stops at the first mistake: a broken file of two megabytes has hundreds of thousands of them. */
function compose(text: string, file: string, lines: LineCounter): Document {
  let found: UsageError | undefined;
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  Object.assign(composer, {
    // The parser reports what is thrown here as one more mistake; the first one is what counts.
    onError: (source: unknown, _code: unknown, message: string, warning?: boolean) => {
      if (warning === true) return;
      found ??= mistake(message, file, lines, positionOf(source));
      throw found;
    },
  });
  const documents: Document[] = [];
  for (const document of composer.compose(new Parser(lines.addNewLine).parse(text), true, text.length)) {
    const [error] = document.errors;
    if (error !== undefined) throw mistake(error.message, file, lines, error.pos[0]);
    documents.push(document as Document);
    if (documents.length > 1) throw new UsageError('there is more than one YAML document in the file', { file });
  }
  const [only] = documents;
  if (only === undefined) throw new UsageError('the file is empty', { file });
  return only;
}

/** The parser gives an offset, a range or a token. */
function positionOf(source: unknown): number {
  if (typeof source === 'number') return source;
  const { offset } = source as { offset?: unknown };
  const first: unknown = Array.isArray(source) ? source[0] : offset;
  return typeof first === 'number' ? first : 0;
}

function mistake(message: string, file: string, lines: LineCounter, offset: number): UsageError {
  return new UsageError(`not valid YAML: ${withoutQuotes(message)}`, { file, line: lines.linePos(offset).line });
}

function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`not readable as YAML: ${withoutQuotes(error instanceof Error ? error.message : String(error))}`, { file });
  }
}

/** The parser's words without what it quotes of the file: that may be a secret, and the file another one than was meant. */
function withoutQuotes(message: string): string {
  const [first = ''] = message.split(/\w: |\n/, 1);
  const cut = message.slice(0, first.length + (message.startsWith(': ', first.length + 1) ? 1 : 0));
  return cut.replace(/(escape sequence) .*$/, '$1').slice(0, 200);
}

/** Nothing else of a value is repeated. */
const HOST_AFTER_STAR = /^[.-][a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/i;

/** A host that begins with a star and stands without quotes is an alias in YAML: the mistake that everyone makes once. */
function checkAliases(document: Document, file: string, lines: LineCounter): void {
  guarded(file, () =>
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) !== undefined) return;
        const line = lines.linePos(alias.range?.[0] ?? 0).line;
        const shown = HOST_AFTER_STAR.test(alias.source) ? `*${alias.source}` : undefined;
        throw new UsageError(`${shown ?? 'a value that begins with a star'} refers to nothing in this file`, {
          file,
          line,
          hint: `a value that begins with a star must stand in quotes: "${shown ?? '*.example.com'}"`,
        });
      },
    }),
  );
}

function checkKeys(document: Document, file: string, lines: LineCounter): void {
  guarded(file, () =>
    visit(document, {
      Map: (_key, map) => {
        const seen = new Set<string>();
        for (const { key } of map.items) {
          const line = isNode(key) ? lines.linePos(key.range?.[0] ?? 0).line : undefined;
          // A list or a set of keys as a key is written out as text, and its own keys within it: each level doubles the work.
          if (isCollection(isAlias(key) ? key.resolve(document) : key))
            throw new UsageError('not valid here: a key must be a text, not a list or a set of keys', { file, line });
          const name = keyName(key);
          if (seen.has(name)) {
            throw new UsageError(`not valid YAML: keys must be unique, ${isKeyName(name) ? `"${name}"` : 'one'} is there twice`, {
              file,
              line,
            });
          }
          seen.add(name);
        }
      },
    }),
  );
}

function keyName(key: unknown): string {
  if (isScalar(key)) return String(key.value);
  return isAlias(key) ? `*${key.source}` : String(key);
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const start = nodeAt(document, path.slice(0, length))?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return undefined;
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => keyName(key) === String(path.at(-1)));
    if (isNode(pair?.key)) return pair.key;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node : undefined;
}
