import t from 'tap';
import { askFunction, hasWindowsFunctions } from '../../../../src/network/windows/functions/ask.ts';
import { sidBytes, sidText } from '../../../../src/network/windows/functions/sid.ts';
import { scriptWarning } from '../../../../src/settings/windows-proxy.ts';

t.test('SIDs as they lie in memory', async (t) => {
  // MS-DTYP section 2.4.2.2: revision, count, authority with the highest byte first, numbers with the lowest byte first.
  const administrators = Buffer.from('01020000000000052000000020020000', 'hex');
  t.equal(sidText(administrators), 'S-1-5-32-544');
  for (const sid of ['S-1-5-32-544', 'S-1-1-0', 'S-1-5-21-1004336348-1177238915-682003330-512', 'S-1-15-4294967295'])
    t.equal(sidText(sidBytes(sid)), sid);
  t.same(sidBytes('S-1-5-32-544'), administrators);
});

t.test('elsewhere there are no functions of Windows to ask', async (t) => {
  t.notOk(hasWindowsFunctions());
  t.equal(await askFunction('winhttp', {}, undefined as never, { signal: new AbortController().signal, timeoutMs: 1000 }), undefined);
});

t.test('what Windows cannot use is named', async (t) => {
  t.match(scriptWarning('file:///C:/x.pac', 12006), /x\.pac \(ERROR_WINHTTP_UNRECOGNIZED_SCHEME, 12006\)/);
  t.match(scriptWarning('http://pac.test/', 12999), /\(error 12999\)/);
});
