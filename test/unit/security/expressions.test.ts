import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/files/package-root.ts';
import { type Expression, expressionsBelow, textsFor, timesOf } from '../../support/security/expressions.ts';
import { extent } from '../../support/suite/extent.ts';

const SIZES = [256, 8192, 65_536];
/** What is faster than this with the middle size cannot come near the limit with the largest, not even where time grows with the square. */
const FAST_MS = 1;
/** A linear expression takes a few milliseconds for the largest text; a quadratic one takes seconds. */
const LIMIT_MS = 250;
/** Once more, alone, before anybody is blamed: the machine has other work. */
const TRIES = 3;

/** Made of text while the program runs, and why that is no way to slow it down. */
const MADE: Readonly<Record<string, { readonly times: number; readonly why: string }>> = {
  'fingerprints/rules.ts': {
    times: 1,
    why: 'compiles an expression of a shipped fingerprint file to see whether it is valid; runs none',
  },
  'fingerprints/compare.ts': { times: 1, why: 'the expressions of the shipped fingerprint files, all of which run below' },
  'firewall/products/check-point/reader.ts': {
    times: 2,
    why: 'reads back what this program has just written; the names in it are constants',
  },
  'firewall/products/palo-alto/reader.ts': {
    times: 1,
    why: 'reads back what this program has just written; the names in it are constants',
  },
  'firewall/products/squid/reader.ts': { times: 1, why: 'reads back what this program has just written' },
  'firewall/products/suricata/reader.ts': { times: 1, why: 'reads back what this program has just written' },
  'logs/errors/phrases.ts': { times: 2, why: 'made of literals of the same folder; runs below as it is made' },
  'logs/errors/role-sentences.ts': { times: 1, why: 'made of literals of the same file; runs below as it is made' },
  'network/pac/library.ts': {
    times: 1,
    why: 'a pattern of a PAC script, inside the machine of the script, which has its own limits of time and memory',
  },
  'report/redact/patterns.ts': { times: 1, why: 'made of constants; runs below as it is made' },
  'text/expression-parts.ts': { times: 1, why: 'one character of an expression of this program, asked of one character' },
  'text/mask.ts': {
    times: 1,
    why: 'a character of the password after the other, nothing repeated: test/unit/security/mask.test.ts times it',
  },
  'text/tokens.ts': { times: 2, why: 'made of constants; runs below as it is made' },
};

const root = packageRoot();
const { literals, made } = expressionsBelow(join(root, 'src'));

/** Those that modules make when they are loaded, taken at the constructor. */
async function madeByModules(): Promise<readonly Expression[]> {
  const taken: Expression[] = [];
  const Real = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Real, {
    construct: (target, [pattern, flags]: [string | RegExp, string | undefined]) => {
      const one = new target(pattern, flags);
      taken.push({ file: 'made', pattern: one.source, flags: one.flags });
      return one;
    },
  });
  try {
    // A query makes it another module: those that other tests have loaded would make nothing again.
    for (const file of ['logs/errors/phrases.js', 'logs/errors/role-sentences.js', 'report/redact/patterns.js', 'text/tokens.js'])
      await import(`../../../src/${file}?again`);
  } finally {
    globalThis.RegExp = Real;
  }
  return taken;
}

/** `regexp` and its kin in the shipped fingerprint files. */
function ofFingerprints(): readonly Expression[] {
  const parsed = Object.values(JSON.parse(readFileSync(join(root, 'endpoints/shipped.parsed.json'), 'utf8')) as Record<string, unknown>);
  const found: Expression[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { match, kind, type, pattern } = value as Readonly<Record<string, unknown>>;
    if ([match, kind, type].includes('regexp') && typeof pattern === 'string') found.push({ file: 'fingerprints', pattern, flags: 'iu' });
    for (const one of Object.values(value)) walk(one);
  };
  walk(parsed);
  return found;
}

interface Slowest {
  readonly tookMs: number;
  readonly text: string;
}

function slowest(expression: Expression, mostTries = TRIES): Slowest {
  const [small, middle, large] = SIZES.map((size) => () => textsFor(expression.pattern, size)) as [Texts, Texts, Texts];
  const ofSmall = weighed(expression, small(), mostTries);
  if (ofSmall.worst.tookMs > LIMIT_MS) return ofSmall.worst;
  const ofMiddle = weighed(expression, middle(), mostTries);
  if (ofMiddle.worst.tookMs > LIMIT_MS) return ofMiddle.worst;
  const slow = ofMiddle.timesMs.flatMap((tookMs, index) => (tookMs > FAST_MS ? [index] : []));
  const texts = slow.length === 0 ? [] : large();
  const ofLarge = weighed(
    expression,
    slow.map((index) => texts[index] ?? ''),
    mostTries,
  );
  return [ofSmall.worst, ofMiddle.worst, ofLarge.worst].reduce((one, other) => (other.tookMs > one.tookMs ? other : one));
}

type Texts = () => readonly string[];

/** The time of each text, and the worst of them, which is tried again before it counts. */
function weighed(
  expression: Expression,
  texts: readonly string[],
  mostTries: number,
): { readonly timesMs: readonly number[]; readonly worst: Slowest } {
  const timesMs: number[] = [];
  let worst: Slowest = { tookMs: 0, text: '' };
  while (timesMs.length < texts.length) {
    for (const firstMs of timesOf(expression, texts.slice(timesMs.length), 2 * LIMIT_MS)) {
      const text = texts[timesMs.length] ?? '';
      let tookMs = firstMs;
      for (let tries = 1; tries < mostTries && tookMs > LIMIT_MS; tries += 1)
        tookMs = Math.min(tookMs, ...timesOf(expression, [text], 2 * LIMIT_MS));
      timesMs.push(tookMs);
      if (tookMs > worst.tookMs) worst = { tookMs, text };
      if (tookMs > LIMIT_MS) return { timesMs, worst };
    }
  }
  return { timesMs, worst };
}

t.test('the measure itself: linear passes, quadratic and exponential do not', async (t) => {
  const of = (pattern: string, flags = ''): number => slowest({ file: '', pattern, flags }, 1).tookMs;
  t.ok(of('^[a-z]+$') <= LIMIT_MS);
  const all = ['^(?:a+)+$', '^(?:\\s*(?:#.*)?(?:\\r?\\n|$))*$', '\\s+$', 'winhttp\\w*\\d', '[a-z-]+@[a-z]+', '\\.+$'];
  for (const bad of all.slice(0, extent(all.length, 2))) t.ok(of(bad) > LIMIT_MS, bad);
});

t.test('every expression of the program takes linear time for text of strangers', { timeout: 300_000 }, async (t) => {
  t.ok(literals.length > 200, `${literals.length} literals`);
  t.ok(
    SIZES.every((size) => textsFor('x', size).length >= 40),
    'forty texts of each size at least',
  );
  const fingerprints = ofFingerprints();
  t.ok(fingerprints.length > 5, `${fingerprints.length} in fingerprint files`);
  const all = [...literals, ...(await madeByModules()), ...fingerprints];
  const different = new Map(all.map((one) => [`${one.pattern}/${one.flags}`, one]));
  // Each of them takes its tenth of a second; what is left out here is tried in the whole suite.
  const oneOf = extent(1, 5);
  for (const expression of [...different.values()].filter((_, index) => index % oneOf === 0)) {
    const { tookMs, text } = slowest(expression);
    if (tookMs > LIMIT_MS)
      t.fail(`${expression.file}: /${expression.pattern.slice(0, 200)}/${expression.flags} takes ${Math.round(tookMs)} ms`, {
        text: text.slice(0, 60),
        length: text.length,
      });
  }
});

t.test('an expression that is made of text has a reason', async (t) => {
  const times: Record<string, number> = {};
  for (const file of made) times[file] = (times[file] ?? 0) + 1;
  t.same(times, Object.fromEntries(Object.entries(MADE).map(([file, { times }]) => [file, times])));
});
