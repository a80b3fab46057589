import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t from 'tap';
import { CAUSE_CODES } from '../../src/causes/index.ts';
import { packageRoot } from '../../src/files/package-root.ts';

const root = packageRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const inFolder = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const PAGES = [...inFolder('.'), ...inFolder('docs'), ...inFolder('examples')];

/** Text without fenced blocks and code spans, in which nothing is a link. */
function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors that GitHub makes of headings, and those that are written out. */
function anchors(markdown: string): ReadonlySet<string> {
  const plain = markdown.replace(/^```[\s\S]*?^```/gm, '');
  const headings = [...plain.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return new Set([...headings, ...[...plain.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
}

t.test('every local link leads to a file and an anchor that are there', async (t) => {
  let links = 0;
  for (const page of PAGES) {
    for (const [, target = ''] of prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(?:https?|mailto):/.test(target)) continue;
      links += 1;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page : relative(root, join(root, dirname(page), file));
      if (!existsSync(join(root, path))) t.fail(`${page}: ${target} does not exist`);
      else if (anchor !== undefined && !anchors(read(path)).has(anchor)) t.fail(`${page}: ${path} has no anchor #${anchor}`);
    }
  }
  t.ok(links > 100, `${links} links were followed`);
});

t.test('the README leads to every page of the manual, and stays short', async (t) => {
  const readme = read('README.md');
  for (const page of inFolder('docs')) t.ok(readme.includes(`](${page.replaceAll('\\', '/')})`), page);
  const lines = readme.split('\n').length - 1;
  t.ok(lines <= 120, `${lines} lines`);
});

t.test('every cause has its anchor in the manual', async (t) => {
  const there = anchors(read('docs/causes.md'));
  t.strictSame(
    CAUSE_CODES.filter((code) => !there.has(code)),
    [],
  );
});

t.test("CI runs the README's own test command", async (t) => {
  const [, command = ''] = /^bash -c '([^']+)'/m.exec(read('.ci/run')) ?? [];
  t.match(command, /npm test/);
  t.ok(read('README.md').includes(command), command);
});

t.test('the package holds what its readers need, and no source map without its source', async (t) => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = spawnSync(npm, ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: root, encoding: 'utf8' });
  const [{ files }] = JSON.parse(packed.stdout) as [{ readonly files: readonly { readonly path: string }[] }];
  const paths = files.map(({ path }) => path);
  t.strictSame(
    paths.filter((path) => /\.(?:map|tsbuildinfo)$|^(?:src|test)\//.test(path)),
    [],
  );
  const { exports, bin } = JSON.parse(read('package.json')) as {
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
    readonly bin: Readonly<Record<string, string>>;
  };
  const promised = Object.values({ ...exports, ...bin }).flatMap((target) => (typeof target === 'string' ? target : Object.values(target)));
  // `explain` prints the causes; decisions and performance are those of the project.
  const left = /^docs[\\/](?:causes|decisions|performance)\.md$/;
  const pages = inFolder('docs').filter((path) => !left.test(path));
  t.equal(pages.length, inFolder('docs').length - 3);
  for (const path of [...promised, ...pages]) t.ok(paths.includes(path.replace(/^\.\//, '')), path);
});
