import t from 'tap';
import { ALLOWED_TO_AUTHENTICATE, holdersOfRight } from '../../../../../src/checks/account/sources/domain/access-list.ts';

/** A SID of a domain in binary form. */
function sid(rid: number): Buffer {
  const bytes = Buffer.alloc(28);
  bytes.set([1, 5, 0, 0, 0, 0, 0, 5]);
  for (const [index, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}

interface Ace {
  readonly type: number;
  readonly flags?: number;
  readonly mask?: number;
  readonly right?: Buffer;
  readonly inherited?: Buffer;
  readonly rid: number;
}

function ace({ type, flags = 0, mask = 0x100, right, inherited, rid }: Ace): Buffer {
  const head = Buffer.alloc(8);
  head.set([type, flags]);
  head.writeUInt32LE(mask, 4);
  const kinds = Buffer.alloc(type > 4 ? 4 : 0);
  if (type > 4) kinds.writeUInt32LE((right === undefined ? 0 : 1) | (inherited === undefined ? 0 : 2));
  const all = Buffer.concat([head, kinds, right ?? Buffer.alloc(0), inherited ?? Buffer.alloc(0), sid(rid)]);
  all.writeUInt16LE(all.length, 2);
  return all;
}

/** Self-relative, the access control list right behind its header. */
function descriptor(...entries: readonly Ace[]): Buffer {
  const body = Buffer.concat(entries.map(ace));
  const header = Buffer.alloc(28);
  header.set([1, 0, 0x04, 0x80]);
  header.writeUInt32LE(20, 16);
  header.set([4, 0], 20);
  header.writeUInt16LE(8 + body.length, 22);
  header.writeUInt16LE(entries.length, 24);
  return Buffer.concat([header, body]);
}

const RIGHT = ALLOWED_TO_AUTHENTICATE;
const OTHER_RIGHT = Buffer.alloc(16, 7);
const name = (rid: number): string => `S-1-5-21-1-2-3-${rid}`;

t.test('who has "Allowed to authenticate"', async (t) => {
  const rows: readonly (readonly [string, readonly Ace[], object])[] = [
    ['the right itself', [{ type: 5, right: RIGHT, rid: 1 }], { allowed: [name(1)], denied: [] }],
    ['another right', [{ type: 5, right: OTHER_RIGHT, rid: 1 }], { allowed: [], denied: [] }],
    ['every extended right', [{ type: 5, rid: 1 }], { allowed: [name(1)], denied: [] }],
    ['for one kind of object below', [{ type: 5, right: RIGHT, inherited: OTHER_RIGHT, rid: 1 }], { allowed: [name(1)], denied: [] }],
    ['full control', [{ type: 0, mask: 0xf01ff, rid: 1 }], { allowed: [name(1)], denied: [] }],
    ['generic all', [{ type: 0, mask: 0x10000000, rid: 1 }], { allowed: [name(1)], denied: [] }],
    ['reading', [{ type: 0, mask: 0x20094, rid: 1 }], { allowed: [], denied: [] }],
    ['for objects below only', [{ type: 5, flags: 0x0a, right: RIGHT, rid: 1 }], { allowed: [], denied: [] }],
    [
      'denied to one, allowed to another',
      [
        { type: 6, right: RIGHT, rid: 2 },
        { type: 5, right: RIGHT, rid: 1 },
      ],
      { allowed: [name(1)], denied: [name(2)] },
    ],
    ['audited', [{ type: 7, right: RIGHT, rid: 1 }], { allowed: [], denied: [] }],
  ];
  for (const [what, entries, expected] of rows) t.same(holdersOfRight(descriptor(...entries), RIGHT), expected, what);
});

t.test('what is none is not read as one', async (t) => {
  const whole = descriptor({ type: 5, right: RIGHT, rid: 1 }, { type: 0, mask: 0xf01ff, rid: 2 });
  for (let length = 0; length < whole.length; length += 1)
    t.equal(holdersOfRight(whole.subarray(0, length), RIGHT), undefined, `${length}`);
  const endless = Buffer.from(whole);
  endless.writeUInt16LE(0, 30);
  t.equal(holdersOfRight(endless, RIGHT), undefined, 'an entry without a length');
  const without = Buffer.from(whole);
  without.writeUInt32LE(0, 16);
  t.equal(holdersOfRight(without, RIGHT), undefined, 'no access control list');
});
