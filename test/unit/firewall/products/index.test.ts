import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import type { Dialect } from '../../../../src/firewall/dialect.ts';
import { DIALECT_NAMES, type DialectName, dialectOf, readerOf } from '../../../../src/firewall/products/index.ts';
import type { Flow, Reader } from '../../../../src/firewall/reader.ts';
import { exportInspection, exportRules } from '../../../../src/firewall/render.ts';
import type { Requirement } from '../../../../src/model/catalog/requirement.ts';
import { explained, lost, row, SETTINGS } from '../../../support/firewall/sample.ts';

const CATALOG = [
  row('download.microsoft.com'),
  row('download.microsoft.com', 80),
  row('configmgrbits.cdn.manage.microsoft.com'),
  row('*.manage.microsoft.com', 443, { hosts: ['sccm.manage.microsoft.com'] }),
  row('*.windowsupdate.microsoft.com', 80, { hosts: ['www.windowsupdate.microsoft.com'] }),
  row('windowsupdate.microsoft.com', 80),
  row('*-umwatsonc.events.data.microsoft.com', 443, { hosts: ['eu-umwatsonc.events.data.microsoft.com'] }),
  row('gateway.contoso.cloudapp.azure.com', 10124, { scheme: 'tcp' }),
  row('gateway.contoso.cloudapp.azure.com', 10125, { scheme: 'tcp' }),
];
const OLD = [row('*manage.microsoft.com', 443, { hosts: ['manage.microsoft.com', 'sccm.manage.microsoft.com'] })];

const each = async (run: (name: DialectName, dialect: Dialect, reader: Reader) => void) => {
  for (const name of DIALECT_NAMES) run(name, await dialectOf(name), await readerOf(name));
};
const flow = (r: Requirement, host: string): Flow => ({ host, port: r.port, scheme: r.scheme });
t.test('the registries and the folders name the same', async (t) => {
  t.same([...DIALECT_NAMES, 'index.ts'].sort(), readdirSync('src/firewall/products').sort());
});

t.test('every dialect: plain ASCII, LF, no BOM, a final newline, the same bytes twice', async (t) => {
  await each((name, dialect) => {
    const hostile = row('host.example.com', 443, {
      why: ['<script>\u0000\u001b[31m\u0085\u202e"\'`$(id)\\ ;?\r\n=cmd|', 'x'.repeat(10_000)],
    });
    for (const rows of [CATALOG, OLD, [hostile], []]) {
      const { text } = exportRules(dialect, rows, SETTINGS);
      t.notMatch(text, /[^\x20-\x7e\n]/, `${name}: nothing but printable ASCII`);
      t.ok(text.endsWith('\n') && !text.endsWith('\n\n'), `${name}: one newline at the end`);
      t.equal(exportRules(dialect, rows, SETTINGS).text, text, `${name}: deterministic`);
    }
    t.match(dialect.reference, /^https?:\/\//);
  });
});

t.test('text from a catalog cannot leave its comment or string', async (t) => {
  const hostile = row('host.example.com', 443, { why: ['\nmanagement: `id` $(id) "; drop all; #\' $' + '{evil} \\'] });
  await each((name, dialect) => {
    const { text } = exportRules(dialect, [hostile], SETTINGS);
    const tame = exportRules(dialect, [{ ...hostile, why: ['x'] }], SETTINGS).text;
    t.equal(text.split('\n').length, tame.split('\n').length, `${name}: no new line`);
    if (name !== 'json') t.notMatch(text, /\$\(id\)|`id`|\$\{evil\}/, `${name}: nothing to expand`);
  });
});

t.test('a host that is not a host name reaches no device', async (t) => {
  await each((name, dialect) => {
    const bad = ['a b', 'a;reload', 'a"b', "a'b", 'a\nb', 'a..b', 'a/b', '$(id)', '.example.com', 'a,b', ''].map((text) =>
      row('x', 443, { host: { form: 'exact', text }, pattern: text }),
    );
    const { entries, losses } = exportRules(dialect, bad, SETTINGS);
    t.equal(entries.length, 0, name);
    t.ok(losses.every((loss) => loss.kind === 'dropped' && loss.incomplete));
  });
});

t.test('an address is said where the device takes addresses, else the loss list says so', async (t) => {
  await each((name, dialect, reader) => {
    // No TLS server name is an address: a URL list holds one for HTTP alone.
    const [port, scheme] = name === 'palo-alto-edl' ? ([80, 'http'] as const) : ([443, 'https'] as const);
    const { text, losses } = exportRules(dialect, [row('192.0.2.7', port), row('2001:db8::7', port)], SETTINGS);
    const dropped = losses.filter(({ kind }) => kind === 'dropped').map(({ pattern }) => pattern);
    t.same(dropped, { all: [], IPv4: ['2001:db8::7'], none: ['192.0.2.7', '2001:db8::7'] }[dialect.addresses], name);
    if (dialect.addresses !== 'none') t.ok(reader.allows(text)({ host: '192.0.2.7', port, scheme }), name);
  });
});

t.test('every host of the catalog is allowed, look-alikes are refused, or the loss list says so', async (t) => {
  const hosts = [
    'download.microsoft.com',
    'evildownload.microsoft.com',
    'x.download.microsoft.com',
    'download.microsoft.com.example.net',
    'manage.microsoft.com',
    'evilmanage.microsoft.com',
    'manage.microsoft.com.example.net',
    'sccm.manage.microsoft.com',
    'a.b.manage.microsoft.com',
    'a.b.c.d.e.f.manage.microsoft.com',
    'configmgrbits.cdn.manage.microsoft.com',
    'windowsupdate.microsoft.com',
    'www.windowsupdate.microsoft.com',
    'eu-umwatsonc.events.data.microsoft.com',
    'a.b-umwatsonc.events.data.microsoft.com',
    'umwatsonc.events.data.microsoft.com',
    'events.data.microsoft.com',
    'gateway.contoso.cloudapp.azure.com',
    'microsoft.com',
    'example.net',
    'com',
  ];
  await each((name, dialect, reader) => {
    if (name === 'nftables') return;
    for (const rows of [CATALOG, OLD]) {
      const { text, losses } = exportRules(dialect, rows, SETTINGS);
      const allows = reader.allows(text);
      for (const scheme of ['https', 'http', 'tcp'] as const) {
        for (const port of [443, 80, 8080, 10124, 10126]) {
          for (const host of hosts) {
            const f = { host, port, scheme };
            const allowed = allows(f);
            if (!explained(allowed, f, dialect, rows, losses))
              t.fail(`${name}: ${scheme}://${host}:${port} ${allowed ? 'allowed' : 'refused'}`);
          }
        }
      }
      for (const r of rows.filter((r) => r.host.form === 'exact' && !lost(losses, r, 'dropped')))
        t.ok(allows(flow(r, r.host.text)), `${name}: ${r.pattern}:${r.port}`);
      for (const host of ['evilmanage.microsoft.com', 'manage.microsoft.com.example.net']) {
        t.notOk(allows({ host, port: 443, scheme: 'https' }), `${name}: ${host}`);
      }
    }
  });
});

const label = fc.constantFrom('a', 'b', 'x-a', 'evila', '-a', 'com', 'manage');
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.').replace(/^-+/, 'z-'));
const pattern = fc
  .tuple(fc.constantFrom('', '*.', '*', '*-'), name)
  .map(([star, host]) => (star === '*-' ? `*-${host}.a` : `${star}${host}`));

t.test('any catalog, any host: the device does what was asked or the loss list says so', async (t) => {
  await each((dialectName, dialect, reader) => {
    if (dialectName === 'nftables') return;
    const property = fc.property(
      fc.uniqueArray(fc.tuple(pattern, fc.constantFrom(443, 80)), { maxLength: 6, selector: String }),
      fc.array(name, { minLength: 1, maxLength: 20 }),
      (wanted, hosts) => {
        const rows = wanted.map(([p, port]) => row(p, port));
        const { text, losses } = exportRules(dialect, rows, SETTINGS);
        const allows = reader.allows(text);
        for (const host of [...hosts, ...rows.flatMap((r) => [r.host.text, `q.${r.host.text}`, `q${r.host.text}`, `p.q${r.host.text}`])]) {
          for (const port of [443, 80, 444]) {
            const f: Flow = { host, port, scheme: port === 80 ? 'http' : 'https' };
            const allowed = allows(f);
            if (!explained(allowed, f, dialect, rows, losses))
              throw new Error(`${f.scheme}://${host}:${port} ${allowed ? 'allowed' : 'refused'}\n${text}`);
          }
        }
      },
    );
    t.doesNotThrow(() => fc.assert(property, { numRuns: 100, seed: 20260608 }), dialectName);
  });
});

t.test('the twin exempts what must not be decrypted and nothing else', async (t) => {
  await each((name, dialect, reader) => {
    if (typeof dialect.inspection === 'string') {
      t.match(dialect.inspection, /decrypt|not by name/, name);
      return;
    }
    const { text, losses } = exportInspection(dialect, dialect.inspection, CATALOG, SETTINGS);
    const exempts = reader.exempts?.(text);
    t.ok(exempts, `${name}: has a reader for its twin`);
    t.ok(exempts?.('sccm.manage.microsoft.com') && exempts?.('configmgrbits.cdn.manage.microsoft.com'), name);
    for (const host of ['download.microsoft.com', 'evilmanage.microsoft.com', 'manage.microsoft.com.example.net'])
      t.notOk(exempts?.(host), `${name}: ${host}`);
    t.equal(
      exempts?.('manage.microsoft.com'),
      losses.some((loss) => loss.kind === 'widened'),
      `${name}: the domain itself`,
    );
  });
});

t.test('devices that see the protocol hold to it', async (t) => {
  for (const name of [
    'squid',
    'suricata',
    'aws-network-firewall',
    'aws-network-firewall-suricata',
    'azure-firewall',
    'azure-firewall-bicep',
    'terraform-azurerm',
  ] as const) {
    const allows = (await readerOf(name)).allows(
      exportRules(await dialectOf(name), [row('host.example.com', 443), row('crl.example.com', 80)], SETTINGS).text,
    );
    t.ok(
      allows({ host: 'host.example.com', port: 443, scheme: 'https' }) && allows({ host: 'crl.example.com', port: 80, scheme: 'http' }),
      name,
    );
    t.notOk(
      allows({ host: 'host.example.com', port: 443, scheme: 'http' }) || allows({ host: 'crl.example.com', port: 80, scheme: 'https' }),
      name,
    );
  }
});
