import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import t from 'tap';

const dir = t.testdir({});
const client = join(dir, 'client.mjs');
for (const name of ['trusted', 'other'])
  execFileSync(
    'openssl',
    // prettier-ignore
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '30',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    ],
    { cwd: dir, stdio: 'ignore' },
  );
const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
const CONTEXTS = new URL('../../../../src/network/tls/contexts.js', import.meta.url);

/** A process of its own, for what Node trusts by default is decided when it starts. */
const CLIENT = `
import { connect } from 'node:tls';
import { secureContextOf } from ${JSON.stringify(CONTEXTS)};
const [port, ...added] = process.argv.slice(2);
const secureContext = secureContextOf(added, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
const socket = connect({ host: '127.0.0.1', port: Number(port), secureContext, rejectUnauthorized: false }, () => {
  console.log(String(socket.authorizationError?.code ?? socket.authorizationError));
  socket.destroy();
});
`;
writeFileSync(client, CLIENT);

t.test('a context trusts what is added, and nothing that the environment adds', async (t) => {
  const server = createServer({ key: read('other.key'), cert: read('other.pem') }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { readonly port: number };
  const seen = async (added: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [client, String(port), ...added], {
      env: { PATH: process.env.PATH, ...env },
    });
    return stdout.trim();
  };
  t.match(await seen([read('trusted.pem')]), /SELF_SIGNED/);
  t.match(await seen([read('trusted.pem')], { NODE_EXTRA_CA_CERTS: join(dir, 'other.pem') }), /SELF_SIGNED/);
  t.match(await seen([read('trusted.pem')], { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: join(dir, 'other.pem') }), /SELF_SIGNED/);
  t.notMatch(await seen([read('trusted.pem'), read('other.pem')]), /SELF_SIGNED/);
  t.notMatch(await seen([read('other.pem')], { NODE_EXTRA_CA_CERTS: join(dir, 'trusted.pem') }), /SELF_SIGNED/);
  server.close();
});
