import { appendFileSync, readFileSync } from 'node:fs';
import tls from 'node:tls';
import { BerReader, BerWriter } from 'ldapts';

/**
 * A directory server that is none: takes connections on port 636 under a certificate, writes each bind that it gets to a file and then misbehaves.
 * Arguments: ADDRESS CERTIFICATE KEY LOG BEHAVIOUR. Run on a lab machine.
 */
const [host = '127.0.0.1', certificate = '', key = '', log = '', behaviour = 'refuse'] = process.argv.slice(2);
const BIND = 0x60;
const SEARCH = 0x63;

function result(id: number, operation: number, code: number, diagnostic = ''): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString(diagnostic);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function entry(id: number): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(0x64);
  writer.writeString('CN=x,DC=corp,DC=test');
  writer.startSequence();
  writer.startSequence();
  writer.writeString('member');
  writer.startSequence(0x31);
  writer.writeString('a'.repeat(60_000));
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function onBind(socket: tls.TLSSocket, id: number): void {
  if (behaviour === 'reset') socket.destroy();
  else if (behaviour === 'close') socket.end();
  else if (behaviour === 'refuse') socket.write(result(id, 0x61, 49, 'AcceptSecurityContext error, data 52e, v4563'));
  else if (behaviour !== 'silent') socket.write(result(id, 0x61, 0));
}

function flood(socket: tls.TLSSocket, id: number): void {
  const one = entry(id);
  const go = (): void => {
    while (!socket.destroyed && socket.write(one));
  };
  socket.on('drain', go);
  go();
}

const server = tls.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    const reader = new BerReader(bytes);
    reader.readSequence();
    const id = reader.readInt() ?? 0;
    const operation = reader.peek();
    if (operation === BIND) {
      appendFileSync(log, `${host} ${bytes.toString('latin1').replace(/[^ -~]/g, '.')}\n`);
      onBind(socket, id);
    } else if (operation === SEARCH && behaviour === 'endless') flood(socket, id);
    else if (operation === SEARCH) socket.write(result(id, 0x65, 0));
  });
});
server.on('tlsClientError', () => undefined);
server.listen(636, host);
