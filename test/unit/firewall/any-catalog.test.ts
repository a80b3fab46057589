import fc from 'fast-check';
import t from 'tap';
import { nameIn } from '../../../src/firewall/limits.ts';
import { DIALECT_NAMES, type DialectName, dialectOf, readerOf } from '../../../src/firewall/products/index.ts';
import { exemptions, readBack } from '../../../src/firewall/read-back.ts';
import { type Export, exportInspection, exportRules } from '../../../src/firewall/render.ts';
import type { Requirement } from '../../../src/model/catalog/requirement.ts';
import { anyText } from '../../support/any-text.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';

/** The characters that each device's page allows in a host as it is written; the pages are named in the dialects. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'cisco-asa': /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
  'cisco-fmc': /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|[a-z0-9._-]+ with subdomains)$/,
  'cisco-fmc twin': /^CN=[a-z0-9*.-]{1,64}$/,
  'cisco-asa twin': /^CN=[a-z0-9*.-]{1,64}$/,
  'palo-alto': /^(?=.{1,255}$)(?:[*^]\.)?[a-z0-9._-]+\/$/,
  'check-point twin': /^(?:\*\.)?[a-z0-9._-]+\/$/,
  'palo-alto-edl': /^(?=.{1,255}$)(?:[*^]\.)?[a-z0-9._-]+\/$/,
  zscaler: /^(?!_\.)(?!.*\._\.)\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/,
  squid: /^(?!-)[\x20-\x7e]+$/,
  fortigate: /^(?=.{1,255}$)(?:\*\.)?[a-z0-9._-]+$/,
};
const WILD: Readonly<Record<string, RegExp>> = {
  zscaler: /^\./,
  squid: /^\./,
  'aws-network-firewall': /^\./,
  'check-point': / with subdomains$/,
  'cisco-fmc': / with subdomains$/,
  'dnsmasq-nftset': /^/,
  nftables: /^/,
  any: /^(?:CN=)?[*^]\./,
};

const labels = fc.constantFrom('a', 'any', 'x-a', '-a', 'a-', 'a_b', '_', 'com', 'co', 'uk', 'shop', 'manage', 'l'.repeat(63), 'https-443');
const names = fc
  .array(labels, { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('.'))
  .filter((name) => name.length <= 253);
const exempt = fc.boolean();
const patterns = fc.tuple(fc.constantFrom('', '', '*.', '*', '*-'), names).map(([star, name]) => `${star}${name}`);
const rows = fc.uniqueArray(
  fc
    .record({
      pattern: fc.oneof({ weight: 8, arbitrary: patterns }, { weight: 1, arbitrary: fc.constantFrom('192.0.2.7', '2001:db8::7') }),
      port: fc.constantFrom(443, 80, 1433, 8443, 8530, 64_001, 65_535),
      scheme: fc.constantFrom('https', 'http', 'tcp'),
      why: anyText(60),
      inspectionExempt: exempt,
    })
    .map(({ pattern, port, scheme, why, inspectionExempt }): Requirement => {
      const made = row(pattern, port, { scheme, why: [why, '|<>"\'`$;\\\n'], inspectionExempt });
      const known =
        made.host.form === 'inside-label'
          ? [`north${made.host.text}`]
          : made.host.form === 'exact'
            ? []
            : [`ok.${made.host.text}`, `a_b.${made.host.text}`];
      return { ...made, hosts: known.filter((host) => host.length <= 253) };
    }),
  { maxLength: 12, selector: ({ pattern, port, scheme }) => `${pattern} ${port} ${scheme}` },
);

/** What is wrong with an export; empty: nothing. */
function faults(name: string, made: Export, missed: readonly string[]): readonly string[] {
  const written = made.entries.flatMap(({ hosts }) => hosts);
  const form = FORMS[name] ?? FORMS[name.replace(' twin', '')] ?? /^[\x20-\x7e]+$/;
  const wild = name.endsWith(' twin') ? (WILD[name.replace(' twin', '')] ?? /^(?:CN=)?[*^]\./) : (WILD[name] ?? /^[*^]\./);
  const strange =
    name === 'palo-alto' || name.startsWith('fqdn') || name === 'json'
      ? written.filter((host) => !form.test(host) && !host.includes(':'))
      : written.filter((host) => !form.test(host));
  const broad = written.filter((host) => (wild.test(host) || /^[*^]\./.test(host)) && !nameIn(host).includes('.'));
  return [...missed, ...strange.map((host) => `characters: ${host}`), ...broad.map((host) => `too wide: ${host}`)];
}

async function check(name: DialectName): Promise<(wanted: readonly Requirement[]) => void> {
  const [dialect, reader] = [await dialectOf(name), await readerOf(name)];
  const { inspection } = dialect;
  return (wanted) => {
    const made = exportRules(dialect, wanted, SETTINGS);
    const found = [...faults(name, made, readBack(reader, made))];
    if (typeof inspection !== 'string') {
      const twin = exportInspection(
        dialect,
        inspection,
        wanted.filter(({ scheme }) => scheme !== 'http'),
        SETTINGS,
      );
      if (twin.entries.length > 0) found.push(...faults(`${name} twin`, twin, readBack(exemptions(reader), twin)));
    }
    if (found.length > 0) throw new Error(`${found.slice(0, 5).join('\n')}\n${made.text.slice(0, 2000)}`);
  };
}

t.test('any catalog: each device is told what it takes, nothing too wide, and the export is read back whole', async (t) => {
  for (const name of DIALECT_NAMES) {
    const holds = await check(name);
    t.doesNotThrow(() => fc.assert(fc.property(rows, holds), { numRuns: 40, seed: 20261128 }), name);
  }
});

t.test('a large catalog', async (t) => {
  const all = Array.from({ length: 5000 }, (_, index) =>
    row(`${index % 7 === 0 ? '*.' : ''}node-${index}.region-${index % 10}.shop.example`),
  );
  const inFull: readonly DialectName[] = ['fortigate', 'palo-alto'];
  for (const name of DIALECT_NAMES) {
    const dialect = await dialectOf(name);
    const many = inFull.includes(name) ? all : all.slice(0, 1000);
    const made = exportRules(dialect, many, SETTINGS);
    t.same(faults(name, made, []), [], name);
    t.ok(made.entries.length > 800, name);
    t.same(readBack(await readerOf(name), made), [], `${name} is read back`);
  }
});
