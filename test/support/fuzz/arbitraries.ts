import fc from 'fast-check';

/** Pieces that parsers, escapers and tables trip over. */
const NASTY = [
  ...['', '\0', '\n', '\r\n', '\t', '\u2028', '\ufeff', '\ud800', '\u202e', '\uffff', '\u0130', '__proto__', 'constructor', 'toString'],
  ...[
    '-1',
    '0',
    '1e999',
    'NaN',
    '9'.repeat(40),
    '\\',
    '"',
    "'",
    '`',
    '${x}',
    '<script>',
    '=1+1',
    '%00',
    '../..',
    '*',
    '&a',
    '*a',
    '!!binary',
  ],
  ...[
    '? ',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '|',
    '>',
    '#',
    '@',
    ',',
    ';',
    '1.2.3.4',
    '::1',
    'xn--a',
    '::stop-commands::a',
    '##vso[task.complete]',
  ],
  ...['a'.repeat(3000), ' '.repeat(3000), '('.repeat(300), 'a-'.repeat(1000), 'CN=a,'.repeat(500), 'https://a.example/'],
];

interface Edit {
  readonly kind: 'insert' | 'delete' | 'repeat' | 'copy' | 'cut';
  /** Of the whole, 0 to 1: where, and from where. */
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly piece: string;
}

/** Of any code points, lone surrogates among them. The library's own strings of that kind hold tables of 86 MB, more than half of what the fuzz allows the program. */
function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.nat(0x10ffff), { maxLength }).map((points) => String.fromCodePoint(...points));
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'insert', 'delete', 'repeat', 'copy', 'cut'),
  at: fraction,
  from: fraction,
  length: fc.nat(120),
  piece: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NASTY) }, anyText(4)),
});

const MAX_LENGTH = 100_000;

/** One of the texts with a few edits, or whatever characters. */
export function textLike(...seeds: readonly string[]): fc.Arbitrary<string> {
  const edited = fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 5 })).map(([text, edits]) => edits.reduce(applied, text));
  return fc.oneof({ weight: 12, arbitrary: edited }, anyText(60), fc.constantFrom(...NASTY));
}

function applied(text: string, { kind, at, from, length, piece }: Edit): string {
  const place = Math.floor(at * text.length);
  const other = Math.floor(from * text.length);
  const [before, after] = [text.slice(0, place), text.slice(place)];
  const edited = {
    insert: () => before + piece + after,
    delete: () => before + after.slice(length),
    repeat: () => before + after.slice(0, length).repeat(12) + after,
    copy: () => before + text.slice(other, other + length) + after,
    cut: () => before,
  }[kind]();
  return edited.slice(0, MAX_LENGTH);
}

/** One of the messages with a few bytes changed, cut out, put in or written as lengths that are not true. */
export function bytesLike(...seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const change = fc.record({
    kind: fc.constantFrom('set', 'flip', 'word', 'cut', 'insert', 'copy'),
    at: fraction,
    from: fraction,
    value: fc.nat(65_535),
  });
  return fc.tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 7 })).map(([seed, changes]) =>
    changes.reduce((bytes, { kind, at, from, value }) => {
      const place = Math.floor(at * bytes.length);
      const other = Math.floor(from * bytes.length);
      const copy = Buffer.from(bytes);
      if (kind === 'cut') return copy.subarray(0, place);
      if (kind === 'insert') return Buffer.concat([copy.subarray(0, place), Buffer.alloc(value % 30, value), copy.subarray(place)]);
      if (kind === 'copy')
        return Buffer.concat([copy.subarray(0, place), copy.subarray(other, other + (value % 60)), copy.subarray(place)]);
      if (copy.length < 2) return copy;
      if (kind === 'word') copy.writeUInt16BE(value, Math.min(place, copy.length - 2));
      else copy[Math.min(place, copy.length - 1)] = kind === 'set' ? value & 255 : (copy[place] ?? 0) ^ (1 << (value % 8));
      return copy;
    }, seed),
  );
}

/** Keys that only say which kind of thing it is: changed too often they end every reading at the first key. */
const KEPT = new Set([
  'schemaVersion',
  'status',
  'cause',
  'layer',
  'owner',
  'kind',
  'confidence',
  'skipReason',
  'startedAt',
  'finishedAt',
  'verdict',
]);

/** The JSON value with some of its strings, numbers and members changed. Choices come from a stream of numbers, so that the same stream makes the same value. */
export function jsonLike(seeds: readonly unknown[]): fc.Arbitrary<unknown> {
  const choices = fc.array(fc.nat(9999), { minLength: 40, maxLength: 40 });
  return fc.tuple(fc.constantFrom(...seeds), choices, fc.nat(200)).map(([seed, numbers, rate]) => {
    let taken = 0;
    const next = (): number => ((numbers[taken % numbers.length] ?? 0) * 7919 + taken++ * 104_729) % 10_007;
    const piece = (): string => NASTY[next() % NASTY.length] ?? '';
    const changed = (value: unknown, key: string): unknown => {
      const isHit = next() % 1000 < rate;
      if (Array.isArray(value)) return (isHit ? [...value, ...value.slice(0, 3), null] : value).map((one) => changed(one, key));
      if (typeof value === 'object' && value !== null) {
        const members = Object.entries(value).map(([name, one]): [string, unknown] => [name, changed(one, name)]);
        return Object.fromEntries(isHit ? [...members, [piece().slice(0, 100), piece()]] : members);
      }
      if (!isHit || KEPT.has(key)) return value;
      if (typeof value === 'string')
        return next() % 2 === 0 ? piece() + value + piece() : value.slice(next() % (value.length + 1)) + piece();
      if (typeof value === 'number') return [-1, 0, 1.5, 2 ** 53, 1e308][next() % 5];
      return [null, [], {}, 'x', 7][next() % 5];
    };
    return changed(seed, '');
  });
}
