import t from 'tap';
import { accessRules } from '../../../../src/network/windows/functions/accounts/access-list.ts';
import { sidBytes, sidText } from '../../../../src/network/windows/functions/accounts/sid.ts';
import { askFunction, hasWindowsFunctions } from '../../../../src/network/windows/functions/ask.ts';
import { whoElseByAcl } from '../../../../src/preflight/machine/windows-acl.ts';
import { scriptWarning } from '../../../../src/settings/windows-proxy.ts';

t.test('SIDs as they lie in memory', async (t) => {
  // MS-DTYP section 2.4.2.2: revision, count, authority with the highest byte first, numbers with the lowest byte first.
  const administrators = Buffer.from('01020000000000052000000020020000', 'hex');
  t.equal(sidText(administrators), 'S-1-5-32-544');
  for (const sid of ['S-1-5-32-544', 'S-1-1-0', 'S-1-5-21-1004336348-1177238915-682003330-512', 'S-1-15-4294967295'])
    t.equal(sidText(sidBytes(sid)), sid);
  t.same(sidBytes('S-1-5-32-544'), administrators);
});

t.test('access rules as they lie in memory', async (t) => {
  // MS-DTYP sections 2.4.4 and 2.4.5: kind, flags, length, mask, SID.
  const entry = (kind: number, flags: number, rights: number, sid: string): Buffer => {
    const bytes = Buffer.concat([Buffer.from([kind, flags, 0, 0]), Buffer.alloc(4), sidBytes(sid)]);
    bytes.writeUInt16LE(bytes.length, 2);
    bytes.writeUInt32LE(rights, 4);
    return bytes;
  };
  const list = (...entries: readonly Buffer[]): Buffer => {
    const header = Buffer.from([2, 0, 0, 0, entries.length, 0, 0, 0]);
    header.writeUInt16LE(
      entries.reduce((sum, { length }) => sum + length, header.length),
      2,
    );
    return Buffer.concat([header, ...entries]);
  };
  const everyone = { sid: 'S-1-1-0', allow: true, inheritOnly: false };
  t.same(accessRules(undefined), [{ ...everyone, rights: -1 }], 'no list: everything to everyone');
  t.same(accessRules(list()), [], 'an empty one: nothing to anybody');
  t.same(accessRules(list(entry(1, 0, 2, 'S-1-5-32-546'), entry(0, 0x13, 0x1f01ff, 'S-1-5-18'), entry(0, 0x0b, 0x80000000, 'S-1-1-0'))), [
    { sid: 'S-1-5-32-546', rights: 2, allow: false, inheritOnly: false },
    { sid: 'S-1-5-18', rights: 0x1f01ff, allow: true, inheritOnly: false },
    { ...everyone, rights: -0x80000000, inheritOnly: true },
  ]);
  t.same(accessRules(list(entry(9, 0, 2, 'S-1-1-0'))), [{ ...everyone, rights: 2 }], 'under a condition');
  t.throws(() => accessRules(list(entry(5, 0, 2, 'S-1-1-0'))), /kind 5/, 'of objects of a directory: what it grants is not known');
  t.match(
    whoElseByAcl({ user: 'S-1-5-18', steps: [{ path: 'C:\\x', owner: 'S-1-5-18', link: false, rules: [...accessRules(undefined)] }] }),
    /S-1-1-0/,
  );
});

t.test('elsewhere there are no functions of Windows to ask', async (t) => {
  t.notOk(hasWindowsFunctions());
  t.equal(await askFunction('winhttp', {}, undefined as never, { signal: new AbortController().signal, timeoutMs: 1000 }), undefined);
});

t.test('what Windows cannot use is named', async (t) => {
  t.match(scriptWarning('file:///C:/x.pac', 12006), /x\.pac \(ERROR_WINHTTP_UNRECOGNIZED_SCHEME, 12006\)/);
  t.match(scriptWarning('http://pac.test/', 12999), /\(error 12999\)/);
});
