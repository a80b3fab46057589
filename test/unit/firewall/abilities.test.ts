import t from 'tap';
import { abilitiesMarkdown, abilitiesOf } from '../../../src/firewall/abilities.ts';
import { objectNames, stableGuid, stableNumbers } from '../../../src/firewall/naming.ts';
import { DIALECT_NAMES, dialectOf, readerOf } from '../../../src/firewall/products/index.ts';
import { readBack } from '../../../src/firewall/read-back.ts';
import { exportRules, unsaid } from '../../../src/firewall/render.ts';
import { inspectionReason } from '../../../src/model/catalog/inspection.ts';
import { formOf, row, SETTINGS } from '../../support/firewall/sample.ts';

t.test('what each dialect can say: exact host, *.suffix, inside a label, *suffix', async (t) => {
  const expected: Record<string, readonly string[]> = {
    'aws-network-firewall': ['exact', 'widened', 'widened', 'safer'],
    'aws-network-firewall-suricata': ['exact', 'exact', 'exact', 'safer'],
    'azure-firewall': ['exact', 'exact', 'widened', 'safer'],
    'azure-firewall-bicep': ['exact', 'exact', 'widened', 'safer'],
    'check-point': ['exact', 'widened', 'widened', 'safer'],
    'cisco-asa': ['exact', 'narrowed', 'narrowed', 'narrowed'],
    'cisco-fmc': ['exact', 'widened', 'widened', 'safer'],
    'dnsmasq-nftset': ['widened', 'widened', 'widened', 'safer'],
    fortigate: ['exact', 'exact', 'widened', 'safer'],
    'fqdn-list': ['exact', 'exact', 'exact', 'safer'],
    json: ['exact', 'exact', 'exact', 'safer'],
    nftables: ['widened', 'widened', 'widened', 'safer'],
    'palo-alto': ['exact', 'exact', 'widened', 'safer'],
    'palo-alto-edl': ['exact', 'exact', 'widened', 'safer'],
    squid: ['exact', 'widened', 'exact', 'safer'],
    suricata: ['exact', 'exact', 'exact', 'safer'],
    'terraform-azurerm': ['exact', 'exact', 'widened', 'safer'],
    'windows-firewall': ['exact', 'exact', 'widened', 'safer'],
    zscaler: ['exact', 'widened', 'widened', 'safer'],
  };
  const all = await Promise.all(DIALECT_NAMES.map(async (name) => abilitiesOf(name, await dialectOf(name))));
  t.same(Object.fromEntries(all.map(({ name, forms }) => [name, Object.values(forms).map(({ precision }) => precision)])), expected);
  const table = abilitiesMarkdown(all);
  t.equal(table.trimEnd().split('\n').length, DIALECT_NAMES.length + 2);
  t.match(
    table,
    '| `squid` | `host.example.com` | `.example.com`, widened | `^[^.]+-x\\.example\\.com$` | `.example.com`, safer | yes | yes |',
  );
});

t.test('an export that lets less through than its loss list says is caught', async (t) => {
  const dialect = await dialectOf('squid');
  const reader = await readerOf('squid');
  const rows = [row('host.example.com'), row('*.example.org', 443, { hosts: ['known.example.org'] }), row('*-x.example.net')];
  const good = exportRules(dialect, rows, SETTINGS);
  t.same(readBack(reader, good), []);
  t.same(readBack(reader, { ...good, text: good.text.replace(' host.example.com', ' other.example.com') }), [
    'https://host.example.com:443',
  ]);
  t.same(readBack(reader, { ...good, text: '' }).length, 4);
});

t.test('a required entry is unsaid when a name may be missing, not when it is wider or safer', async (t) => {
  const rows = [
    row('*.example.org'),
    row('*.example.net', 443, { required: false }),
    row('*.example.com', 443, { hosts: ['known.example.com'] }),
    row('host.example.com'),
  ];
  const { losses, text } = exportRules(await dialectOf('cisco-asa'), rows, SETTINGS);
  t.same(
    unsaid(losses).map(({ pattern, kind }) => [pattern, kind]),
    [
      ['*.example.org', 'dropped'],
      ['*.example.com', 'narrowed'],
    ],
  );
  t.match(text, 'fqdn v4 known.example.com');
  t.match(text, /^! NOT SAID: .*\n! +\*\.example\.org:443 \(updates\/suffix-example\.org\)\n! +\*\.example\.net:443 \(.*\) optional$/m);
  t.same(
    unsaid(exportRules(await dialectOf('nftables'), [row('*.example.org'), row('*-x.example.org'), row('*example.org')], SETTINGS).losses),
    [],
  );
});

t.test('what must not be decrypted is the documented families, on TLS only', (t) => {
  for (const pattern of [
    '*.manage.microsoft.com',
    'configmgrbits.cdn.manage.microsoft.com',
    '*manage.microsoft.com',
    '*-umwatsonc.events.data.microsoft.com',
    'x.manage.microsoft.us',
  ]) {
    t.match(inspectionReason(formOf(pattern), 'https'), /https:\/\/learn\.microsoft\.com/, pattern);
  }
  for (const pattern of ['download.microsoft.com', 'evilmanage.microsoft.com', '*.microsoft.com', 'manage.microsoft.com.example.net']) {
    t.equal(inspectionReason(formOf(pattern), 'https'), '', pattern);
  }
  t.equal(inspectionReason(formOf('*.manage.microsoft.com'), 'http'), '');
  t.end();
});

t.test('names of objects', (t) => {
  const name = (host: string, max: number, reserved: readonly string[] = []) => objectNames([host], max, reserved).get(host) ?? '';
  t.equal(name('*.manage.microsoft.com', 63), 'preflight-any.manage.microsoft.com');
  t.equal(name('.manage.microsoft.com', 63), 'preflight-any.manage.microsoft.com');
  t.not(name('any.manage.microsoft.com', 63), 'preflight-any.manage.microsoft.com', 'a host called any is not a wildcard');
  const long = name(`${'a'.repeat(60)}.example.com`, 31);
  t.equal(long.length, 31);
  t.not(long, name(`${'a'.repeat(60)}.example.org`, 31));
  t.not(name('https-443', 63, ['preflight-https-443']), 'preflight-https-443', 'a group has that name');
  t.match(stableGuid('*.manage.microsoft.com'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.not(stableGuid('a'), stableGuid('b'));
  const numbers = stableNumbers(['a', 'b', 'c', 'd', 'e'], 100, 5);
  t.same([...numbers.values()].sort(), [100, 101, 102, 103, 104], 'collisions move on');
  t.end();
});
