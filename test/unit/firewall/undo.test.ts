import fc from 'fast-check';
import t from 'tap';
import type { Dialect, Inspection } from '../../../src/firewall/dialect.ts';
import { DIALECT_NAMES, type DialectName, dialectOf } from '../../../src/firewall/products/index.ts';
import { exportInspection, exportRemoval, exportRules } from '../../../src/firewall/render.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';

/** What an export makes, and the line that takes it back. A dialect that writes a removal needs a row here. */
const MADE: Readonly<Partial<Record<DialectName, readonly (readonly [made: RegExp, gone: (match: RegExpMatchArray) => string])[]>>> = {
  'check-point': [[/^mgmt_cli -s \S+ add (\S+) ((?:layer '[^']*' )?name '[^']*')/gm, ([, kind, key]) => `delete ${kind} ${key}`]],
  'cisco-asa': [
    [/^(object(?:-group)? network \S+)$/gm, ([, object]) => `\nno ${object}\n`],
    [/^(access-list .*)$/gm, ([, line]) => `no ${line}\n`],
  ],
  'cisco-fmc': [[/^ +"name": ("[^"]+)"/gm, ([, name]) => `/{id of ${name?.slice(1)}}"\n`]],
  fortigate: [[/^ {4}edit ("(?!preflight-inspection")[^"]*")$/gm, ([, name]) => `\n    delete ${name}\n`]],
  nftables: [
    [/^ {2}set (\S+) \{$/gm, ([, name]) => `\ndelete set inet filter ${name}\n`],
    [/^ {2}chain (\S+) \{$/gm, ([, name]) => `\ndelete chain inet filter ${name}\n`],
  ],
  'palo-alto': [
    [
      /^set (address|address-group|service|profiles custom-url-category|rulebase (?:security|decryption) rules) (\S+)/gm,
      ([, kind, name]) => `delete ${kind} ${name}\n`,
    ],
  ],
  'windows-firewall': [
    [/^New-NetFirewallDynamicKeywordAddress -Id (\S+)/gm, ([, id]) => `\nRemove-NetFirewallDynamicKeywordAddress -Id ${id} `],
    [/^New-NetFirewallRule .* (-Group '\S+')/gm, ([, group]) => `Get-NetFirewallRule ${group}`],
  ],
};

const writers = (dialect: Dialect): readonly (Dialect | Inspection)[] =>
  typeof dialect.inspection === 'string' ? [dialect] : [dialect, dialect.inspection];
const each = async (run: (name: DialectName, dialect: Dialect, writer: Dialect | Inspection) => void) => {
  for (const name of DIALECT_NAMES) {
    const dialect = await dialectOf(name);
    for (const writer of writers(dialect)) run(name, dialect, writer);
  }
};

t.test('every dialect and do-not-decrypt list writes its removal, or says how it is taken back', async (t) => {
  await each((name, _, { undo }) => {
    if (typeof undo === 'string')
      t.match(undo, /^.{20,250}$/, `${name}: undo as text is one sentence for a person; commands are written by a function`);
    else t.ok(MADE[name], `${name} writes its removal: put what it makes, and the line that takes it back, into MADE of this test`);
  });
});

const host = fc.constantFrom(
  'a.example.com',
  '*.example.com',
  'b.example.org',
  'any.example.com',
  `${'l'.repeat(63)}.${'m'.repeat(60)}.net`,
);
const rows = fc.uniqueArray(fc.tuple(host, fc.constantFrom(443, 8443), fc.constantFrom('https', 'tcp')), {
  maxLength: 8,
  selector: String,
});

t.test('a removal names all that the export made', async (t) => {
  await each((name, dialect, writer) => {
    const holds = (wanted: readonly (readonly [string, number, 'https' | 'tcp'])[], sources: readonly string[]) => {
      const requirements = wanted.map(([pattern, port, scheme]) =>
        row(pattern, port, { scheme, hosts: pattern.startsWith('*.') ? ['k.example.com'] : [], inspectionExempt: true }),
      );
      const settings = { ...SETTINGS, sources };
      const removal = exportRemoval(dialect, writer, requirements, settings);
      if (removal === undefined) return;
      const made =
        writer === dialect
          ? exportRules(dialect, requirements, settings)
          : exportInspection(dialect, writer as Inspection, requirements, settings);
      if (made.entries.length === 0) return;
      for (const [pattern, gone] of MADE[name] ?? [])
        for (const match of made.text.matchAll(pattern))
          if (!removal.text.includes(gone(match))) throw new Error(`${gone(match)} is not in\n${removal.text}`);
    };
    t.doesNotThrow(() => fc.assert(fc.property(rows, fc.constantFrom([], ['192.0.2.1']), holds), { numRuns: 40, seed: 20261128 }));
  });
});
