import type { Entry } from 'ldapts';
import t from 'tap';
import { allValues } from '../../../../src/checks/account/sources/ranged-values.ts';
import type { Directory } from '../../../../src/network/ldap/directory.ts';

const entry = (attributes: Readonly<Record<string, string | string[]>>): Entry => ({ dn: 'CN=g,DC=corp,DC=test', ...attributes });
const names = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `CN=u${from + index}`);

/** A directory that answers further questions one after the other, and keeps what it was asked for. */
function answering(...answers: readonly Entry[]): { readonly directory: Directory; readonly asked: string[] } {
  const asked: string[] = [];
  const search: Directory['search'] = async (_, { attributes = [] }) => {
    asked.push(...attributes);
    const next = answers[asked.length - 1];
    return next === undefined ? [] : [next];
  };
  return { asked, directory: { server: 'dc1', controller: { host: 'dc1' }, search, close: async () => undefined } };
}

t.test('few values are there at once', async (t) => {
  const { directory, asked } = answering();
  t.same(await allValues(entry({ member: ['CN=a', 'CN=b'] }), 'member', directory), { values: ['CN=a', 'CN=b'], isCut: false });
  t.same(await allValues(entry({}), 'member', directory), { values: [], isCut: false });
  t.same(await allValues(entry({ 'Member;Range=0-*': 'CN=a' }), 'member', directory), { values: ['CN=a'], isCut: false });
  t.same(asked, []);
});

t.test('many come in parts', async (t) => {
  const { directory, asked } = answering(
    entry({ 'member;range=1500-2999': names(1500, 2999) }),
    entry({ 'member;range=3000-*': names(3000, 3010) }),
  );
  const { values, isCut } = await allValues(entry({ member: [], 'member;range=0-1499': names(0, 1499) }), 'member', directory);
  t.same(values, names(0, 3010));
  t.equal(isCut, false);
  t.same(asked, ['member;range=1500-*', 'member;range=3000-*']);
});

t.test('answers that do not go on, and more than are read', async (t) => {
  const first = entry({ 'member;range=0-1499': names(0, 1499) });
  t.equal((await allValues(first, 'member', answering(first, first).directory)).isCut, true, 'the same again');
  t.equal((await allValues(first, 'member', answering().directory)).isCut, true, 'nothing');
  const endless = Array.from({ length: 100 }, (_, part) =>
    entry({ [`member;range=${(part + 1) * 1500}-${(part + 2) * 1500 - 1}`]: names((part + 1) * 1500, (part + 2) * 1500 - 1) }),
  );
  const { values, isCut } = await allValues(first, 'member', answering(...endless).directory);
  t.ok(isCut && values.length < 60_000, String(values.length));
});
