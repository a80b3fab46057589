import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { BIN } from '../../support/tested-program.ts';

const MAX_RSS_MB = 400;
/** The limits of a few calls, and what a busy machine takes to start the program. */
const MAX_ELAPSED_MS = 30_000;

/** Scripts and files that whoever answers in the network, or writes to a share, may hand over. */
const HOSTILE: readonly (readonly [name: string, script: string])[] = [
  ['typed arrays', 'function FindProxyForURL() { var a = []; while (true) a.push(new Uint8Array(1e7).fill(1)); }'],
  ['typed arrays while it is read', 'var a = []; while (true) a.push(new Uint8Array(1e7).fill(1));'],
  ['a text of 200 MB', 'function FindProxyForURL() { return new Array(2e7).join("PROXY a:1;"); }'],
  ['a text that doubles', 'function FindProxyForURL() { var s = "x"; while (true) s += s; }'],
  ['objects without end', 'function FindProxyForURL() { var a = []; for (;;) a.push({ a: 1, b: [1, 2, 3] }); }'],
  ['an endless loop', 'function FindProxyForURL() { while (true) {} }'],
  ['an endless loop while it is read', 'while (true) {}'],
  ['endless recursion', 'function f() { return f() + 1; } function FindProxyForURL() { return f(); }'],
  [
    'a regular expression that backtracks',
    'function FindProxyForURL() { return /^(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!") ? "DIRECT" : "DIRECT"; }',
  ],
  ['a thrown thing that never becomes text', 'function FindProxyForURL() { throw { toString: function () { while (true) {} } }; }'],
  ['a result that never becomes text', 'function FindProxyForURL() { return { toString: function () { while (true) {} } }; }'],
  ['a wait of its own', 'function FindProxyForURL() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600000); }'],
];

t.test('a hostile script costs neither memory nor time', { timeout: 300_000 }, async (t) => {
  const folder = t.testdir();
  const catalog = writeCatalog(folder);
  for (const [index, [name, script]] of HOSTILE.entries()) {
    t.test(name, async (t) => {
      const file = join(folder, `${index}.pac`);
      writeFileSync(file, script);
      const run = await check(catalog, pathToFileURL(file).href);
      t.equal(run.cause, 'proxy.pac-failed');
      t.ok(run.maxRssMb < MAX_RSS_MB, `${run.maxRssMb} MB`);
      t.ok(run.elapsedMs < MAX_ELAPSED_MS, `${run.elapsedMs} ms`);
    });
  }
});

t.test('a file without an end is read up to its limit', { skip: process.platform === 'win32', timeout: 60_000 }, async (t) => {
  const run = await check(writeCatalog(t.testdir()), 'file:///dev/zero');
  t.equal(run.cause, 'proxy.pac-failed');
  t.ok(run.maxRssMb < MAX_RSS_MB, `${run.maxRssMb} MB`);
});

interface Run {
  readonly cause: unknown;
  readonly maxRssMb: number;
  readonly elapsedMs: number;
}

function writeCatalog(folder: string): string {
  const file = join(mkdtempSync(join(folder, 'catalog-')), 'catalog.json');
  const endpoints = [{ id: 'a/one', host: 'one.example.com', feature: 'a' }];
  writeFileSync(file, JSON.stringify({ id: 'one', title: 'One', revision: '1', endpoints }));
  return file;
}

/** Runs the program, and how much memory it had at most: `VmHWM` of a child that is gone is nobody's, so the program itself tells. */
function check(catalog: string, scriptUrl: string): Promise<Run> {
  const startedMs = performance.now();
  const told = 'process.on("exit", () => process.stderr.write("\\nmaxRSS=" + process.resourceUsage().maxRSS + "\\n"))';
  const args = [`--import=data:text/javascript,${encodeURIComponent(told)}`, BIN, '--catalog', catalog, '--route', `pac+${scriptUrl}`];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args, '--format', 'json', '--quiet', '--timeout', '2000', '--retries', '0'],
      { maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        const report = JSON.parse(stdout) as { readonly findings: readonly { readonly cause: unknown }[] };
        resolve({
          cause: report.findings[0]?.cause,
          maxRssMb: Math.max(...[...stderr.matchAll(/maxRSS=(\d+)/g)].map((match) => Number(match[1]) / 1024)),
          elapsedMs: performance.now() - startedMs,
        });
      },
    );
  });
}
