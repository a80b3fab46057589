import { BerWriter } from 'ldapts';
import t from 'tap';
import { kerberosFailure } from '../../../../src/network/ldap/gssapi.ts';
import { parseAnswer } from '../../../../src/network/ldap/sasl-bind.ts';

function bindResponse(result: number, diagnostic: string, credentials?: Buffer): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(1);
  writer.startSequence(0x61);
  writer.writeEnumeration(result);
  writer.writeString('');
  writer.writeString(diagnostic);
  if (credentials !== undefined) writer.writeBuffer(credentials, 0x87);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

t.test('a bind response, whole, in parts, and something else', async (t) => {
  const token = Buffer.from([0, 0xff, 0x80, 1]);
  const whole = bindResponse(14, '', token);
  t.same(parseAnswer(whole), { result: 14, diagnostic: '', credentials: token });
  for (let length = 0; length < whole.length; length += 1) t.equal(parseAnswer(whole.subarray(0, length)), 'partial', `${length} bytes`);
  t.match(parseAnswer(bindResponse(49, '80090346: data 80090346\0')), { result: 49, diagnostic: '80090346: data 80090346' });
  t.equal(parseAnswer(Buffer.from('300c02010165070a010004000400', 'hex')), undefined, 'a search result');
  t.equal(parseAnswer(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')), 'partial', 'the H is a tag, the T a length of 84 bytes');
  // Whatever comes, it never throws: nobody listens where it is read.
  for (let position = 0; position < whole.length; position += 1)
    for (const value of [0x00, 0x30, 0x7f, 0x80, 0x84, 0xff]) {
      const odd = Buffer.from(whole);
      odd[position] = value;
      t.doesNotThrow(() => parseAnswer(odd), `${value} at ${position}`);
    }
});

t.test('what GSSAPI says of a missing ticket', async (t) => {
  for (const said of [
    'Unspecified GSS failure.  Minor code may provide more information: No Kerberos credentials available (default cache: FILE:/tmp/krb5cc_0)',
    'No credentials cache found',
    'Ticket expired',
  ])
    t.equal(kerberosFailure(said).code, 'NO_CREDENTIALS', said);
  t.equal(kerberosFailure('Server not found in Kerberos database').code, 'GSSAPI');
});
