import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { HelperProcess } from '../../../../src/network/program/helper-process.ts';
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

t.test('a helper process: answers by number, none after its end, and one that blocks is ended', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'helper-'));
  const file = join(folder, 'child.cjs');
  await writeFile(
    file,
    `process.on('message', ({ id, say }) => {
      if (say === 'end') process.exit(3);
      if (say === 'block') for (;;);
      process.send({ id, said: say });
      process.send({ strange: true });
    });`,
  );
  // A helper keeps nobody from ending.
  const awake = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(awake));
  let ends = 0;
  const read = (message: unknown): { readonly id: number; readonly said?: string } | undefined =>
    typeof message === 'object' && message !== null && 'id' in message ? (message as { id: number }) : undefined;
  const start = (): HelperProcess<{ readonly id: number }> => new HelperProcess(pathToFileURL(file), read, () => (ends += 1));
  const first = start();
  t.same(await Promise.all([first.ask({ say: 'a' }), first.ask({ say: 'b' })]), [
    { id: 1, said: 'a' },
    { id: 2, said: 'b' },
  ]);
  t.equal(await first.ask({ say: 'end' }), undefined);
  t.same([first.hasEnded, ends], [true, 1]);
  const second = start();
  const blocked = second.ask({ say: 'block' });
  const behind = second.ask({ say: 'a' });
  second.kill();
  t.same([await blocked, await behind, ends], [undefined, undefined, 1], 'that we ended it ourselves is no end of its own');
});
