import t from 'tap';
import { identityBlock, tokenBlock, tokenIn } from '../../../../src/network/sspi/structs.ts';

const ADDRESS = 0x7fff_1234_5670n;
const allocate = (bytes: number): { readonly bytes: Buffer; readonly address: bigint } => ({
  bytes: Buffer.alloc(bytes),
  address: ADDRESS,
});
/** What a pointer in a block points to. */
const at = (block: Buffer, field: number): number => Number(block.readBigUInt64LE(field) - ADDRESS);

t.test('a buffer description with the token that it points to', (t) => {
  const token = Buffer.from('a token');
  const block = tokenBlock(token, allocate);
  t.same([block.readUInt32LE(0), block.readUInt32LE(4)], [0, 1], 'ulVersion, cBuffers');
  const buffer = at(block, 8);
  t.same([block.readUInt32LE(buffer), block.readUInt32LE(buffer + 4)], [token.length, 2], 'cbBuffer, SECBUFFER_TOKEN');
  const where = at(block, buffer + 8);
  t.same(block.subarray(where, where + token.length), token);
  t.equal(where + token.length, block.length);
  t.end();
});

t.test('room for a token, and what was written into it', (t) => {
  const block = tokenBlock(100, allocate);
  const buffer = at(block, 8);
  t.equal(block.readUInt32LE(buffer), 100);
  block.write('answer', at(block, buffer + 8), 'latin1');
  block.writeUInt32LE(6, buffer);
  t.equal(tokenIn(block).toString('latin1'), 'answer');
  block.writeUInt32LE(0, buffer);
  t.equal(tokenIn(block).length, 0);
  t.end();
});

t.test('an account: counted strings of UTF-16, each ended by a zero', (t) => {
  for (const account of [
    { user: 'svc-proxy', domain: 'CORP', password: 'Pä$$ 🔑' },
    { user: 'svc@corp.test', domain: '', password: '' },
  ]) {
    const block = identityBlock(account, allocate);
    for (const [index, text] of [account.user, account.domain, account.password].entries()) {
      const where = at(block, index * 16);
      t.equal(block.readUInt32LE(index * 16 + 8), text.length, 'in characters');
      t.equal(block.toString('utf16le', where, where + 2 * text.length), text);
      t.equal(block.readUInt16LE(where + 2 * text.length), 0);
    }
    t.equal(block.readUInt32LE(44), 2, 'SEC_WINNT_AUTH_IDENTITY_UNICODE');
    t.equal(at(block, 0), 48, 'after the structure');
  }
  t.end();
});
