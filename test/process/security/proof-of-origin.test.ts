import { readFileSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import t from 'tap';
import { judge } from '../../../src/checks/endpoint/findings/judge.ts';
import { loadRecognisers } from '../../../src/fingerprints/load.ts';
import type { HttpFacts } from '../../../src/model/network/observation.ts';
import type { Report } from '../../../src/model/report.ts';
import { factsOfBody } from '../../../src/network/http.ts';
import { DNS_OK, endpoint, observation, probe, scopeOf, step, TCP_OK } from '../../support/endpoint-examples.ts';
import { program } from '../../support/run-program.ts';
import { authorityIn } from '../../support/security/authority.ts';

/** What anybody can send is never certain: headers on port 80, an open port. */
const PORTAL = '<h1>captive portal</h1>';
const fingerprints = await loadRecognisers();

t.test('headers on port 80', async (t) => {
  const rows: readonly (readonly [string, Partial<HttpFacts>])[] = [
    ['ocsp.digicert.com', { contentType: 'application/ocsp-response', headers: { 'content-type': 'application/ocsp-response' } }],
    ['crl3.digicert.com', { contentType: 'application/pkix-crl', bodyExcerpt: '0\ufffd\u0001' }],
    ['download.windowsupdate.com', { headers: { msregion: 'EMEA' } }],
    ['ctldl.windowsupdate.com', { bodyExcerpt: 'MSCF' }],
  ];
  for (const [host, facts] of rows) {
    const own = endpoint(`f/${host}`, host, { scheme: 'http' });
    const told = (more: Partial<HttpFacts>) => {
      const answered = step('http', { status: 200, headers: {}, contentType: '', bodyExcerpt: PORTAL, ...facts, ...more });
      const task = probe(host, { scheme: 'http', endpointKeys: [own.key] });
      return judge([{ task, facts: observation([DNS_OK, TCP_OK, answered]) }], scopeOf([own]), fingerprints)[0];
    };
    t.match(told({}), { status: 'pass', confidence: 'likely', message: /recognised by .*, which is easily imitated/ }, host);
    const signed = { kind: 'crl', signer: 'CN=Ours, O=Lab', thisUpdate: '', nextUpdate: '', isPublic: true } as const;
    t.match(told({ signed }), { status: 'pass', confidence: 'certain', message: /a verified signature of Ours/ }, host);
  }
});

t.test('a list of another length than it says itself shows nothing', (t) => {
  const host = 'crl3.digicert.com';
  const own = endpoint(`f/${host}`, host, { scheme: 'http' });
  const rows: readonly (readonly [string, Partial<HttpFacts>, string])[] = [
    ['whole', { derBytes: 900, bodyBytes: 900 }, 'pass'],
    ['longer than what is read of a body', { derBytes: 900_000, bodyBytes: 65_536, bodyTruncated: true }, 'pass'],
    ['cut', { derBytes: 900, bodyBytes: 400 }, 'inconclusive'],
    ['followed by something else', { derBytes: 900, bodyBytes: 1000 }, 'inconclusive'],
    ['shorter than what is read of a body', { derBytes: 900, bodyBytes: 65_536, bodyTruncated: true }, 'inconclusive'],
  ];
  for (const [name, facts, status] of rows) {
    const answered = step('http', {
      status: 200,
      headers: {},
      contentType: 'application/pkix-crl',
      bodyExcerpt: '0\ufffd\u0001',
      ...facts,
    });
    const task = probe(host, { scheme: 'http', endpointKeys: [own.key] });
    const [finding] = judge([{ task, facts: observation([DNS_OK, TCP_OK, answered]) }], scopeOf([own]), fingerprints);
    t.equal(finding?.status, status, name);
  }
  t.end();
});

t.test('the length that a body says is read from its bytes', (t) => {
  const told = (...bytes: readonly number[]): unknown =>
    factsOfBody({ status: 200, reason: '', headers: {} }, { bytes: Buffer.from(bytes), truncated: false }).derBytes;
  t.equal(told(0x30, 0x82, 0x01, 0x00), 260);
  t.equal(told(0x30, 0x81, 0x80), 131);
  t.equal(told(0x30, 0x83, 0x01, 0x00, 0x00), 65_541);
  t.equal(told(0x30, 0x03, 0x0a, 0x01, 0x01), undefined, 'an OCSP response that says no more than an error');
  t.equal(told(0x30, 0x82, 0x01), undefined);
  t.equal(told(0x30), undefined);
  t.equal(told(), undefined);
  t.equal(told(0x3c, 0x68, 0x74), undefined);
  t.end();
});

const dir = t.testdir({});
const { file, root, leaf } = authorityIn(dir);
root('company', '/O=Contoso/CN=Contoso PKI');
leaf('named', 'company', 'IP:127.0.0.1');
leaf('elsewhere', 'company', 'DNS:gateway.contoso.example');

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

function secured(name: string): Promise<number> {
  const server = tls.createServer({ key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)) }, (socket) => {
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  return listening(server);
}

t.test('an open port', async (t) => {
  const impostor = await listening(net.createServer((socket) => socket.on('error', () => undefined).end('220 impostor\r\n')));
  const [named, elsewhere] = [await secured('named'), await secured('elsewhere')];
  const ours = ['--endpoint-ca-file', file('company.pem')];
  const rows: readonly (readonly [string, number, expect: string, args: readonly string[], wanted: object])[] = [
    ['nothing is known of the service', impostor, '', [], { status: 'pass', confidence: 'likely', message: /nothing shows who answered/ }],
    ['an impostor that speaks no TLS', impostor, 'expect: { tls: "1.2" }', [], { status: 'fail', layer: 'tls' }],
    [
      'a genuine certificate for the name',
      named,
      'expect: { tls: "1.2" }',
      ours,
      { status: 'pass', confidence: 'certain', message: /proven by certificate chain/ },
    ],
    [
      'a private certificate',
      named,
      'expect: { tls: "1.2" }',
      [],
      { status: 'pass', confidence: 'likely', message: /does not end in a public root/ },
    ],
    [
      'a genuine certificate for another name',
      elsewhere,
      'expect: { tls: "1.2" }',
      ours,
      { status: 'pass', confidence: 'likely', message: /another name/ },
    ],
  ];
  for (const [name, port, expect, args, wanted] of rows) {
    const catalog = join(dir, 'tcp.yaml');
    writeFileSync(
      catalog,
      `id: c\ntitle: c\nrevision: "1"\nendpoints:\n  - { id: a, host: 127.0.0.1, scheme: tcp, ports: [${port}], feature: f${expect === '' ? '' : `, ${expect}`} }\n`,
    );
    const own = ['check', '--check', 'endpoint', '--catalog', catalog, '--allow-private', '--retries', '0', '--format', 'json', '--quiet'];
    const { stdout, stderr } = await program([...own, ...args]);
    const found = (JSON.parse(stdout || `{"findings":[],"stderr":${JSON.stringify(stderr)}}`) as Report).findings.find(({ id }) =>
      id.startsWith('endpoint:a:'),
    );
    t.match(found, wanted, `${name}: ${found?.message} ${stderr}`);
  }
});
