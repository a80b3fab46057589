import t from 'tap';
import { withFullNames } from '../../../src/settings/full-names.ts';
import { settingsOf } from '../../../src/settings/settings-of.ts';

t.test('a server without a domain is one of --domain, and the run says so', async (t) => {
  const { settings, notes } = withFullNames(
    settingsOf({
      domain: 'corp.test',
      ...{ scp: 'scp1', siteServer: ['CM01', 'cm02.other.test'], moveTo: 'scp2', dc: ['dc1', '10.77.0.5'] },
      ...{ sqlServer: 'sql1:1433', smsProvider: 'fd00::1' },
    }),
  );
  t.match(settings, {
    ...{ scp: 'scp1.corp.test', moveTo: 'scp2.corp.test', sqlServer: 'sql1.corp.test:1433', smsProvider: 'fd00::1' },
    ...{ siteServer: ['CM01.corp.test', 'cm02.other.test'], dc: ['dc1.corp.test', '10.77.0.5'] },
  });
  t.equal(notes.length, 1);
  for (const told of ['scp1 as scp1.corp.test', 'CM01 as CM01.corp.test', 'sql1 as sql1.corp.test', 'dc1 as dc1.corp.test'])
    t.ok(notes[0]?.includes(told), told);
  t.notOk(notes[0]?.includes('cm02'));
});

t.test('nothing is completed without --domain, and neither localhost nor full names are', async (t) => {
  const short = settingsOf({ scp: 'scp1', siteServer: ['cm01'] });
  t.equal(withFullNames(short).settings, short);
  t.same(withFullNames(short).notes, []);
  const netbios = withFullNames(settingsOf({ domain: 'CORP', scp: 'scp1' }));
  t.equal(netbios.settings.scp, 'scp1');
  t.match(netbios.notes, [/--domain CORP has a single label/]);
  const full = withFullNames(settingsOf({ domain: 'corp.test', scp: 'localhost', siteServer: ['cm01.corp.test'] }));
  t.equal(full.settings.scp, 'localhost');
  t.same(full.notes, []);
});
