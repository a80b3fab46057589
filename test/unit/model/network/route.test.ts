import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { proxyOf } from '../../../../src/causes/phrasing/phrase.ts';
import { evidenceOf } from '../../../../src/checks/endpoint/verdict/evidence.ts';
import { reproduce } from '../../../../src/checks/endpoint/verdict/route/reproduce.ts';
import { authority, type Route, urlHost } from '../../../../src/model/network/route.ts';
import { probe } from '../../../support/endpoint-examples.ts';

t.test('an IPv6 address stands in brackets wherever a port or a URL follows', async (t) => {
  t.equal(urlHost('proxy.corp.test'), 'proxy.corp.test');
  t.equal(urlHost('10.0.0.8'), '10.0.0.8');
  t.equal(urlHost('fd00::1'), '[fd00::1]');
  t.equal(urlHost('[fd00::1]'), '[fd00::1]', 'not twice');
  t.equal(authority({ host: 'proxy.corp.test', port: 8080 }), 'proxy.corp.test:8080');
  t.equal(authority({ host: 'fd00::1', port: 3128 }), '[fd00::1]:3128');
});

t.test('an IPv6 proxy in evidence and in the curl command', async (t) => {
  const route: Route = { name: '[fd00::1]:3128', kind: 'http', via: { host: 'fd00::1', port: 3128 }, auth: 'none' };
  const asked = probe('download.microsoft.com', { route });
  t.equal(proxyOf(evidenceOf([], asked)), '[fd00::1]:3128');
  t.match(reproduce(asked), "-x 'http://[fd00::1]:3128'");
  t.match(reproduce(probe('2001:db8::1', { scheme: 'tcp' })), 'telnet://[2001:db8::1]:443');
});

t.test('no other file writes the brackets itself', async (t) => {
  const own = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith(join('model', 'network', 'route.ts')))
    .filter((file) => /includes\(':'\)[^\n]*\? `\[\$\{/.test(readFileSync(join('src', file), 'utf8')));
  t.strictSame(own, []);
});
