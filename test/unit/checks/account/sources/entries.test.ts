import t from 'tap';
import { refusalIn } from '../../../../../src/causes/logon-refusals.ts';
import { objectKindOf, stateOf } from '../../../../../src/checks/account/sources/account-entry.ts';
import { generalizedTime } from '../../../../../src/checks/account/sources/controller-clock.ts';
import { computerAmong } from '../../../../../src/checks/account/sources/find-account.ts';
import { logonFailure, shareStatus } from '../../../../../src/checks/account/sources/powershell.ts';
import { passwordVerdict } from '../../../../../src/model/network/logon-refusal.ts';
import { isSmb1Chosen } from '../../../../../src/network/smb/dialect.ts';

const USER = ['top', 'person', 'organizationalPerson', 'user'];

t.test('what an object of the directory is', async (t) => {
  const rows = [
    [USER, undefined],
    [[...USER, 'inetOrgPerson'], undefined],
    [[...USER, 'computer'], 'computer account'],
    [[...USER, 'computer', 'msDS-GroupManagedServiceAccount'], 'managed service account'],
    [[...USER, 'computer', 'msDS-ManagedServiceAccount'], 'managed service account'],
    [[...USER, 'computer', 'msDS-DelegatedManagedServiceAccount'], 'managed service account'],
    [['top', 'group'], 'group'],
    [['top', 'person', 'organizationalPerson', 'contact'], 'contact'],
  ] as const;
  for (const [objectClass, kind] of rows)
    t.equal(objectKindOf({ dn: 'CN=x', objectClass: [...objectClass] }), kind, objectClass.at(-1) ?? '');
  const computer = { dn: 'CN=CM01,DC=corp,DC=test', objectClass: [...USER, 'computer'] };
  t.notOk('objectKind' in stateOf(computer, { use: 'site-server-computer' }));
  t.match(stateOf(computer, { use: 'installation' }), { objectKind: 'computer account' });
});

t.test('restrictions of an entry', async (t) => {
  const of = (more: Record<string, string | Buffer>) =>
    stateOf({ dn: 'CN=x,DC=corp,DC=test', objectClass: [...USER], ...more }, { use: 'installation' });
  t.match(of({ userWorkstations: 'CM01, cm02.corp.test,,' }), { logOnFrom: ['CM01', 'cm02.corp.test'] });
  for (const none of ['', ' , ']) t.notOk('logOnFrom' in of({ userWorkstations: none }), JSON.stringify(none));
  t.match(of({ logonHours: Buffer.alloc(21) }), { allowedHours: 0 });
  t.match(of({ logonHours: Buffer.alloc(21, 0xff) }), { allowedHours: 168 });
  t.match(of({ logonHours: Buffer.from([...Array.from({ length: 20 }, () => 0), 0x81]) }), { allowedHours: 2 });
  t.notOk('allowedHours' in of({ logonHours: Buffer.alloc(0) }), 'empty: no restriction');
  t.match(of({ 'msDS-SupportedEncryptionTypes': '4' }), { encryptionTypes: 4 });
});

t.test('which computer a name means', async (t) => {
  const entry = (sAMAccountName: string, dNSHostName?: string, servicePrincipalName: readonly string[] = []) => ({
    dn: `CN=${sAMAccountName}`,
    sAMAccountName,
    ...(dNSHostName === undefined ? {} : { dNSHostName }),
    servicePrincipalName: [...servicePrincipalName],
  });
  const long = entry('CM-PRIMARYSITE0$', 'CM-PRIMARYSITE001.corp.test');
  const rows = [
    ['cm-primarysite001.corp.test', 'CM-PRIMARYSITE0$', [long], long.dn],
    ['cm-primarysite002.corp.test', 'CM-PRIMARYSITE0$', [long], undefined],
    ['cmnew.corp.test', 'CMNEW$', [entry('CMOLD$', 'cmnew.corp.test')], 'CN=CMOLD$'],
    ['alias.corp.test', 'ALIAS$', [entry('CM01$', 'cm01.corp.test', ['HOST/alias.corp.test'])], 'CN=CM01$'],
    ['cm01.servers.contoso.test', 'CM01$', [entry('CM01$', 'cm01.corp.test')], 'CN=CM01$'],
    ['cm01.corp.test', 'CM01$', [entry('CM01$')], 'CN=CM01$'],
    ['cm01.corp.test', 'CM01$', [entry('CM01$', 'other.corp.test')], undefined],
    ['cm01', 'CM01$', [entry('CM01$', 'cm01.corp.test')], 'CN=CM01$'],
    ['cm01.corp.test', 'CM01$', [entry('CM01$', 'cm01.old.test'), entry('CM09$', 'cm01.corp.test')], 'CN=CM09$'],
  ] as const;
  for (const [host, name, entries, dn] of rows) t.equal(computerAmong(entries, name, host)?.dn, dn, host);
});

t.test('system error codes of a log-on on Windows', async (t) => {
  const of = (code: number) => logonFailure({ code, message: '' })?.code ?? '';
  const rows = [
    [86, 'wrong', 'refused'],
    [1326, 'wrong', 'refused'],
    [1327, 'restricted', 'not-judged'],
    [1328, 'hours', 'not-judged'],
    [1329, 'workstation', 'not-judged'],
    [1385, 'type-not-granted', 'not-judged'],
    [1396, 'service-name', 'not-judged'],
    [1398, 'clock', 'not-judged'],
    [1789, 'trust', 'not-judged'],
    [1909, 'locked', 'refused'],
    [1935, 'selective', 'not-judged'],
    [1937, 'ntlm', 'not-judged'],
    [384, 'smb1', 'not-judged'],
  ] as const;
  for (const [code, kind, verdict] of rows) {
    t.equal(refusalIn(of(code), '')?.kind, kind, String(code));
    t.equal(passwordVerdict(of(code), ''), verdict, String(code));
  }
  t.equal(of(1219), 'WIN32_1219');
  t.same(
    [0, 5, 67, 1326].map((code) => shareStatus({ code })),
    ['open', 'NT_STATUS_ACCESS_DENIED', 'NT_STATUS_BAD_NETWORK_NAME', undefined],
  );
});

t.test('the time of a controller, and the dialect that a server chose', async (t) => {
  t.equal(generalizedTime('20261128124500.0Z'), Date.UTC(2026, 10, 28, 12, 45));
  for (const other of ['', '20261128124500', '2026-11-28T12:45:00Z']) t.equal(generalizedTime(other), undefined, other);
  const answer = (magic: number, dialect: number) => {
    const bytes = Buffer.alloc(60);
    bytes.set([magic, 0x53, 0x4d, 0x42], 4);
    bytes.writeUInt16LE(dialect, 37);
    return bytes;
  };
  t.equal(isSmb1Chosen(answer(0xff, 0)), true);
  t.equal(isSmb1Chosen(answer(0xff, 0xffff)), false, 'none of those offered');
  t.equal(isSmb1Chosen(answer(0xfe, 0)), false, 'a newer one');
  t.equal(isSmb1Chosen(Buffer.alloc(10)), false);
});
