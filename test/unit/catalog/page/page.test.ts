import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { comparePage, sourceOfPage } from '../../../../src/catalog/page/compare-page.ts';
import { catalogOfPage } from '../../../../src/catalog/page/page-catalog.ts';
import { readPage } from '../../../../src/catalog/page/read-page.ts';
import { packageRoot } from '../../../../src/files/package-root.ts';
import type { Catalog, Endpoint } from '../../../../src/model/catalog/catalog.ts';
import { isOver } from '../../../../src/model/catalog/validity.ts';
import { catalogOf } from '../../../support/catalog/catalog-text.ts';

const READ_FOR = { onDate: '2026-11-28', siteVersion: '2603' } as const;
const URL = 'https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/network/internet-endpoints';
const file = join(packageRoot(), 'endpoints/configmgr-scp.yaml');
const catalog: Catalog = catalogOf(await readFile(file, 'utf8'), file, '');

const rowsOf = (text: string) =>
  readPage(text).map(
    ({ anchors: [anchor = ''], scheme, host, port, path, isGovernment }) =>
      `${anchor} ${scheme === undefined ? '' : `${scheme}://`}${host}${port === undefined ? '' : `:${port}`}${path}${isGovernment ? ' gov' : ''}`,
  );

t.test('forms in which pages print endpoints', async (t) => {
  const rows: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
    ['a name in ticks', '- `go.microsoft.com`  ', [' go.microsoft.com/']],
    ['a bare name, as of old', '-   *.akamaiedge.net  ', [' *.akamaiedge.net/']],
    ['an escaped star', '* \\*.manage.microsoft.com', [' *.manage.microsoft.com/']],
    ['a star inside a label', '- `*-umwatsonc.events.data.microsoft.com`', [' *-umwatsonc.events.data.microsoft.com/']],
    ['blanks of a translation', '- *. akamaitechnologies.com', [' *.akamaitechnologies.com/']],
    ['... before a brace', '- https://login.microsoftonline.com/ {TenantID}', [' https://login.microsoftonline.com/{TenantID}']],
    ['capitals', '- `Configmgrbits.CDN.manage.microsoft.com`', [' configmgrbits.cdn.manage.microsoft.com/']],
    [
      'scheme, port, placeholder',
      'It has this format: `https://*.<RegionName>.logic.azure.com:443`.',
      [' https://*.<RegionName>.logic.azure.com:443/'],
    ],
    ['a placeholder alone with a scheme', '- `http://<FQDN for the server>`', [' http://<FQDN for the server>/']],
    ['a path', '- `https://go.microsoft.com/fwlink/?LinkID=1`', [' https://go.microsoft.com/fwlink/?LinkID=1']],
    ['words behind', '- `config.office.com` to make `settings` and `office.log`', [' config.office.com/']],
    ['two in one item', '- `https://a.example` and `https://b.example`', [' https://a.example/', ' https://b.example/']],
    ['a sentence', 'Clients need its service: `*.do.example`', [' *.do.example/']],
    ['access to', 'The role needs access to `cdn.example`. Elsewhere', [' cdn.example/']],
    ['a name that a sentence only mentions', 'It uses Intune when it connects to `manage.microsoft.com`.', []],
    ['an example', 'It has a prefix. For example: `https://prod1.logic.azure.com`', []],
    ['made-up names', '- Classic deployment: `GraniteFalls.CloudApp.Net`, `www.contoso.com`', []],
    ['a tip', '> - `tip.example`', []],
    ['a comment', '<!-- - `old.example`\n- `older.example` -->\n- `new.example`', [' new.example/']],
    ['front matter', '---\ntitle: x.example\n- `no.example`\n---\n- `yes.example`', [' yes.example/']],
    ['a log file', '- Dmpdownloader.log', []],
    ['a cloud in brackets', '- `a.us` (Azure US Government cloud)', [' a.us/ gov']],
    ['a cloud above a list', '**US Government:**\n\n- `a.us`\n\n**Public:**\n\n- `a.com`', [' a.us/ gov', ' a.com/']],
    ['a cloud ends with its section', '**US Government:**\n\n- `a.us`\n## Next\n- `a.com`', [' a.us/ gov', 'next a.com/']],
    [
      'a table',
      '| Type | Public | US Government |\n| --- | --- | --- |\n| Storage | `<p>.a.com` | `<p>.a.us` |',
      [' <p>.a.com/', ' <p>.a.us/ gov'],
    ],
    ['spans without a blank', '| A | B |\n| --- | --- |\n| x | `a.com``b.com` |', [' a.com/', ' b.com/']],
    ['an anchor of the site', '## Manage Microsoft 365 Apps (new)\n- `a.com`', ['manage-microsoft-365-apps-new a.com/']],
    ['a translated heading', '## <a name="azure-services"></a><a name="bkmk_az"></a> Azure-Dienste\n- `a.com`', ['azure-services a.com/']],
    ['the same twice', '- `a.com`\n- `a.com`', [' a.com/']],
  ];
  for (const [name, text, expected] of rows) t.same(rowsOf(text), expected, name);
});

t.test('long hostile pages take no time', async (t) => {
  const started = process.cpuUsage().user;
  for (const part of ['- `', '<!--', '<a name="', '**', '| ', '- <', '`https://{', '#'.repeat(6)]) readPage(`${part.repeat(100_000)}\n`);
  t.ok((process.cpuUsage().user - started) / 1e6 < 20, 'linear');
});

/** A page that prints what the catalog cites it for, in the forms of the page. */
function printed(endpoints: readonly Endpoint[]): string {
  const sections = new Map<string, string[]>();
  for (const { source, host, scheme, path, clouds } of endpoints) {
    const anchor = source.split('#')[1] ?? '';
    const cloud = clouds.includes('public') ? '' : ' (Azure US Government cloud)';
    const lines = sections.get(anchor) ?? [];
    sections.set(anchor, [...lines, `- \`${scheme === 'tcp' ? '' : `${scheme}://`}${host}${path === '/' ? '' : path}\`${cloud}`]);
  }
  const front = `---\ncanonicalUrl: ${URL}\nms.date: 06/08/2026\n---\n# Page\n\n`;
  return front + [...sections].map(([anchor, lines]) => `${anchor === '' ? '' : `## ${anchor}\n\n`}${lines.join('\n')}\n`).join('\n');
}

const cited = catalog.endpoints.filter(({ source, until }) => source.split('#')[0] === 'internet-endpoints' && !isOver(until, READ_FOR));
const compared = (text: string) => comparePage(catalog, 'internet-endpoints', readPage(text), READ_FOR);

t.test('a page beside the catalog: nothing where nothing changed, and exactly what did', async (t) => {
  t.equal(sourceOfPage(catalog, `${URL}#updates-and-servicing`), 'internet-endpoints');
  t.equal(sourceOfPage(catalog, 'https://learn.microsoft.com/elsewhere'), undefined);
  const page = printed(cited);
  t.ok(cited.length > 80);
  t.same(compared(page), { added: [], removed: [], changed: [] });
  const added = compared(page.replace('## azure-services\n\n', '## azure-services\n\n- `new.azure.example`\n'));
  t.match(added, { added: [{ host: 'new.azure.example', anchors: ['azure-services'] }], removed: [], changed: [] });
  for (const entry of cited.filter(({ id }) => /ntservicepack|sc\.microsoft|graph\.microsoft/.test(id))) {
    const without = compared(printed(cited.filter((other) => other !== entry)));
    t.same([without.added, without.removed.map(({ id }) => id), without.changed], [[], [entry.id], []], entry.id);
  }
  t.match(compared(page.replace('LinkID=619849', 'LinkID=777')), {
    added: [],
    removed: [],
    changed: [{ id: 'windows-servicing/go.microsoft.com', fields: [{ field: 'path', after: '/fwlink/?LinkID=777' }] }],
  });
  t.match(compared(page.replace('http://crl4.digicert.com', 'https://crl4.digicert.com')), {
    added: [],
    removed: [],
    changed: [{ id: 'revocation/crl4.digicert.com', fields: [{ field: 'scheme', before: 'http', after: 'https' }] }],
  });
});

t.test('a draft of a catalog from a page is a catalog', async (t) => {
  const { catalog: draft, notes } = catalogOfPage(printed(cited), 'page.md');
  const read = catalogOf(JSON.stringify(draft), 'page.md', '');
  t.match(read, { id: 'from-docs', revision: '2026-06-08', sources: { page: { url: URL, date: '2026-06-08' } } });
  t.equal(new Set(read.endpoints.map(({ id }) => id)).size, read.endpoints.length);
  t.match(notes, [/nothing of who connects/]);
  t.throws(() => catalogOfPage('# Nothing\n\nwords', 'page.md'), { name: 'UsageError', file: 'page.md' });
});
