import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../../src/files/package-root.ts';
import { OWNERS } from '../../../../src/model/finding.ts';
import { OWNER_WORDS } from '../../../../src/model/owner.ts';
import { remedyBelowOwner, remedyWithOwner } from '../../../../src/report/view/remedy.ts';

t.test('whose device stands in front of a change where nothing else names it, and once', (t) => {
  const remedy = 'allow TCP 443.';
  const rows = [
    ['firewall', {}, 'Firewall: allow TCP 443.', 'Allow TCP 443.'],
    ['proxy', {}, 'Proxy: allow TCP 443.', 'Allow TCP 443.'],
    ['proxy', { proxy: 'p.test:3128' }, 'Proxy p.test:3128: allow TCP 443.', 'Proxy p.test:3128: allow TCP 443.'],
    ['firewall', { proxy: 'p.test:3128' }, 'Firewall: allow TCP 443.', 'Allow TCP 443.'],
    ['host', {}, 'This server: allow TCP 443.', 'Allow TCP 443.'],
    ['host', { hostname: 'SCP1' }, 'Server SCP1: allow TCP 443.', 'Server SCP1: allow TCP 443.'],
    ['directory', { target: 'SCP1' }, 'Active Directory: allow TCP 443.', 'Allow TCP 443.'],
    [null, {}, 'Allow TCP 443.', 'Allow TCP 443.'],
  ] as const;
  for (const [owner, evidence, alone, below] of rows) {
    t.equal(remedyWithOwner({ owner, remedy, evidence }), alone);
    t.equal(remedyBelowOwner({ owner, remedy, evidence }), below);
  }
  for (const owner of OWNERS) t.ok(remedyWithOwner({ owner, remedy, evidence: {} }).startsWith(OWNER_WORDS[owner].device), owner);
  t.equal(remedyWithOwner({ owner: 'proxy', remedy: '', evidence: { proxy: 'p.test:3128' } }), '');
  t.equal(remedyBelowOwner({ owner: 'proxy', remedy: '', evidence: { proxy: 'p.test:3128' } }), '');
  t.end();
});

t.test('nobody writes the device into a remedy by hand', (t) => {
  const prefix = new RegExp(
    `['\`](?:${Object.values(OWNER_WORDS)
      .map(({ device }) => device)
      .join('|')}|ConfigMgr|Directory|This computer): `,
  );
  const src = join(packageRoot(), 'src');
  for (const folder of ['causes', 'checks', 'logs'])
    for (const file of readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))
      t.notMatch(readFileSync(join(src, folder, file), 'utf8'), prefix, `${folder}/${file}`);
  t.end();
});
