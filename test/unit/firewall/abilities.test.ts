import t from 'tap';
import { abilitiesMarkdown, abilitiesOf } from '../../../src/firewall/abilities.ts';
import { objectNames, stableGuid, stableNumbers } from '../../../src/firewall/naming.ts';
import { DIALECT_NAMES, dialectOf, readerOf } from '../../../src/firewall/products/index.ts';
import { readBack } from '../../../src/firewall/read-back.ts';
import { exportRules, unsaid } from '../../../src/firewall/render.ts';
import { inspectionReason } from '../../../src/model/catalog/inspection.ts';
import type { HostForm } from '../../../src/model/catalog/requirement.ts';
import { formOf, row, SETTINGS } from '../../support/firewall/sample.ts';

/** Hosts around each form: those that were asked for, those nearby that were not, and look-alikes of `*suffix` that nobody needs. */
const AROUND: Readonly<
  Record<HostForm['form'], { readonly pattern: string; readonly within: readonly string[]; readonly beyond: readonly string[] }>
> = {
  exact: { pattern: 'host.example.com', within: ['host.example.com'], beyond: ['a.host.example.com', 'example.com', 'other.example.com'] },
  suffix: {
    pattern: '*.example.com',
    within: ['known.example.com', 'new.example.com', 'a.b.example.com'],
    beyond: ['example.com', 'evilexample.com'],
  },
  'inside-label': {
    pattern: '*-x.example.com',
    within: ['known-x.example.com', 'new-x.example.com'],
    beyond: ['other.example.com', 'example.com', 'a.known-x.example.com', 'known-x.example.org'],
  },
  'dotless-suffix': {
    pattern: '*example.com',
    within: ['example.com', 'known.example.com', 'new.example.com'],
    beyond: ['evilexample.com', 'example.org'],
  },
};

t.test('what each dialect says it can write is what its device does with it: exact host, *.suffix, inside a label, *suffix', async (t) => {
  for (const name of DIALECT_NAMES) {
    const { forms } = abilitiesOf(name, await dialectOf(name));
    // nftables sees addresses: which names fill its sets is written for dnsmasq.
    const namedBy = name === 'nftables' ? 'dnsmasq-nftset' : name;
    const dialect = await dialectOf(namedBy);
    const reader = await readerOf(namedBy);
    for (const [form, { pattern, within, beyond }] of Object.entries(AROUND)) {
      const { precision } = forms[form as HostForm['form']];
      const hosts = within.filter((host) => host.startsWith('known'));
      const allows = reader.allows(exportRules(dialect, [row(pattern, 443, { hosts })], SETTINGS).text);
      const passes = (host: string): boolean => allows({ host, port: 443, scheme: 'https' });
      const expected = {
        exact: [true, false],
        safer: [true, false],
        widened: [true, true],
        narrowed: [false, false],
        dropped: [false, false],
      };
      t.same(
        [within.every(passes), beyond.some(passes)],
        expected[precision],
        `${name} writes ${pattern} as ${precision}: all within, and some beyond`,
      );
      t.ok(precision !== 'narrowed' || hosts.every(passes), `${name} writes the known hosts of ${pattern}`);
    }
  }
});

t.test('the table of what each dialect can say', async (t) => {
  const all = await Promise.all(DIALECT_NAMES.map(async (name) => abilitiesOf(name, await dialectOf(name))));
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
