import t from 'tap';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import { addressRulesOf, withMask } from '../../../src/firewall/addresses/address-rules.ts';
import { DIALECT_NAMES, dialectOf, readerOf } from '../../../src/firewall/products/index.ts';
import { readBack } from '../../../src/firewall/read-back.ts';
import { exportInspection, exportRemoval, exportRules } from '../../../src/firewall/render.ts';
import { requirementsOf } from '../../../src/firewall/requirements.ts';
import { catalogOf } from '../../support/catalog/catalog-text.ts';

const catalog = catalogOf(
  `id: calls
title: Calls
revision: "1"
sources: { page: { title: t, url: u } }
networks:
  media: { ranges: [198.51.100.0/24, 192.0.2.128/25, "2001:db8::/32"], asOf: "2026-11-01", source: page, udp: [3478, "3479-3481"], note: "media <of> $calls" }
  Signals: { ranges: [203.0.113.0/24], asOf: "2026-11-01", source: page, tcp: [5061], required: false }
  tested: { ranges: [203.0.113.0/24], asOf: "2026-11-01", source: page }
  other: { ranges: [203.0.113.0/24], asOf: "2026-11-01", source: page, udp: [1] }
endpoints:
  - { id: a, host: a.example.com, feature: f, networks: media }
  - { id: b, host: b.example.com, feature: g, networks: other }
`,
  'calls.yaml',
  '',
);
const selection = {
  ...{
    features: ['f'],
    cloud: 'public' as const,
    mode: 'online' as const,
    connectors: ['scp'],
    params: {},
    only: [],
    includeRetired: false,
  },
  readFor: { onDate: '2026-11-27', siteVersion: '2603' },
};
const endpoints = selectEndpoints([catalog], selection);
const rules = addressRulesOf([catalog], endpoints);
const settings = { catalogs: ['Calls'], skipped: [], sources: ['192.0.2.10'], addressRules: rules };

t.test('networks with ports that the selection, or no entry, refers to', (t) => {
  t.match(rules, [
    {
      name: 'preflight-udp-media',
      protocol: 'udp',
      ports: ['3478', '3479-3481'],
      ipv4: { length: 2 },
      ipv6: ['2001:db8::/32'],
      required: true,
    },
    { name: /^preflight-tcp-signals-[0-9a-f]{8}$/, protocol: 'tcp', ports: ['5061'], required: false },
  ]);
  t.equal(rules.length, 2);
  t.same(['192.0.2.0/24', '198.51.100.0/31', '10.0.0.0/8', '0.0.0.0/0', '192.0.2.1/32'].map(withMask), [
    '192.0.2.0 255.255.255.0',
    '198.51.100.0 255.255.255.254',
    '10.0.0.0 255.0.0.0',
    '0.0.0.0 0.0.0.0',
    '192.0.2.1 255.255.255.255',
  ]);
  t.end();
});

/** FortiOS keeps IPv6 in policies of its own; Azure Firewall is for IPv4. */
const IPV4_ONLY: readonly string[] = ['fortigate', 'azure-firewall', 'azure-firewall-bicep', 'terraform-azurerm'];

for (const name of DIALECT_NAMES) {
  t.test(`${name} writes them, or says why not`, async (t) => {
    const dialect = await dialectOf(name);
    const requirements = requirementsOf(endpoints, [catalog]);
    const made = exportRules(dialect, requirements, settings);
    t.same(readBack(await readerOf(name), made), [], 'what is written by name is still read');
    const unwritten = made.unwritten.join('\n');
    if (typeof dialect.addressRules === 'string') {
      t.match(unwritten, /^NOT SAID: .{20,}:\n {2}preflight-udp-media: UDP 3478, 3479-3481 to 198\.51\.100\.0\/24, /);
      t.notMatch(
        made.text
          .split('\n')
          .filter((line) => !/NOT SAID|preflight-|^.?.? ?Note/.test(line))
          .join('\n'),
        /3479.3481/,
      );
    } else {
      const written = IPV4_ONLY.includes(name) ? /NOT SAID.*IPv4 only:\n {2}preflight-udp-media: .* to 2001:db8::\/32/ : /^$/;
      t.match(unwritten, written);
      for (const part of [/198\.51\.100\.0/, /192\.0\.2\.128/, /3479[-: ]3481/, /udp/i, /5061/, /203\.0\.113\.0/]) t.match(made.text, part);
      const removal = exportRemoval(dialect, dialect, requirements, settings);
      if (removal !== undefined && dialect.addressRules.undo(rules) !== '')
        t.match(removal.text, /preflight-udp-media[\s\S]*preflight-tcp-signals/);
    }
    if (typeof dialect.inspection !== 'string')
      t.notMatch(
        exportInspection(dialect, dialect.inspection, requirements, settings).text,
        /3479.3481/,
        'nothing in do-not-decrypt lists',
      );
    t.notMatch(exportRules(dialect, requirements, { ...settings, addressRules: [] }).text, /preflight-udp/);
  });
}

t.test('Azure Firewall: network rules of addresses, beside those of names, in one collection', async (t) => {
  // Members by the schema of the ARM template: learn.microsoft.com/azure/templates/microsoft.network/firewallpolicies/rulecollectiongroups, NetworkRule.
  const template = JSON.parse(exportRules(await dialectOf('azure-firewall'), requirementsOf(endpoints, [catalog]), settings).text);
  const [network] = template.resources[0].properties.ruleCollections;
  t.match(network, { name: 'preflight-network', action: { type: 'Allow' } });
  t.match(
    network.rules.find(({ name }: { readonly name: string }) => name === 'preflight-udp-media'),
    {
      ruleType: 'NetworkRule',
      ipProtocols: ['UDP'],
      destinationAddresses: ['198.51.100.0/24', '192.0.2.128/25'],
      destinationPorts: ['3478', '3479-3481'],
      sourceAddresses: "[parameters('sourceAddresses')]",
    },
  );
});

t.test('AWS Network Firewall: rules of Suricata, each of them counted in the capacity', async (t) => {
  const dialect = await dialectOf('aws-network-firewall-suricata');
  const made = (addressRules: typeof rules) =>
    JSON.parse(exportRules(dialect, requirementsOf(endpoints, [catalog]), { ...settings, addressRules }).text).Resources.PreflightRules
      .Properties;
  const { Capacity: capacity, RuleGroup: group } = made(rules);
  t.equal(capacity - made([]).Capacity, rules.length, 'one a rule, whatever it holds (AWS Network Firewall developer guide)');
  t.match(
    group.RulesSource.RulesString,
    /^pass udp \$HOME_NET any -> \[198\.51\.100\.0\/24,192\.0\.2\.128\/25,2001:db8::\/32\] \[3478,3479:3481\] /m,
  );
});
