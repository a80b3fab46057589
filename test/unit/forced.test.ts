import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CAUSE_CODES, type Cause } from '../../src/causes/index.ts';
import { packageRoot } from '../../src/files/package-root.ts';
import { DIALECT_NAMES, type DialectName } from '../../src/firewall/products/index.ts';
import { FAULTS } from '../faults/index.ts';
import { literalsOf, literalsOfTests } from '../support/literals.ts';

const root = packageRoot();
const at = (path: string): string => join(root, path);

/** Causes that no lab here can bring about, and why. One that gets a fault has to leave this list. */
const WITHOUT_FAULT: Readonly<Partial<Record<Cause, string>>> = {
  'tcp.reset': 'Linux reports a reset in answer to SYN as ECONNREFUSED; ECONNRESET from connect is what Windows and filters in the host do',
  'tcp.local-limit': 'needs a machine without free descriptors or ports, which would stop the test as well',
  'host.server-core': 'needs Windows Server; the answers of the scripts are judged in test/unit/checks/host/judge',
  'host.root-missing': 'needs Windows Server; the answers of the scripts are judged in test/unit/checks/host/judge',
};

/** Products whose output no device reads, and why neither a grammar nor an oracle says more than reading it back. */
const WITHOUT_GRAMMAR: Readonly<Partial<Record<DialectName, string>>> = {
  json: 'of this program; JSON.parse and its reader read it back',
  'fqdn-list': 'one name a line, for people and scripts; its reader reads it back',
};

t.test('every cause has a row that is judged to it', (t) => {
  const words = new Set(literalsOfTests(at('test/unit/checks')).flatMap((literal) => literal.split(/[\s,;]+/)));
  t.strictSame(
    CAUSE_CODES.filter((cause) => !words.has(cause)),
    [],
    'each of these needs a row in a test of test/unit/checks',
  );
  t.end();
});

t.test('every cause is brought about for real, or it says why not', (t) => {
  const caused = new Set<string>(literalsOfTests(at('test/lab')));
  for (const { expect } of Object.values(FAULTS).flat()) caused.add(String(expect.cause));
  t.strictSame(
    CAUSE_CODES.filter((cause) => !caused.has(cause)),
    Object.keys(WITHOUT_FAULT),
    'each of these needs a fault in test/faults or a case in test/lab',
  );
  t.end();
});

t.test('every file of faults is part of the list', (t) => {
  const files = readdirSync(at('test/faults')).map((file) => file.replace(/\.ts$/, ''));
  t.strictSame(files.filter((name) => !['fault', 'index', 'provoke', 'recording'].includes(name)).sort(), Object.keys(FAULTS).sort());
  t.end();
});

t.test('what is written for every product is held to a grammar, or asked of the program that reads it', (t) => {
  const files = ['test/unit/firewall/grammar.test.ts', 'test/lab/firewall-oracles.test.ts', 'test/lab/firewall-parsers.test.ts'];
  const held = new Set(files.flatMap((file) => literalsOf(at(file))));
  t.strictSame(
    DIALECT_NAMES.filter((name) => !held.has(name)).sort(),
    Object.keys(WITHOUT_GRAMMAR).sort(),
    'each of these needs a test of its grammar or an oracle',
  );
  t.end();
});

const tree = ['src', 'test', 'endpoints', 'reports', 'examples'].flatMap((folder) =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).map((file) => `/${folder}/${file.replaceAll('\\', '/')}`),
);

/** Is it there, from the root or as the end of a path? A folder stands for what is to be added to it: `formats/NAME.ts`, `fingerprints/*.yaml`. */
function exists(path: string): boolean {
  const plain = path.replace(/\/(?:NAME|LAYER|PATH)\b.*$|\/[^/]*\*.*$|\/$/, '');
  return existsSync(at(plain)) || tree.some((file) => file.endsWith(`/${plain}`));
}

for (const document of ['CONTRIBUTING.md', 'ARCHITECTURE.md'])
  t.test(`every path that ${document} names exists`, (t) => {
    const text = readFileSync(at(document), 'utf8');
    const paths = [...text.matchAll(/`([\w.@-]+(?:\/[\w.*@-]+)+\/?)`/g)].map(([, path = '']) => path);
    t.ok(paths.length > 10, `${paths.length} paths`);
    for (const path of paths) t.ok(exists(path), path);
    t.end();
  });

t.test('a test that needs a folder takes one that is removed when it ends', (t) => {
  const tests = readdirSync(at('test'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  t.ok(tests.length > 200, `${tests.length} tests`);
  t.strictSame(
    tests.filter((name) => /\bmkdtemp\(/.test(readFileSync(at(`test/${name}`), 'utf8'))),
    [],
    'temporaryFolder of test/support makes it, and removes it',
  );
  t.end();
});
