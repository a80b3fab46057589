import t from 'tap';
import { ruleFor, rulesIn } from '../../../../src/network/windows/name-policy.ts';

const told = [
  { names: ['.corp.test', 'portal.example'], options: 8, servers: ['10.0.0.53;10.0.0.54'], directAccess: [] },
  { names: ['.lab.corp.test'], options: 4, servers: ['192.0.2.1'], directAccess: ['fd00::53'] },
  { names: ['.open.corp.test'], options: 0, servers: [], directAccess: [] },
  { names: ['dist'], options: 8, servers: ['10.0.0.7'], directAccess: [] },
];

t.test('the rule of the name resolution policy that a name goes by', async (t) => {
  const rules = rulesIn(told);
  const serversOf = (name: string): readonly string[] | undefined => ruleFor(name, rules)?.servers;
  t.same(serversOf('cm01.corp.test'), ['10.0.0.53', '10.0.0.54']);
  t.same(serversOf('CM01.Corp.Test.'), ['10.0.0.53', '10.0.0.54']);
  t.same(serversOf('a.lab.corp.test'), ['fd00::53'], 'the longest suffix, and only the setting that is in force');
  t.equal(serversOf('a.open.corp.test'), undefined, 'an exemption');
  t.equal(serversOf('notcorp.test'), undefined);
  t.same(serversOf('portal.example'), ['10.0.0.53', '10.0.0.54']);
  t.equal(serversOf('www.portal.example'), undefined, 'one name alone');
  t.same(serversOf('dist.corp.test'), ['10.0.0.7'], 'a first label goes before suffixes');
  const all = rulesIn([...told, { names: ['.'], options: 8, servers: ['10.9.9.9'], directAccess: [] }]);
  t.equal(ruleFor('download.microsoft.com', all)?.namespace, '.');
  t.equal(ruleFor('x.corp.test', all)?.namespace, '.corp.test');
});
